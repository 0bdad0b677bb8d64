"""Search by pinyin initials."""

import pytest

from records import actions
from records.initials import initials_of
from schools.models import FormerName, School
from tests import factories


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("温江中学", "wjzx"),
        ("东大街一小", "ddjyx"),
        ("No.1 小学", "no1xx"),
        ("𠮷祥小学", "xxx"),
        ("Abc-1", "abc1"),
        ("", ""),
        ("，。", ""),
    ],
    ids=[
        "school",
        "with a number word",
        "with Latin letters",
        "sign that no dictionary has",
        "Latin",
        "nothing",
        "signs",
    ],
)
def test_initials_are_the_first_letters_of_the_syllables(text, initials):
    assert initials_of(text) == initials


def test_initials_follow_the_name_by_every_path(district, officer):
    school = actions.create(
        factories.School(district=district.district, code="510115-L777", name="公平学校", kind="primary"),
        by=officer,
    )
    stored = [School.objects.get(pk=school.pk).initials]
    school.name = "永盛学校"
    actions.change(school, by=officer)
    stored.append(School.objects.get(pk=school.pk).initials)
    [former] = actions.create_many([FormerName(school=school, name="踏水学校")], by=officer)

    assert [*stored, FormerName.objects.get(pk=former.pk).initials] == ["gpxx", "ysxx", "tsxx"]


def test_initials_are_no_part_of_the_trail(district):
    assert "initials" not in district.lone.snapshot()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gxx", ["庚小学"]),
        ("GX", ["庚小学"]),
        ("xx", ["庚小学"]),
        ("jq", ["庚小学"]),
        ("qq", []),
        ("庚", ["庚小学"]),
    ],
    ids=["whole", "capitals", "inside", "former name", "nobody", "Chinese"],
)
def test_schools_are_found_by_initials_of_any_name(district, text, found):
    factories.make_former_name(district.lone, "旧庆小学")
    schools = School.objects.filter(pk=district.lone.pk)

    assert [school.name for school in schools.named_like(text)] == found
