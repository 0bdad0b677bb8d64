"""Every form of groups sent twice, late, spoilt or by two people: one effect, and a plain answer."""

import pytest
from django.contrib.messages import get_messages

from tests.bad_input import filled
from tests.groups.every_form import FORMS, address, everything, sent, submit

ALREADY = "这张表单已经提交过，内容已在第一次提交时保存，没有重复保存。"
OPEN_THE_FORM = "请从页面打开表单再提交。"
OUTSIDE_GROUP = "成员关系的起止日期必须在集团存续期之内。"
NO_CHOICE = "选择一个有效的选项： 该选择不在可用的选项中。"
SECOND = {  # what a second click is answered where no key of the form was used up by the first
    "group_edit": 409,  # overtaken by the first click
    "formation_edit": 409,
    "planned_remove": 404,
    "plan_withdraw": 200,  # withdrawn already, in words
    "formation_abandon": 200,
}
MAKING = [page for page in FORMS if page not in SECOND and page != "membership_correct"]
EDITING = {  # page: whose row somebody else changed meanwhile, the answers, and the pair that is shown
    "group_edit": ("first", "name", {"name": "后来名"}, ("集团名称", "先来名", "后来名")),
    "formation_edit": ("formation", "name", {"name": "后来名"}, ("集团名称", "先来名", "后来名")),
    "membership_correct": (
        "membership",
        "document",
        {"document": "后来文", "reason": "补登"},
        ("依据文件", "先来文", "后来文"),
    ),
}
ACTING = {"plan_withdraw": "plan", "formation_abandon": "formation"}


def overtake(row, **values):
    """Store what somebody else changed."""
    type(row).objects.filter(pk=row.pk).update(version=row.version + 1, **values)


def messages(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- sent twice ---


@pytest.mark.parametrize("page_name", FORMS)
def test_second_click_changes_nothing(page_name, rows, bureau):
    answers = sent(bureau, page_name, rows)
    where = address(page_name, rows)

    first = bureau.post(where, answers)
    after = everything()
    second = bureau.post(where, answers)

    assert (first.status_code, second.status_code) == (302, SECOND.get(page_name, 302))
    assert everything() == after


@pytest.mark.parametrize("page_name", [page for page in FORMS if page not in SECOND])
def test_second_click_is_told_that_all_is_stored(page_name, rows, bureau):
    answers = sent(bureau, page_name, rows)
    where = address(page_name, rows)

    bureau.post(where, answers)

    assert messages(bureau.post(where, answers))[-1] == ALREADY


@pytest.mark.parametrize("page_name", FORMS)
def test_form_in_two_tabs_carries_two_keys(page_name, rows, bureau):
    one, other = (filled(bureau.get(address(page_name, rows)).context["form"]) for _tab in range(2))

    assert one["request_key"] != other["request_key"]


@pytest.mark.parametrize("page_name", MAKING)
def test_form_without_its_key_is_refused(page_name, rows, bureau):
    answers, before = sent(bureau, page_name, rows), everything()
    del answers["request_key"]

    response = bureau.post(address(page_name, rows), answers)

    assert (response.status_code, response.context["form"].non_field_errors()) == (200, [OPEN_THE_FORM])
    assert everything() == before


@pytest.mark.parametrize("key", ["no-key", "0" * 400], ids=["no-uuid", "endless"])
@pytest.mark.parametrize("page_name", FORMS)
def test_form_with_a_spoilt_key_writes_nothing(page_name, key, rows, bureau):
    answers, before = sent(bureau, page_name, rows), everything()

    response = bureau.post(address(page_name, rows), {**answers, "request_key": key})

    assert (response.status_code, everything() == before) == (200, True)


# --- overtaken ---


@pytest.mark.parametrize("page_name", EDITING)
def test_late_edit_shows_both_values_and_writes_nothing(page_name, rows, bureau):
    row, field, typed, expected = EDITING[page_name]
    answers = {**sent(bureau, page_name, rows), **typed, "plan": ""}
    overtake(getattr(rows, row), **{field: expected[1]})
    before = everything()

    response = bureau.post(address(page_name, rows), answers)

    compared = response.context["conflict"].compared
    differing = [(str(each.label), each.stored, each.typed) for each in compared if each.differs]
    assert (response.status_code, differing) == (409, [expected])
    assert everything() == before


@pytest.mark.parametrize("page_name", EDITING)
def test_late_edit_is_stored_when_it_is_sent_again_from_the_conflict_page(page_name, rows, bureau):
    row, field, typed, _expected = EDITING[page_name]
    answers = {**sent(bureau, page_name, rows), **typed}
    overtake(getattr(rows, row), **{field: "先来"})

    conflict = bureau.post(address(page_name, rows), answers)
    again = {**filled(conflict.context["form"]), "confirmed": "1"}
    response = bureau.post(address(page_name, rows), again)

    stored = type(getattr(rows, row)).objects.get(pk=getattr(rows, row).pk)
    assert (response.status_code, getattr(stored, field), stored.version) == (302, typed[field], 3)


@pytest.mark.parametrize("version", ["", "0", "-1", "99", "甲", "9" * 30])
@pytest.mark.parametrize("page_name", [*EDITING, *ACTING])
def test_form_with_a_spoilt_version_writes_nothing(page_name, version, rows, bureau):
    answers, before = sent(bureau, page_name, rows), everything()

    response = bureau.post(address(page_name, rows), {**answers, "version": version})

    assert (response.status_code in {200, 409}, everything() == before) == (True, True)


@pytest.mark.parametrize("page_name", ["group_edit", "formation_edit"])
def test_edit_without_a_change_leaves_no_entry(page_name, rows, bureau):
    before = everything()

    response = bureau.post(
        address(page_name, rows), filled(bureau.get(address(page_name, rows)).context["form"])
    )

    assert (response.status_code, everything() == before) == (302, True)


@pytest.mark.parametrize("page_name", ACTING)
def test_late_action_is_a_conflict_and_does_nothing(page_name, rows, bureau):
    answers = sent(bureau, page_name, rows)
    overtake(getattr(rows, ACTING[page_name]))
    before = everything()

    response = bureau.post(address(page_name, rows), answers)

    assert (response.status_code, everything() == before) == (409, True)


def test_form_about_a_planned_school_that_is_gone_finds_nothing(rows, bureau):
    answers = sent(bureau, "planned_remove", rows)
    where = address("planned_remove", rows)
    rows.planned.delete()
    before = everything()

    response = bureau.post(where, answers)

    assert (response.status_code, everything() == before) == (404, True)


# --- the preview ---


@pytest.mark.parametrize("page_name", [name for name, form in FORMS.items() if form.is_previewed])
def test_going_back_from_the_preview_keeps_what_was_typed(page_name, rows, bureau):
    answers = sent(bureau, page_name, rows)
    del answers["confirmed"]
    shown = bureau.post(address(page_name, rows), answers).context["form"]

    response = bureau.post(address(page_name, rows), {**filled(shown), "edit": "1"})

    typed = {name: str(answers[name]) for name in FORMS[page_name].answers(rows)}
    kept = filled(response.context["form"])
    assert {name: str(kept[name]) for name in typed} == typed


def test_plan_that_became_impossible_after_the_preview_is_refused_at_the_last_step(rows, bureau):
    answers = sent(bureau, "group_lead", rows)
    submit(bureau, "group_dissolve", rows)
    before = everything()

    response = bureau.post(address("group_lead", rows), answers)

    assert response.context["form"].errors == {"__all__": [OUTSIDE_GROUP]}
    assert everything() == before


def test_school_that_left_after_the_preview_is_no_choice_any_more(rows, bureau):
    answers = sent(bureau, "group_leave", rows)
    submit(bureau, "group_dissolve", rows)
    before = everything()

    response = bureau.post(address("group_leave", rows), answers)

    assert response.context["form"].errors == {"school": [NO_CHOICE]}
    assert everything() == before
