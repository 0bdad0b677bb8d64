"""Demonstration data: put in, marked, and taken out again without a trace."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from accounts.models import Appointment, User
from coverage.models import Designation, DesignationScheme
from records.models import AuditEntry
from records.verification import verify
from schools.models import District, Enrolment, School, Staff
from tests import factories

pytestmark = [pytest.mark.usefixtures("demo_of_module"), pytest.mark.django_db]


def run(*arguments):
    """Return what a command prints."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_load_demo_gives_every_school_a_principal_and_the_bureau_four_accounts():
    accounts = json.loads(run("demo_accounts", "--format", "json"))

    assert accounts[:4] == [
        {"username": "bureau", "role": "officer", "school": None, "school_code": None},
        {"username": "inspector", "role": "inspector", "school": None, "school_code": None},
        {"username": "auditor", "role": "auditor", "school": None, "school_code": None},
        {"username": "admin", "role": "administrator", "school": None, "school_code": None},
    ]
    assert accounts[4:] == [
        {"username": s.code.lower(), "role": "principal", "school": s.name, "school_code": s.code}
        for s in School.objects.order_by("code")
    ]


def test_demo_accounts_as_a_table_has_one_line_each():
    lines = run("demo_accounts").splitlines()

    assert (len(lines), lines[0].split()) == (51, ["bureau", "officer"])


def test_load_demo_fills_several_years_and_marks_the_district():
    assert District.objects.get().holds_demonstration
    assert Enrolment.objects.values("year").distinct().count() == 8
    assert Designation.objects.filter(basis="demonstration", start__isnull=False).count() > 20
    assert Staff.objects.count() > 1000
    assert verify() == []


def test_load_demo_sets_the_password_of_the_environment():
    run("remove_demo")

    with override_settings(DEMO_PASSWORD="bring your own words"):
        printed = run("load_demo").splitlines()[-1]

    assert printed == "Password of them all: bring your own words"
    assert User.objects.get(username="510115-l002").check_password("bring your own words")


def test_load_demo_without_password_draws_and_prints_one():
    run("remove_demo")

    printed = run("load_demo").splitlines()[-1]

    password = printed.removeprefix("Password of them all: ")
    assert len(password) == 12
    assert User.objects.get(username="bureau").check_password(password)


def test_load_demo_again_adds_nothing_and_keeps_the_password():
    before = AuditEntry.objects.count(), User.objects.get(username="bureau").password

    printed = run("load_demo").splitlines()[-1]

    assert printed.endswith("(as set before; set DEMO_PASSWORD to give a new one)")
    assert (AuditEntry.objects.count(), User.objects.get(username="bureau").password) == before


def test_load_demo_again_with_a_password_sets_it():
    with override_settings(DEMO_PASSWORD="another set of words"):
        run("load_demo")

    assert User.objects.get(username="admin").check_password("another set of words")


def test_load_demo_draws_the_same_data_from_its_seed():
    first = list(Enrolment.objects.order_by("school__code", "year", "stage").values_list("pupils", flat=True))
    run("remove_demo")

    run("load_demo")

    second = list(
        Enrolment.objects.order_by("school__code", "year", "stage").values_list("pupils", flat=True)
    )
    assert second == first


def test_remove_demo_leaves_the_report():
    run("remove_demo")

    compulsory = json.loads(run("coverage", "--on", "2022-12-31", "--format", "json"))["stages"][1]
    assert [m["numerator"] for m in compulsory["measures"]] == [7, None, 24, None]
    assert json.loads(run("reconcile", "--format", "json"))["registered"] == 41
    left = [Enrolment, Staff, User, Appointment]
    assert [model.objects.count() for model in left] == [0, 0, 0, 0]
    assert list(DesignationScheme.objects.values_list("code", flat=True)) == ["report"]
    assert not District.objects.get().holds_demonstration
    assert verify() == []


def test_remove_demo_keeps_what_people_changed_or_entered():
    changed = Enrolment.objects.order_by("pk").first()
    Enrolment.objects.filter(pk=changed.pk).update(version=2, pupils=7, basis="entered")
    colleague = factories.make_user("colleague")

    run("remove_demo")

    assert list(Enrolment.objects.values_list("pk", "pupils")) == [(changed.pk, 7)]
    assert list(User.objects.all()) == [colleague]


def test_load_demo_again_after_changes_leaves_them_alone():
    School.objects.filter(code="510115-L020").update(code="2151000001")
    Enrolment.objects.filter(school__code="2151000001").delete()
    Designation.objects.filter(basis="demonstration").order_by("pk").first().delete()
    models = [Enrolment, Staff, User, Designation]
    before = [model.objects.count() for model in models]

    run("load_demo")

    assert [model.objects.count() for model in models] == before


def test_remove_demo_keeps_the_mark_while_changed_rows_stay():
    Designation.objects.filter(basis="demonstration").update(version=2)
    Staff.objects.filter(staff_no="510115-L001-001").update(version=2)
    kept = Designation.objects.filter(basis="demonstration").count() + 1

    printed = run("remove_demo").splitlines()[-1]

    assert printed == f"{kept} rows that people changed are kept, and so is the mark on every page."
    assert District.objects.get().holds_demonstration


def test_load_demo_fills_in_around_changed_rows_that_stayed():
    Designation.objects.filter(basis="demonstration").update(version=2)
    Staff.objects.filter(staff_no="510115-L001-001").update(version=2)
    before = Designation.objects.count(), Staff.objects.count()
    run("remove_demo")

    run("load_demo")

    assert (Designation.objects.count(), Staff.objects.count()) == before
    assert verify() == []


def test_demonstration_holds_what_runs_out_what_was_renewed_and_what_was_withdrawn():
    today = timezone.localdate()
    rows = Designation.objects.demonstration()

    assert rows.expiring(today).filter(document__regex="〕9[12]号").count() == 2
    assert rows.in_state("withdrawn", today).count() == 1
    [renewal] = rows.filter(previous__isnull=False)
    assert (renewal.state_on(today), renewal.previous.end_reason) == ("valid", "renewed")
    assert (renewal.start, renewal.school) == (renewal.previous.end, renewal.previous.school)


def test_remove_demo_takes_renewals_out_before_what_they_renewed():
    run("remove_demo")

    assert Designation.objects.demonstration().count() == 0


def test_remove_demo_keeps_what_a_person_s_renewal_stands_on():
    row = Designation.objects.demonstration().get(document__regex="〕91号")
    new = Designation.objects.create(school=row.school, level=row.level, start=row.end, previous=row)

    run("remove_demo")

    assert Designation.objects.filter(pk__in=[row.pk, new.pk]).count() == 2
