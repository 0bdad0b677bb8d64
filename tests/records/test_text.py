"""Characters that no stored text may hold."""

import pytest
from django.core.exceptions import ValidationError

from records.text import refuse_forbidden_characters, refuse_forbidden_in_lines
from schools.models import FormerName

FORBIDDEN = {
    "NUL": ("甲\x00乙", "第 2 个字符是不可见的控制字符（U+0000），请删除后再提交。"),
    "escape": ("\x1b甲", "第 1 个字符是不可见的控制字符（U+001B），请删除后再提交。"),
    "C1 control": ("甲\x85", "第 2 个字符是不可见的控制字符（U+0085），请删除后再提交。"),
    "right-to-left override": ("甲乙\u202e", "第 3 个字符是不可见的控制字符（U+202E），请删除后再提交。"),
    "isolate": ("\u2067甲", "第 1 个字符是不可见的控制字符（U+2067），请删除后再提交。"),
    "zero-width space": ("甲\u200b乙", "第 2 个字符是不可见的控制字符（U+200B），请删除后再提交。"),
    "line break": ("两\n行", "第 2 个字符是不可见的控制字符（U+000A），请删除后再提交。"),
    "tab": ("表\t格", "第 2 个字符是不可见的控制字符（U+0009），请删除后再提交。"),
    "byte order mark": ("\ufeff甲", "第 1 个字符是不可见的控制字符（U+FEFF），请删除后再提交。"),
    "lone surrogate": ("甲\ud800", "第 2 个字符是不可见的控制字符（U+D800），请删除后再提交。"),
}


@pytest.mark.parametrize(("text", "sentence"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_invisible_character_refused_with_its_place(text, sentence):
    with pytest.raises(ValidationError) as caught:
        refuse_forbidden_characters(text)

    assert (caught.value.code, caught.value.messages) == ("forbidden_character", [sentence])


@pytest.mark.parametrize(
    "text",
    ["", "温江中学", "A-1（东区）·🏫", "㐀𠀀", "e\u0301"],
    ids=["empty", "Chinese", "signs", "rare characters", "combining accent"],
)
def test_visible_text_accepted(text):
    refuse_forbidden_characters(text)


def test_lines_may_be_broken_and_hold_nothing_else_unseen():
    refuse_forbidden_in_lines("一\r\n二\n三")

    with pytest.raises(ValidationError) as caught:
        refuse_forbidden_in_lines("一\n\u200b二")
    assert caught.value.messages == [FORBIDDEN["zero-width space"][1].replace("第 2", "第 3")]


def test_record_refuses_at_the_field(district):
    former = FormerName(school=district.lone, name="旧\x00名")

    with pytest.raises(ValidationError) as caught:
        former.full_clean()

    assert caught.value.message_dict["name"][-1] == FORBIDDEN["NUL"][1]


def test_record_leaves_excluded_field_alone(district):
    FormerName(school=district.lone, name="旧\x00名").clean_fields(exclude={"name"})
