"""Every form of the register sent twice, late, or by two people: one effect, and a plain answer."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from records.models import AuditEntry
from schools.models import (
    Confirmation,
    Contact,
    Employment,
    Enrolment,
    Facility,
    FormerName,
    Lineage,
    Proposal,
    RetiredCode,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from schools.school_year import school_year_of
from tests import factories
from tests.bad_input import filled

TODAY = timezone.localdate()
YEAR, DAY = school_year_of(TODAY), "2022-09-01"
STORED = (
    School, SchoolStatus, StageService, FormerName, RetiredCode, Lineage, Contact, Staff, Employment,
    Enrolment, Facility, Confirmation, Proposal, AuditEntry,
)  # fmt: skip
NEW_SCHOOL = {"code": "510115-L900", "name": "新小学", "kind": "primary", "stages": ["primary"]}
CREATING = {  # page: who, the answers, and what is there once it was sent
    "school_new": ("officer", NEW_SCHOOL, {"School": 1, "SchoolStatus": 1, "StageService": 1}),
    "school_split": (
        "officer",
        {**NEW_SCHOOL, "operating_from": DAY},
        {"School": 1, "SchoolStatus": 1, "StageService": 1, "Lineage": 1},
    ),
    "school_rename": ("officer", {"name": "新名", "day": DAY}, {"FormerName": 1}),
    "name_new": ("officer", {"name": "别名"}, {"FormerName": 1}),
    "school_code": ("officer", {"code": "3151011501", "day": DAY}, {"RetiredCode": 1}),
    "school_status": ("officer", {"status": "suspended", "day": DAY}, {"SchoolStatus": 1}),
    "school_stages": (
        "officer",
        {"change": "begin", "stage": "preschool", "day": DAY},
        {"StageService": 1},
    ),
    "contact_new": (
        "member_principal",
        {"duty": "校长", "name": "李", "phone": "028-82720000"},
        {"Contact": 1},
    ),
    "facility_new": ("member_principal", {"item": "音乐教室", "quantity": "2"}, {"Facility": 1}),
    "staff_new": (
        "member_principal",
        {"staff_no": "T77", "name": "赵老师", "post": "teacher"},
        {"Staff": 1, "Employment": 1},
    ),
    "proposal_new": ("member_principal", {"value": "万春镇", "reason": "写错了"}, {"Proposal": 1}),
    "facts_confirm": ("member_principal", {}, {"Confirmation": 1}),
}
EDITING = {  # page: what somebody else stored meanwhile, what is typed late, and the pair that is shown
    "school_edit": ("school", {"town": "甲镇"}, {"town": "乙镇"}, ("镇街", "甲镇", "乙镇")),
    "location_edit": ("school", {"address": "甲街"}, {"address": "乙街"}, ("地址", "甲街", "乙街")),
    "contact_edit": ("contact", {"note": "甲注"}, {"note": "乙注"}, ("备注", "甲注", "乙注")),
    "facility_edit": ("facility", {"item": "甲室"}, {"item": "乙室"}, ("项目", "甲室", "乙室")),
    "staff_edit": ("person", {"subject": "语文"}, {"subject": "数学"}, ("任教学科", "语文", "数学")),
}
ACTING = {  # page: the record that somebody else changed meanwhile, and what is typed late
    "school_rename": ("school", {"name": "新名", "day": DAY}),
    "school_code": ("school", {"code": "3151011501", "day": DAY}),
    "staff_move": ("employment", {"day": DAY, "school": "lead"}),
    "staff_leave": ("employment", {"day": DAY, "status": "retired"}),
    "proposal_accept": ("proposal", {}),
    "proposal_return": ("proposal", {"reason": "不符"}),
    "name_remove": ("name", {}),
    "contact_remove": ("contact", {}),
    "facility_remove": ("facility", {}),
}


@pytest.fixture
def rows(district):
    """Return one row of everything at the member school, which began before the day of the forms."""
    person = factories.make_staff(district.member, staff_no="T1")
    return SimpleNamespace(
        school=School.objects.get(pk=district.member.pk),
        contact=factories.make_contact(district.member),
        facility=factories.make_facility(district.member),
        name=factories.make_former_name(district.member, "旧名"),
        person=person,
        employment=person.employments.get(),
    )


def url(name, school, *more):
    more = ("town",) if name == "proposal_new" else more
    return reverse(f"schools:{name}", args=[*([] if name == "school_new" else [school.code]), *more])


def address(name, rows):
    """Return the address of a page about one of the rows."""
    if name.startswith("proposal_"):
        return reverse(f"schools:{name}", args=[rows.proposal.key])
    if name.startswith("staff_"):
        return url(name, rows.school, rows.person.staff_no)
    keys = {attribute: getattr(rows, attribute).pk for attribute in ("contact", "facility", "name")}
    of_row = keys.get(name.partition("_")[0])
    return url(name, rows.school, *([of_row] if of_row else []))


def answers(browser, page, values):
    """Return what the form on a page sends once these answers are given."""
    return {**filled(browser.get(page).context["form"]), **values}


def counts():
    return {model.__name__: model.objects.count() for model in STORED}


def everything():
    return [list(model.objects.order_by("pk").values()) for model in STORED]


def grown(before):
    """Return how many rows of what were added, the trail aside."""
    now = counts()
    return {
        name: now[name] - before[name] for name in now if now[name] != before[name] and name != "AuditEntry"
    }


def overtake(row, **values):
    """Store what somebody else changed."""
    type(row).objects.filter(pk=row.pk).update(version=row.version + 1, **values)


# --- sent twice ---


@pytest.mark.parametrize("name", CREATING)
def test_double_click_has_one_effect(name, district, signed_in, request):
    who, values, expected = CREATING[name]
    browser, page = signed_in(request.getfixturevalue(who)), url(name, district.member)
    sent, before = answers(browser, page, values), counts()

    first = browser.post(page, sent)
    after = everything()
    second = browser.post(page, sent)

    assert (first.status_code, grown(before)) == (302, expected)
    assert (second.status_code in {302, 404, 409}, everything() == after) == (True, True)


@pytest.mark.parametrize("name", CREATING)
def test_form_opened_twice_in_two_tabs_carries_two_keys(name, district, signed_in, request):
    browser = signed_in(request.getfixturevalue(CREATING[name][0]))

    one, other = (filled(browser.get(url(name, district.member)).context["form"]) for _tab in range(2))

    assert one["request_key"] != other["request_key"]


@pytest.mark.parametrize("name", CREATING)
def test_opening_a_form_writes_nothing(name, district, signed_in, request):
    browser = signed_in(request.getfixturevalue(CREATING[name][0]))
    before = everything()

    browser.get(url(name, district.member))

    assert everything() == before


@pytest.mark.parametrize("name", CREATING)
@pytest.mark.parametrize("key", ["no-key", "0" * 400], ids=["no-uuid", "endless"])
def test_form_with_a_spoilt_key_writes_nothing(key, name, district, signed_in, request):
    who, values, _expected = CREATING[name]
    browser, page = signed_in(request.getfixturevalue(who)), url(name, district.member)
    sent, before = answers(browser, page, values), everything()

    response = browser.post(page, {**sent, "request_key": key})

    assert (response.status_code, everything() == before) == (200, True)


# --- overtaken ---


@pytest.mark.parametrize("name", EDITING)
def test_late_edit_shows_both_values_and_writes_nothing(name, rows, officer, signed_in):
    attribute, meanwhile, typed, expected = EDITING[name]
    bureau, page, row = signed_in(officer), address(name, rows), getattr(rows, attribute)
    sent = answers(bureau, page, typed)
    overtake(row, **meanwhile)
    before = everything()

    response = bureau.post(page, sent)

    compared = response.context["conflict"].compared
    differing = [(str(each.label), each.stored, each.typed) for each in compared if each.differs]
    assert (response.status_code, differing) == (409, [expected])
    assert everything() == before


@pytest.mark.parametrize("name", EDITING)
def test_late_edit_is_stored_when_it_is_sent_again_from_the_conflict_page(name, rows, officer, signed_in):
    attribute, meanwhile, typed, _expected = EDITING[name]
    bureau, page, row = signed_in(officer), address(name, rows), getattr(rows, attribute)
    sent = answers(bureau, page, typed)
    overtake(row, **meanwhile)

    conflict = bureau.post(page, sent)
    response = bureau.post(page, filled(conflict.context["form"]))

    stored = type(row).objects.get(pk=row.pk)
    [[column, value]] = typed.items()
    assert (response.status_code, getattr(stored, column), stored.version) == (302, value, row.version + 2)


@pytest.mark.parametrize("version", ["", "0", "-1", "99", "甲", "9" * 30])
@pytest.mark.parametrize("name", EDITING)
def test_edit_with_a_spoilt_version_writes_nothing(name, version, rows, officer, signed_in):
    bureau, page = signed_in(officer), address(name, rows)
    sent, before = answers(bureau, page, EDITING[name][2]), everything()

    response = bureau.post(page, {**sent, "version": version})

    assert (response.status_code in {200, 409}, everything() == before) == (True, True)


@pytest.mark.parametrize("name", EDITING)
def test_edit_without_a_change_leaves_no_entry(name, rows, officer, signed_in):
    bureau, page = signed_in(officer), address(name, rows)
    before = everything()

    response = bureau.post(page, answers(bureau, page, {}))

    assert (response.status_code, everything() == before) == (302, True)


@pytest.mark.parametrize("name", ACTING)
def test_late_action_is_a_conflict_and_does_nothing(name, district, rows, officer, signed_in):
    attribute, typed = ACTING[name]
    rows.proposal = factories.make_proposal(district.member)
    bureau, page = signed_in(officer), address(name, rows)
    typed = {**typed, **({"school": str(district.lead.pk)} if "school" in typed else {})}
    sent = answers(bureau, page, typed)
    overtake(getattr(rows, attribute))
    before = everything()

    response = bureau.post(page, sent)

    assert (response.status_code, everything() == before) == (409, True)


@pytest.mark.parametrize("name", ["contact_edit", "contact_remove", "facility_edit", "facility_remove"])
def test_form_about_a_row_that_is_gone_finds_nothing(name, rows, officer, signed_in):
    bureau, page = signed_in(officer), address(name, rows)
    sent = answers(bureau, page, {})
    getattr(rows, name.partition("_")[0]).delete()
    before = everything()

    response = bureau.post(page, sent)

    assert (response.status_code, everything() == before) == (404, True)
