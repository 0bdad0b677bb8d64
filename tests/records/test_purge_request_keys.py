"""The command that removes old request keys."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import time_machine
from django.core.management import call_command

from records.models import RequestKey

NOON = datetime(2022, 10, 10, 4, 0, tzinfo=UTC)


def test_only_keys_older_than_a_week_are_removed(db, capsys):
    for days in (0, 6, 8, 30):
        with time_machine.travel(NOON - timedelta(days=days), tick=False):
            RequestKey.objects.create(key=uuid4(), username="officer", result=str(days))

    with time_machine.travel(NOON, tick=False):
        call_command("purge_request_keys")

    assert capsys.readouterr().out == "2 request keys removed\n"
    assert list(RequestKey.objects.order_by("-at").values_list("result", flat=True)) == ["0", "6"]
