"""Which district a command is about."""

import pytest
from django.core.management import CommandError, call_command

from tests import factories


def test_coverage_without_data_says_what_to_do(db):
    with pytest.raises(CommandError, match="no district is loaded, run load_report first"):
        call_command("coverage")


def test_coverage_of_several_districts_asks_which(db):
    factories.make_district()
    factories.make_district("510114", "新都区")

    with pytest.raises(CommandError, match="there are several"):
        call_command("coverage")
