"""Every form of coverage sent twice, late, or by two people: one effect, and a plain answer."""

from datetime import date

import pytest

from coverage.models import Designation, Headline, Target
from records.models import AuditEntry
from tests import factories
from tests.bad_input import filled
from tests.coverage.forms import WRITING, address_of, answers, everything, rows_of

D20, D21, D95 = date(2020, 9, 1), date(2021, 9, 1), date(2095, 9, 1)
OLD, NEW = ("旧级", D20, D95), ("新级", D21, None)
AFTER = {  # page: what is stored after the form was sent, however often: designations, targets, headlines
    "designation_new": ([(*OLD, ""), (*NEW, "")], [(D20, None)], [(D20, None)]),
    "designation_award": ([(*OLD, ""), (*NEW, "")], [(D20, None)], [(D20, None)]),
    "designation_renew": (
        [(*OLD, "renewed"), ("旧级", D95, None, "")], [(D20, None)], [(D20, None)],
    ),
    "designation_convert": (
        [(*OLD, "converted"), ("新级", D95, None, "")], [(D20, None)], [(D20, None)],
    ),
    "designation_withdraw": ([("旧级", D20, date(2022, 9, 1), "withdrawn")], [(D20, None)], [(D20, None)]),
    "designation_correct": ([("旧级", date(2020, 9, 2), D95, "")], [(D20, None)], [(D20, None)]),
    "target_new": ([(*OLD, "")], [(D20, None), (D21, None)], [(D20, None)]),
    "target_edit": ([(*OLD, "")], [(D20, None)], [(D20, None)]),
    "target_end": ([(*OLD, "")], [(D20, D21)], [(D20, None)]),
    "headline_new": ([(*OLD, "")], [(D20, None)], [(D20, D21), (D21, None)]),
    "headline_edit": ([(*OLD, "")], [(D20, None)], [(D20, None)]),
    "headline_end": ([(*OLD, "")], [(D20, None)], [(D20, D21)]),
}  # fmt: skip
CREATING = ["designation_new", "designation_award", "target_new", "headline_new"]
FOLLOWING = ["designation_renew", "designation_convert"]
EDITING = {  # page: what is stored meanwhile, what is typed late, and the pair that is shown
    "designation_correct": (
        {"document": "甲号"}, {"document": "乙号", "reason": "更正"}, ("依据文件", "甲号", "乙号"),
    ),
    "target_edit": ({"statement": "甲目标"}, {"statement": "乙目标"}, ("目标内容", "甲目标", "乙目标")),
    "headline_edit": ({"basis": "reached"}, {"document": "乙号"}, ("依据文件", "", "乙号")),
}  # fmt: skip
AGAIN = {  # page: the answer to a second click where it is not «done already»
    "designation_withdraw": 200,
    **dict.fromkeys(
        ["designation_correct", "target_edit", "target_end", "headline_edit", "headline_end"], 409
    ),
}
VERSIONED = [page for page in WRITING if page not in CREATING]


@pytest.fixture
def rows(district):
    """Return one row of each kind that the forms are about."""
    return rows_of(district)


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def periods(model):
    return [(row.start, row.end) for row in model.objects.order_by("start", "pk")]


def stored():
    """Return what is stored by its days."""
    held = Designation.objects.order_by("start", "pk")
    designations = [(row.level.code, row.start, row.end, row.end_reason) for row in held]
    return designations, periods(Target), periods(Headline)


def overtake(row, **values):
    """Store what somebody else changed."""
    type(row).objects.filter(pk=row.pk).update(version=row.version + 1, **values)


def row_of(page, rows):
    return getattr(rows, page.partition("_")[0])


# --- sent twice ---


@pytest.mark.parametrize("page", WRITING)
def test_double_click_has_one_effect(page, rows, bureau):
    address, sent = address_of(page, rows), answers(page, rows, bureau)

    first = bureau.post(address, sent)
    after = everything()
    second = bureau.post(address, sent)

    assert (first.status_code, stored()) == (302, AFTER[page])
    assert (second.status_code, everything() == after) == (AGAIN.get(page, 302), True)


@pytest.mark.parametrize("page", [*CREATING, *FOLLOWING])
def test_second_click_where_something_is_made_says_that_it_was_done(page, rows, bureau):
    address, sent = address_of(page, rows), answers(page, rows, bureau)
    bureau.post(address, sent)

    answer = bureau.post(address, sent, follow=True)

    said = [str(message) for message in answer.context["messages"]]
    assert said[-1] == "这张表单已经提交过，内容已在第一次提交时保存，没有重复保存。"


@pytest.mark.parametrize("page", [*CREATING, *FOLLOWING])
def test_form_opened_in_two_tabs_carries_two_keys(page, rows, bureau):
    one, other = (filled(bureau.get(address_of(page, rows)).context["form"]) for _tab in range(2))

    assert one["request_key"] != other["request_key"]


@pytest.mark.parametrize("key", ["", "no-key", "0" * 400], ids=["none", "no-uuid", "endless"])
@pytest.mark.parametrize("page", CREATING)
def test_form_with_a_spoilt_key_writes_nothing(page, key, rows, bureau):
    sent, before = answers(page, rows, bureau), everything()

    answer = bureau.post(address_of(page, rows), {**sent, "request_key": key})

    assert (answer.status_code, everything() == before) == (200, True)


@pytest.mark.parametrize("page", WRITING)
def test_opening_and_previewing_a_form_writes_nothing(page, rows, bureau):
    sent, before = answers(page, rows, bureau), everything()

    answer = bureau.post(address_of(page, rows), {**sent, "confirmed": []})

    assert (answer.status_code, answer.templates[0].name) == (200, "coverage/effect_preview.html")
    assert everything() == before


@pytest.mark.parametrize("page", WRITING)
def test_way_back_from_the_preview_keeps_what_was_typed(page, rows, bureau):
    sent, before = answers(page, rows, bureau), everything()

    form = bureau.post(address_of(page, rows), {**sent, "confirmed": [], "edit": "1"}).context["form"]

    assert {name: str(form[name].value()) for name in WRITING[page]} == {
        name: str(sent[name]) for name in WRITING[page]
    }
    assert everything() == before


# --- overtaken ---


@pytest.mark.parametrize("confirmed", ["1", []], ids=["confirmed", "preview"])
@pytest.mark.parametrize("page", VERSIONED)
def test_late_form_is_a_conflict_and_does_nothing(page, confirmed, rows, bureau):
    sent = answers(page, rows, bureau)
    overtake(row_of(page, rows), document="先到的文件")
    before = everything()

    answer = bureau.post(address_of(page, rows), {**sent, "confirmed": confirmed})

    assert (answer.status_code, answer.templates[0].name) == (409, "records/conflict.html")
    assert everything() == before


@pytest.mark.parametrize("page", EDITING)
def test_late_edit_shows_the_stored_and_the_typed_value(page, rows, bureau):
    meanwhile, typed, expected = EDITING[page]
    sent = {**answers(page, rows, bureau), **filled(bureau.get(address_of(page, rows)).context["form"])}
    overtake(row_of(page, rows), **meanwhile)

    answer = bureau.post(address_of(page, rows), {**sent, **typed})

    compared = answer.context["conflict"].compared
    differing = [(str(each.label), each.stored, each.typed) for each in compared if each.differs]
    assert expected in differing


@pytest.mark.parametrize("page", EDITING)
def test_late_edit_is_stored_when_it_is_sent_again_from_the_conflict_page(page, rows, bureau):
    meanwhile, typed, _expected = EDITING[page]
    sent, row = {**answers(page, rows, bureau), **typed}, row_of(page, rows)
    overtake(row, **meanwhile)

    conflict = bureau.post(address_of(page, rows), sent)
    answer = bureau.post(address_of(page, rows), {**filled(conflict.context["form"]), "confirmed": "1"})

    [column] = [name for name in typed if name != "reason"]
    now = type(row).objects.get(pk=row.pk)
    assert (answer.status_code, getattr(now, column), now.version) == (302, typed[column], row.version + 2)


@pytest.mark.parametrize(
    ("version", "status"),
    [("", 409), ("0", 409), ("-1", 409), ("99", 409), ("9" * 30, 409), ("甲", 200)],
    ids=["none", "zero", "negative", "another", "endless", "text"],
)
@pytest.mark.parametrize("page", VERSIONED)
def test_form_with_a_spoilt_version_writes_nothing(page, version, status, rows, bureau):
    sent, before = answers(page, rows, bureau), everything()

    answer = bureau.post(address_of(page, rows), {**sent, "version": version})

    assert (answer.status_code, everything() == before) == (status, True)


@pytest.mark.parametrize("page", EDITING)
def test_edit_without_a_change_leaves_no_entry(page, rows, bureau):
    opened = filled(bureau.get(address_of(page, rows)).context["form"])
    before = everything()

    answer = bureau.post(address_of(page, rows), {**opened, "reason": "没有变化", "confirmed": "1"})

    assert (answer.status_code, everything() == before) == (302, True)


@pytest.mark.parametrize("second", ["designation_renew", "designation_convert", "designation_withdraw"])
@pytest.mark.parametrize(
    ("first", "word"),
    [
        ("designation_renew", "续期"),
        ("designation_convert", "转换为新级别"),
        ("designation_withdraw", "撤销"),
    ],
)
def test_designation_that_a_colleague_ended_is_not_ended_again(
    first, word, second, rows, bureau, district, signed_in
):
    colleague = signed_in(factories.make_user("colleague", role="officer", district=district.district))
    sent = answers(second, rows, bureau)
    colleague.post(address_of(first, rows), answers(first, rows, colleague))
    before = everything()

    answer = bureau.post(address_of(second, rows), sent)

    told = f"这项认定已经因“{word}”结束，不能再办理；如有误，请更正。"
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (200, [told])
    assert everything() == before


@pytest.mark.parametrize("page", [page for page in VERSIONED if not page.startswith("designation")])
def test_form_about_a_row_that_is_gone_finds_nothing(page, rows, bureau):
    address, sent = address_of(page, rows), answers(page, rows, bureau)
    row_of(page, rows).delete()
    before = everything()

    assert bureau.post(address, sent).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("page", WRITING)
def test_each_form_writes_one_entry_for_each_row_that_it_changes(page, rows, bureau):
    expected = {"designation_renew": 2, "designation_convert": 2, "target_new": 1, "headline_new": 2}

    bureau.post(address_of(page, rows), answers(page, rows, bureau))

    assert AuditEntry.objects.count() == expected.get(page, 1)
