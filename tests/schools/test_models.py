"""What the register's tables hold and refuse, by validation and by the database itself."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from schools.models import (
    District,
    Employment,
    Enrolment,
    FormerName,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from schools.stages import COUNTED_UNDER, CoverageStage, Stage
from tests import factories

FIRST, LAST = date(2020, 9, 1), date(2022, 9, 1)


def refuse(row, code=None):
    """Return whether both validation, with the code, and the database refuse the row."""
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save_base(row, raw=True)
    errors = [error for errors in refused.value.error_dict.values() for error in errors]
    return code is None or code in [error.code for error in errors]


# --- schools ---


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"code": "215100000"}, "invalid", id="nine-digits"),
        pytest.param({"code": "21510000011"}, "invalid", id="eleven-digits"),
        pytest.param({"code": "510115-L01"}, "invalid", id="short-provisional"),
        pytest.param({"code": "510115-l001"}, "invalid", id="small-letter"),
        pytest.param({"code": "2151000001\n"}, "invalid", id="line-break-at-the-end"),
        pytest.param({"name": ""}, None, id="no-name"),
        pytest.param({"is_collective": True}, "collective_counted", id="collective-that-counts"),
        pytest.param({"kind": "castle"}, "invalid_choice", id="unknown-kind"),
        pytest.param({"ownership": "royal"}, "invalid_choice", id="unknown-ownership"),
        pytest.param({"urban_rural": "moon"}, "invalid_choice", id="unknown-place"),
    ],
)
def test_school_that_cannot_be_is_refused(fields, code, db):
    values = {
        "district": factories.make_district(),
        "code": "2151000001",
        "name": "辛小学",
        "kind": "primary",
    }

    assert refuse(School(**values | fields), code)


@pytest.mark.parametrize("code", ["2151000001", "510115-L001", "510115-L999999"])
def test_official_and_provisional_codes_are_accepted(code, db):
    district = factories.make_district()

    School(district=district, code=code, name="辛小学", kind="primary").full_clean()


@pytest.mark.parametrize(("code", "expected"), [("2151000001", False), ("510115-L001", True)])
def test_provisional_code_is_told_from_an_official_one(code, expected):
    assert School(code=code).has_provisional_code == expected


def test_code_is_given_once(district):
    twin = School(district=district.district, code=district.lone.code, name="辛小学", kind="primary")

    assert refuse(twin, "unique")


@pytest.mark.parametrize(
    "character", ["\0", "\u202e", "\u200b", "\x1b"], ids=["nul", "override", "zero-width", "escape"]
)
def test_name_with_a_character_that_cannot_be_seen_is_refused(character, district):
    district.lone.name = f"辛{character}小学"

    with pytest.raises(ValidationError) as refused:
        district.lone.full_clean()

    assert "forbidden_character" in [error.code for error in refused.value.error_dict["name"]]


def test_unknown_facts_may_stay_empty(district):
    school = district.lone

    school.full_clean()

    assert (school.town, school.urban_rural, school.is_boarding, school.founded_on) == ("", "", None, None)
    assert (school.ownership, school.in_district_register, school.is_collective) == ("unknown", True, False)


def test_collective_outside_the_count_is_accepted(db):
    factories.make_school("驻区学院", is_collective=True, in_district_register=False).full_clean()


def test_school_with_memberships_or_staff_cannot_be_deleted(district):
    factories.make_staff(district.lone)

    for school in (district.lead, district.lone):
        with pytest.raises(ProtectedError):
            school.delete()


def test_rows_know_where_they_belong(district):
    lone = district.lone
    place = (district.district.pk, "510115", lone.pk, lone.code)
    factories.make_former_name(lone, "旧名")
    factories.make_enrolment(lone, 1)
    staff = factories.make_staff(lone)

    rows = [lone, lone.former_names.get(), lone.statuses.get(), lone.stages.get(), lone.enrolments.get()]
    rows.append(lone.employments.get())
    places = {
        (p.district_id, p.district_code, p.school_id, p.school_code) for p in (row.place for row in rows)
    }
    assert places == {place}
    assert (staff.place.district_code, staff.place.school_id) == ("510115", None)
    assert (district.district.place.district_code, district.district.place.school_id) == ("510115", None)


def test_school_has_an_address_by_its_code(district):
    assert district.lone.get_absolute_url() == f"/schools/{district.lone.code}/"


# --- what belongs to a school ---

PERIODS = [
    pytest.param(SchoolStatus, {"status": "operating"}, id="status"),
    pytest.param(StageService, {"stage": "primary"}, id="stage"),
]


@pytest.mark.parametrize(("model", "fields"), PERIODS)
@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        pytest.param(LAST, FIRST, "end_before_start", id="ends-before-it-starts"),
        pytest.param(FIRST, FIRST, "end_before_start", id="ends-as-it-starts"),
        pytest.param(date(2022, 8, 31), None, "overlap", id="overlaps-the-end"),
        pytest.param(None, date(2020, 9, 2), "overlap", id="overlaps-the-start"),
        pytest.param(None, None, "overlap", id="overlaps-all"),
    ],
)
def test_period_that_cannot_be_is_refused(model, fields, start, end, code, district):
    rows = model.objects.filter(school=district.lone)
    rows.update(start=FIRST, end=LAST)

    assert refuse(model(school=district.lone, start=start, end=end, **fields), code)


@pytest.mark.parametrize(("model", "fields"), PERIODS)
def test_periods_may_touch(model, fields, district):
    model.objects.filter(school=district.lone).update(start=FIRST, end=LAST)

    for start, end in ((None, FIRST), (LAST, None)):
        row = model(school=district.lone, start=start, end=end, **fields)
        row.full_clean()
        row.save()

    days = [date(2020, 8, 31), FIRST, date(2022, 8, 31), LAST]
    assert [model.objects.filter(school=district.lone).on(day).count() for day in days] == [1, 1, 1, 1]


def test_stages_may_be_served_side_by_side(district):
    StageService(school=district.lone, stage="junior").full_clean()


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(lambda school: SchoolStatus(school=school, status="asleep", start=LAST), id="status"),
        pytest.param(lambda school: StageService(school=school, stage="kitchen"), id="stage"),
        pytest.param(
            lambda school: Enrolment(school=school, year=2022, stage="kitchen", pupils=1), id="enrolment"
        ),
    ],
)
def test_unknown_choice_is_refused(row, district):
    district.lone.statuses.update(end=FIRST)

    assert refuse(row(district.lone), "invalid_choice")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"year": 1948}, id="year-too-early"),
        pytest.param({"year": 2101}, id="year-too-late"),
        pytest.param({"year": 2021}, id="figure-that-is-there"),
        pytest.param({"pupils": -1}, id="less-than-nobody"),
        pytest.param({"classes": -1}, id="less-than-no-class"),
    ],
)
def test_enrolment_that_cannot_be_is_refused(fields, district):
    factories.make_enrolment(district.lone, 1, year=2021, stage="primary")
    values = {"school": district.lone, "year": 2022, "stage": "primary", "pupils": 1}

    assert refuse(Enrolment(**values | fields))


def test_enrolment_names_its_school_year(district):
    enrolment = factories.make_enrolment(district.lone, 600, year=2022)

    assert (enrolment.year_label, str(enrolment)) == ("2022–2023", "庚小学 · 2022–2023 · 小学")


def test_former_name_is_registered_once(district):
    factories.make_former_name(district.lone, "旧名")

    assert refuse(FormerName(school=district.lone, name="旧名"))
    FormerName(school=district.partner, name="旧名").full_clean()


# --- people ---


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"staff_no": "T1"}, None, id="number-is-taken"),
        pytest.param({"post": "king"}, "invalid_choice", id="post"),
        pytest.param({"section": "kitchen"}, "invalid_choice", id="section"),
        pytest.param({"title": "sir"}, "invalid_choice", id="title"),
        pytest.param({"qualification": "wise"}, "invalid_choice", id="qualification"),
        pytest.param({"backbone_level": "world"}, "invalid_choice", id="backbone-level"),
        pytest.param({"status": "asleep"}, "invalid_choice", id="status"),
    ],
)
def test_person_who_cannot_be_is_refused(fields, code, district):
    factories.make_staff(district.lone, staff_no="T1")
    values = {"district": district.district, "staff_no": "T2", "name": "钱老师", "post": "teacher"}

    assert refuse(Staff(**values | fields), code)


def test_same_number_may_be_used_in_another_district(district):
    factories.make_staff(district.lone, staff_no="T1")
    other = factories.make_district("510114", "新都区")

    Staff(district=other, staff_no="T1", name="吴老师", post="teacher").full_clean()


@pytest.mark.parametrize(
    ("start", "end"),
    [pytest.param(date(2021, 9, 1), None, id="later"), pytest.param(None, date(2020, 9, 2), id="earlier")],
)
def test_person_has_one_home_school_at_a_time(start, end, district):
    staff = factories.make_staff(district.lone, start=FIRST)

    assert refuse(Employment(staff=staff, school=district.lead, start=start, end=end), "overlap")


def test_person_may_move_from_one_day_to_the_next(district):
    staff = factories.make_staff(district.lone, start=FIRST)
    staff.employments.update(end=LAST)

    Employment(staff=staff, school=district.lead, start=LAST).full_clean()


# --- districts and stages ---


@pytest.mark.parametrize("code", ["51011", "5101150", "51011x", ""])
def test_district_code_has_six_digits(code, db):
    with pytest.raises(ValidationError) as refused:
        District(code=code, name="某区").full_clean()

    assert "code" in refused.value.error_dict


def test_every_stage_is_counted_under_one_stage_of_coverage():
    assert list(COUNTED_UNDER) == list(Stage)
    assert set(COUNTED_UNDER.values()) == set(CoverageStage)
    assert COUNTED_UNDER[Stage.PRIMARY] == COUNTED_UNDER[Stage.JUNIOR] == CoverageStage.COMPULSORY
