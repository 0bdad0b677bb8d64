"""Seeing what a change would do before it is done."""

import pytest
from django.db import transaction

from records import actions
from records.models import AuditEntry
from records.rehearsal import rehearsal
from schools.models import School


def renamed(school, officer):
    """Store another name."""
    school.name = "庚实验小学"
    return actions.change(school, by=officer)


def test_everything_is_as_if_it_had_happened_and_then_undone(district, officer):
    with rehearsal():
        renamed(School.objects.get(pk=district.lone.pk), officer)
        seen = School.objects.get(pk=district.lone.pk).name

    assert (seen, School.objects.get(pk=district.lone.pk).name) == ("庚实验小学", "庚小学")
    assert AuditEntry.objects.count() == 0


def test_what_goes_wrong_inside_is_told_and_undone(district, officer):
    def fail():
        with rehearsal():
            renamed(School.objects.get(pk=district.lone.pk), officer)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert School.objects.get(pk=district.lone.pk).name == "庚小学"


def test_what_was_written_before_stays(district, officer):
    with transaction.atomic():
        renamed(School.objects.get(pk=district.lone.pk), officer)
        with rehearsal():
            School.objects.filter(pk=district.lone.pk).update(name="预演")

    assert School.objects.get(pk=district.lone.pk).name == "庚实验小学"
