"""What the forms of coverage refuse: at which field, in which words, and without an effect."""

from datetime import date

import pytest

from coverage.models import DesignationLevel
from schools.models import SchoolStatus
from tests import factories
from tests.coverage.forms import address_of, answers, everything, rows_of

D20, D95 = date(2020, 9, 1), date(2095, 9, 1)
HELD = "这所学校在这段时间内已持有这个级别的认定。"
BACKWARDS = "结束日期必须晚于开始日期；结束日期是不再有效的第一天。"
NOT_AWARDED = "“{}”在{}不授予；请核对级别和开始日期，或在认定体系中查看各级别的授予时间。"
NO_SCHOOL = "学校档案中，{}在{}不是在办或停办的学校，不能从这一天起认定。"
TOO_EARLY = "新的有效期必须晚于原认定的开始日期。"
DAY_OUTSIDE = "日期必须在这项认定的有效期之内（晚于开始日期，早于结束日期）。"
END_OUTSIDE = "结束日期必须晚于开始日期，并且不晚于原来的结束日期。"
SAME_DAY = "已有一项从同一天开始的规定；请修改那一项，或换一个开始日期。"
OTHER_TARGET, OTHER_HEADLINE = "这段时间内该学段已有另一个目标。", "这段时间内已选定另一个首选口径。"
REQUIRED = "这个字段是必填项。"


def old_held_later(rows):
    """Store that the member school will hold the old level again once it has run out."""
    factories.make_designation(rows.school, rows.designation.level, start=D95)


def new_held_later(rows):
    """Store that the member school will hold the new level once the old one has run out."""
    factories.make_designation(rows.school, rows.new, start=D95)


def level_ended(rows):
    """Store that the old level is awarded no more."""
    DesignationLevel.objects.filter(code="旧级").update(start=D20, end=D95)


def level_later(rows):
    """Store that the new level is awarded from a day in the far future only."""
    DesignationLevel.objects.filter(code="新级").update(start=date(2096, 9, 1))


def school_closed(rows):
    """Store that the schools end in 2095."""
    SchoolStatus.objects.update(end=D95)


def planned(rows):
    """Store a target and a choice of measure that are to follow those in force."""
    rows.target.end = rows.headline.end = D95
    rows.target.save()
    rows.headline.save()
    factories.make_target(start=D95)
    factories.make_headline("reached", start=D95)


def nothing(rows):
    """Leave everything as it is."""


CASES = [
    ("award-without-a-day", nothing, "designation_new", {"start": ""}, {"start": [REQUIRED]}),
    ("award-without-a-level", nothing, "designation_new", {"level": ""}, {"level": [REQUIRED]}),
    ("award-without-a-school", nothing, "designation_new", {"school": ""}, {"school": [REQUIRED]}),
    ("award-that-ends-first", nothing, "designation_new", {"end": "2021-09-01"}, {"end": [BACKWARDS]}),
    (
        "award-before-the-level",
        level_later,
        "designation_award",
        {},
        {"start": [NOT_AWARDED.format("新级", "2021-09-01")]},
    ),
    (
        "award-after-the-school",
        school_closed,
        "designation_award",
        {"start": "2095-09-01"},
        {"start": [NO_SCHOOL.format("丙校", "2095-09-01")]},
    ),
    ("award-of-a-level-held-later", new_held_later, "designation_award", {}, HELD),
    ("renewal-without-a-day", nothing, "designation_renew", {"start": ""}, {"start": [REQUIRED]}),
    (
        "renewal-on-the-first-day",
        nothing,
        "designation_renew",
        {"start": "2020-09-01"},
        {"start": [TOO_EARLY]},
    ),
    ("renewal-before-it", nothing, "designation_renew", {"start": "2019-09-01"}, {"start": [TOO_EARLY]}),
    ("renewal-that-ends-first", nothing, "designation_renew", {"end": "2095-09-01"}, {"end": [BACKWARDS]}),
    ("renewal-of-what-is-held-then", old_held_later, "designation_renew", {}, HELD),
    (
        "renewal-of-a-level-no-more-awarded",
        level_ended,
        "designation_renew",
        {},
        {"start": [NOT_AWARDED.format("旧级", "2095-09-01")]},
    ),
    (
        "renewal-of-a-closed-school",
        school_closed,
        "designation_renew",
        {},
        {"start": [NO_SCHOOL.format("丙校", "2095-09-01")]},
    ),
    (
        "conversion-before-the-new-level",
        level_later,
        "designation_convert",
        {},
        {"start": [NOT_AWARDED.format("新级", "2095-09-01")]},
    ),
    (
        "conversion-on-the-first-day",
        nothing,
        "designation_convert",
        {"start": "2020-09-01"},
        {"start": [TOO_EARLY]},
    ),
    ("conversion-to-a-level-held", new_held_later, "designation_convert", {}, HELD),
    ("withdrawal-without-a-day", nothing, "designation_withdraw", {"day": ""}, {"day": [REQUIRED]}),
    ("withdrawal-without-a-reason", nothing, "designation_withdraw", {"reason": ""}, {"reason": [REQUIRED]}),
    (
        "withdrawal-on-the-first-day",
        nothing,
        "designation_withdraw",
        {"day": "2020-09-01"},
        {"day": [DAY_OUTSIDE]},
    ),
    ("withdrawal-at-its-end", nothing, "designation_withdraw", {"day": "2095-09-01"}, {"day": [DAY_OUTSIDE]}),
    ("correction-without-a-reason", nothing, "designation_correct", {"reason": ""}, {"reason": [REQUIRED]}),
    (
        "correction-that-ends-first",
        nothing,
        "designation_correct",
        {"end": "2020-09-02"},
        {"end": [BACKWARDS]},
    ),
    ("correction-into-the-next-one", old_held_later, "designation_correct", {"end": "2095-09-02"}, HELD),
    (
        "correction-before-the-level",
        level_ended,
        "designation_correct",
        {"start": "2019-09-01"},
        {"start": [NOT_AWARDED.format("旧级", "2019-09-01")]},
    ),
    ("target-without-a-day", nothing, "target_new", {"start": ""}, {"start": [REQUIRED]}),
    ("target-without-words", nothing, "target_new", {"statement": ""}, {"statement": [REQUIRED]}),
    (
        "target-on-the-same-day",
        nothing,
        "target_new",
        {"stage": "compulsory", "start": "2020-09-01"},
        {"start": [SAME_DAY]},
    ),
    ("target-into-a-planned-one", planned, "target_new", {"stage": "compulsory"}, OTHER_TARGET),
    ("target-that-ends-first", nothing, "target_new", {"end": "2021-09-01"}, {"end": [BACKWARDS]}),
    ("target-above-one", nothing, "target_edit", {"share": "1.0001"}, {"share": ["确保该值小于或等于1。"]}),
    ("target-below-zero", nothing, "target_edit", {"share": "-0.1"}, {"share": ["确保该值大于或等于0。"]}),
    ("target-moved-into-a-planned-one", planned, "target_edit", {"end": "2095-09-02"}, OTHER_TARGET),
    ("target-ended-on-its-first-day", nothing, "target_end", {"day": "2020-09-01"}, {"day": [END_OUTSIDE]}),
    ("target-ended-after-its-end", planned, "target_end", {"day": "2095-09-02"}, {"day": [END_OUTSIDE]}),
    ("headline-on-the-same-day", nothing, "headline_new", {"start": "2020-09-01"}, {"start": [SAME_DAY]}),
    ("headline-into-a-planned-one", planned, "headline_new", {}, OTHER_HEADLINE),
    ("headline-that-is-none", nothing, "headline_edit", {"weight": ""}, {"weight": [REQUIRED]}),
    ("headline-moved-into-a-planned-one", planned, "headline_edit", {"end": ""}, OTHER_HEADLINE),
    ("headline-ended-before-it", nothing, "headline_end", {"day": "2019-09-01"}, {"day": [END_OUTSIDE]}),
]


@pytest.fixture
def rows(district):
    """Return one row of each kind that the forms are about."""
    return rows_of(district)


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


@pytest.mark.parametrize("confirmed", ["1", []], ids=["confirmed", "preview"])
@pytest.mark.parametrize(
    ("prepare", "page", "typed", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_refusal_is_told_at_its_field_and_nothing_is_written(
    prepare, page, typed, expected, confirmed, rows, bureau
):
    prepare(rows)
    sent, before = {**answers(page, rows, bureau), **typed, "confirmed": confirmed}, everything()

    answer = bureau.post(address_of(page, rows), sent)

    told = expected if isinstance(expected, dict) else {"__all__": [expected]}
    assert (answer.status_code, answer.templates[0].name) == (200, "records/form_page.html")
    assert answer.context["form"].errors == told
    assert everything() == before
