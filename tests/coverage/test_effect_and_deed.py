"""What a form of coverage says it would change is what saving it then changes, for every form and any day."""

from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.access import SYSTEM
from coverage import actions
from coverage.effect import compare
from coverage.models import Designation, Target
from coverage.situation import state_on
from coverage.templatetags.coverage_effect import coverage_effect
from records.models import AuditEntry
from records.rehearsal import rehearsal
from tests import factories
from tests.coverage.forms import WRITING, address_of, answers, rows_of

TODAY = timezone.localdate()
D20, D21, D22, D95 = date(2020, 9, 1), date(2021, 9, 1), date(2022, 9, 1), date(2095, 9, 1)
D96 = date(2096, 9, 1)
VARIANTS = [  # what is typed beside the usual, and the days on which the effect is shown
    pytest.param("designation_new", {}, [D21, TODAY], id="award-in-the-past"),
    pytest.param("designation_award", {"start": "2095-09-01"}, [D95], id="award-in-the-future"),
    pytest.param("designation_award", {"end": "2022-09-01"}, [D21, TODAY], id="award-for-a-year"),
    pytest.param("designation_renew", {}, [D95], id="renewal-without-a-gap"),
    pytest.param("designation_renew", {"start": "2096-09-01"}, [D96], id="renewal-after-a-gap"),
    pytest.param("designation_renew", {"start": "2021-09-01", "end": ""}, [D21, TODAY], id="early-renewal"),
    pytest.param("designation_convert", {}, [D95], id="conversion-at-the-end"),
    pytest.param("designation_convert", {"start": "2022-09-01"}, [D22, TODAY], id="early-conversion"),
    pytest.param("designation_withdraw", {}, [D22, TODAY], id="withdrawal-in-the-past"),
    pytest.param("designation_withdraw", {"day": "2094-09-01"}, [date(2094, 9, 1)], id="planned-withdrawal"),
    pytest.param("designation_correct", {}, [D20, TODAY], id="correction-of-the-start"),
    pytest.param(
        "designation_correct", {"start": "2020-09-01", "end": "2022-09-01"}, [D22, TODAY], id="of-the-end"
    ),
    pytest.param("designation_correct", {"end": "2096-09-01"}, [D20, D95, TODAY], id="of-both-ends"),
    pytest.param(
        "designation_correct", {"start": "2020-09-01", "document": "新号"}, [TODAY], id="of-papers-alone"
    ),
    pytest.param("target_new", {}, [D21, TODAY], id="target-of-another-stage"),
    pytest.param("target_new", {"stage": "compulsory"}, [D21, TODAY], id="target-that-follows-one"),
    pytest.param("target_edit", {}, [D20, TODAY], id="lower-target"),
    pytest.param("target_edit", {"start": "2021-09-01"}, [D20, TODAY], id="target-that-begins-later"),
    pytest.param("target_edit", {"end": "2095-09-01"}, [D95], id="target-that-ends"),
    pytest.param(
        "target_edit", {"start": "2021-09-01", "end": "2095-09-01"}, [D20, D95, TODAY], id="of-both-its-ends"
    ),
    pytest.param("target_end", {}, [D21, TODAY], id="end-of-a-target"),
    pytest.param("target_end", {"day": "2095-09-01"}, [D95], id="planned-end-of-a-target"),
    pytest.param("headline_new", {}, [D21, TODAY], id="another-headline"),
    pytest.param("headline_edit", {}, [D20, TODAY], id="headline-of-another-weight"),
    pytest.param("headline_end", {}, [D21, TODAY], id="end-of-a-headline"),
]


@pytest.fixture
def rows(district):
    """Return the rows that the forms are about; a target that one designated school of five meets."""
    for number, school in enumerate((district.lead, district.member, district.lone)):
        for service in school.stages.all():
            factories.make_enrolment(school, 100 + number, stage=service.stage)
    made = rows_of(district)
    Target.objects.update(share="0.2")
    return made


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def panels(answer):
    """Return the day and the effect of each panel of a preview."""
    found = {id(part["effect"]): part for part in answer.context if "effect" in part}
    return [(part["day"], part["effect"]) for part in found.values()]


def sent_to(page, rows, bureau, typed):
    """Return what an officer would send, of a form that is confirmed."""
    return {**answers(page, rows, bureau), **typed}


def test_variants_name_every_form():
    assert {variant.values[0] for variant in VARIANTS} == set(WRITING)


@pytest.mark.parametrize(("page", "typed", "days"), VARIANTS)
def test_effect_is_shown_on_the_days_that_matter(page, typed, days, rows, bureau):
    sent = sent_to(page, rows, bureau, typed)

    answer = bureau.post(address_of(page, rows), {**sent, "confirmed": []})

    assert [day for day, _effect in panels(answer)] == days


@pytest.mark.parametrize(("page", "typed", "days"), VARIANTS)
def test_effect_that_is_shown_is_the_effect_of_saving(page, typed, days, rows, bureau, district):
    sent, near = sent_to(page, rows, bureau, typed), district.district
    before = {day: state_on(near, day) for day in days}

    shown = dict(panels(bureau.post(address_of(page, rows), {**sent, "confirmed": []})))
    unchanged = {day: state_on(near, day) for day in days}
    status = bureau.post(address_of(page, rows), sent).status_code

    assert (status, unchanged) == (302, before)
    assert shown == {day: compare(before[day], state_on(near, day)) for day in days}


BOTH = ["已认定 · 按学校", "已覆盖 · 按学校"]
FLIPS = [  # form, what is typed, share of the target; the verdicts that flip and the schools that change
    pytest.param(
        "designation_new", {}, "0.4",
        [("义务教育", name, "未达标", "达标") for name in BOTH],
        [("庚小学", "义务教育", "尚未覆盖", "本校已认定")],
        id="award",
    ),
    pytest.param(
        "designation_withdraw", {}, "0.2",
        [("义务教育", name, "达标", "未达标") for name in BOTH],
        [("丙校", "义务教育", "本校已认定", "尚未覆盖")],
        id="withdrawal",
    ),
    pytest.param(
        "designation_correct", {"start": "2022-09-01"}, "0.2",
        [("义务教育", name, "达标", "未达标") for name in BOTH],
        [("丙校", "义务教育", "本校已认定", "尚未覆盖")],
        id="later-start",
    ),
    pytest.param(
        "designation_renew", {}, "0.2",
        [("义务教育", name, "未达标", "达标") for name in BOTH],
        [("丙校", "义务教育", "尚未覆盖", "本校已认定")],
        id="renewal",
    ),
    pytest.param(
        "designation_convert", {}, "0.9", [],
        [("丙校", "义务教育", "尚未覆盖", "本校已认定")],
        id="conversion-that-flips-nothing",
    ),
    pytest.param("designation_convert", {"start": "2022-09-01"}, "0.2", [], [], id="early-conversion"),
    pytest.param(
        "target_new", {"stage": "compulsory"}, "0.2",
        [("义务教育", name, "达标", "未达标") for name in BOTH], [],
        id="higher-target",
    ),
    pytest.param(
        "target_edit", {"share": "0.1"}, "0.9",
        [("义务教育", name, "未达标", "达标") for name in BOTH], [],
        id="lower-target",
    ),
    pytest.param(
        "target_end", {}, "0.2",
        [("义务教育", name, "达标", "未设比例目标") for name in BOTH], [],
        id="no-target",
    ),
    pytest.param("headline_new", {}, "0.2", [], [], id="headline"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "typed", "share", "flipped", "schools"), FLIPS)
def test_effect_names_the_verdicts_that_flip_and_the_schools(
    page, typed, share, flipped, schools, rows, bureau
):
    Target.objects.update(share=share)
    sent = sent_to(page, rows, bureau, typed)

    [_day, effect] = panels(bureau.post(address_of(page, rows), {**sent, "confirmed": []}))[0]

    verdicts = [
        (stage.label, each.after.name, each.verdict_before, each.verdict_after)
        for stage in effect.flipped
        for each in stage.flipped
        if each.after.weight == "institutions"
    ]
    changed = [(each.name, each.stage_label, each.before_label, each.after_label) for each in effect.schools]
    assert (verdicts, changed) == (flipped, schools)


# --- any history, any change, any day ---

DAYS = st.dates(date(2019, 1, 1), date(2024, 12, 31))
PERIODS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(lambda p: None in p or p[0] < p[1])
DEEDS = {
    "award": lambda row, day: actions.award(
        Designation(school=row.school, level=factories.make_level(code="另一级"), start=day), by=SYSTEM
    ),
    "renew": lambda row, day: actions.renew(row, Designation(start=day), by=SYSTEM),
    "convert": lambda row, day: actions.convert(row, Designation(start=day), by=SYSTEM),
    "withdraw": lambda row, day: actions.withdraw(row, day=day, by=SYSTEM),
    "correct": lambda row, day: actions.correct(_ending(row, day), reason="更正", by=SYSTEM),
}


def _ending(row, day):
    row.end, row.end_reason = day, row.end_reason if day else ""
    return row


def attempt(deed, row, day):
    """Carry a deed out on a copy of the row; return whether it was taken."""
    try:
        with transaction.atomic():
            DEEDS[deed](Designation.objects.get(pk=row.pk), day)
    except ValidationError:
        return False
    return True


def panel_of(deed, row, day, *, user, shown):
    """Return what the panel of a preview would show on a day."""

    @contextmanager
    def rehearse():
        with rehearsal():
            attempt(deed, row, day)
            yield

    context = {"request": SimpleNamespace(user=user)}
    return coverage_effect(context, rehearse, row.school.district, shown)["effect"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.lists(PERIODS, min_size=1, max_size=4),
    deed=st.sampled_from([*DEEDS]),
    day=DAYS,
    shown=DAYS | DAYS.map(lambda day: day + timedelta(days=365)),
)
def test_panel_tells_the_effect_of_any_deed_on_any_day(district, officer, held, deed, day, shown):
    schools = [district.lead, district.bridge, district.stranger, district.lone]
    with transaction.atomic():
        level = factories.make_level(code="旧级", successor=factories.make_level(code="新级"))
        made = [
            factories.make_designation(school, level, start=start, end=end)
            for school, (start, end) in zip(schools, held, strict=False)
        ]
        before, entries = state_on(district.district, shown), AuditEntry.objects.count()

        told = panel_of(deed, made[0], day, user=officer, shown=shown)
        left = (state_on(district.district, shown), AuditEntry.objects.count())
        is_taken = attempt(deed, made[0], day)
        after = state_on(district.district, shown)

        transaction.set_rollback(True)
    assert left == (before, entries)
    assert told == compare(before, after)
    assert is_taken or told.is_none
