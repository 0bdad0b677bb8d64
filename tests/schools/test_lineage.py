"""What became of schools and of their codes: who may read it, and what cannot be stored."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError

from records.models import AuditEntry
from schools.actions_register import record_lineage
from schools.models import Lineage, RetiredCode
from tests import factories

DAY = date(2022, 9, 1)


@pytest.fixture
def foreign(district):
    """Return a school of another district and what became of it."""
    other = factories.make_district("510114", "新都区")
    school = factories.make_school("外区学校", district=other, code="510114-L001")
    later = factories.make_school("外区新校", district=other, code="510114-L002")
    return SimpleNamespace(school=school, later=later, lineage=factories.make_lineage(school, later))


@pytest.mark.parametrize(
    ("who", "count"),
    [
        pytest.param("officer", 1, id="officer"),
        pytest.param("inspector", 1, id="inspector"),
        pytest.param("lead_principal", 1, id="school-before"),
        pytest.param("member_principal", 1, id="school-after"),
        pytest.param("other_principal", 0, id="other-principal"),
        pytest.param("auditor", 0, id="auditor"),
        pytest.param("administrator", 2, id="administrator"),
    ],
)
def test_lineage_is_visible_to_either_side(who, count, district, foreign, request):
    factories.make_lineage(district.lead, district.member)

    assert Lineage.objects.visible_to(request.getfixturevalue(who)).count() == count


def test_retired_code_is_visible_with_its_school(district, member_principal, other_principal):
    factories.make_retired_code(district.member, "510115-L901")

    found = [RetiredCode.objects.visible_to(who).count() for who in (member_principal, other_principal)]

    assert found == [1, 0]


def test_lineage_stands_at_the_school_that_was_there_before(district):
    lineage = factories.make_lineage(district.lead, district.member)

    assert (lineage.place, str(lineage)) == (district.lead.place, "甲校 → 丙校")


def test_retired_code_stands_at_its_school(district):
    retired = factories.make_retired_code(district.lead, "510115-L901")

    assert (retired.place, str(retired)) == (district.lead.place, "510115-L901")


@pytest.mark.parametrize("side", ["predecessor", "successor"])
def test_school_with_lineage_is_never_deleted(side, district):
    lineage = factories.make_lineage(district.lone, district.partner)

    with pytest.raises(ProtectedError):
        getattr(lineage, side).delete()


# --- record_lineage ---


@pytest.mark.parametrize("kind", Lineage.Kind.values)
def test_record_lineage_stores_it_and_writes_it_down(kind, district, officer):
    lineage = record_lineage(
        district.lead, district.lone, kind=kind, day=DAY, document="〔2022〕3号", reason="调整", by=officer
    )

    entry = AuditEntry.objects.get()
    assert (lineage.predecessor, lineage.successor, lineage.kind) == (district.lead, district.lone, kind)
    assert (entry.action, entry.object_label, entry.reason) == ("create", "甲校 → 庚小学", "调整")
    assert (entry.school_code, entry.after["document"]) == (district.lead.code, "〔2022〕3号")


def test_record_lineage_refuses_one_school_twice_over(district, officer):
    with pytest.raises(ValidationError) as refused:
        record_lineage(district.lone, district.lone, kind="merged_into", day=DAY, by=officer)

    assert refused.value.messages == ["学校不能由自己而来，请选择另一所学校。"]
    assert Lineage.objects.count() == 0


def test_record_lineage_refuses_what_is_written_down_already(district, officer):
    record_lineage(district.lead, district.lone, kind="merged_into", day=DAY, by=officer)

    with pytest.raises(ValidationError) as refused:
        record_lineage(district.lead, district.lone, kind="merged_into", day=date(2023, 9, 1), by=officer)

    assert refused.value.messages == ["这两所学校的这项沿革已经登记。"]


def test_record_lineage_refuses_an_unknown_kind(district, officer):
    with pytest.raises(ValidationError) as refused:
        record_lineage(district.lead, district.lone, kind="married", day=DAY, by=officer)

    assert "kind" in refused.value.error_dict


@pytest.mark.parametrize(
    "who", ["inspector", "auditor", "administrator", "lead_principal", "member_principal"]
)
def test_only_an_officer_records_lineage(who, district, request):
    with pytest.raises(PermissionDenied):
        record_lineage(
            district.lead, district.member, kind="merged_into", day=DAY, by=request.getfixturevalue(who)
        )

    assert (Lineage.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("turned", [False, True], ids=["after", "before"])
def test_school_of_another_district_is_not_the_officers(turned, district, foreign, officer):
    pair = (foreign.later, district.lone) if turned else (district.lone, foreign.later)

    with pytest.raises(PermissionDenied):
        record_lineage(*pair, kind="merged_into", day=DAY, by=officer)

    assert Lineage.objects.count() == 1
