"""Demonstration data of the register: principals' accounts, enrolment and staff, from a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from random import Random

from django.db import transaction

from accounts.access import Actor
from accounts.demonstration import ADMINISTRATOR_ACCOUNT, DISTRICT_ACCOUNTS, Account
from accounts.roles import PRINCIPAL
from records import actions
from records.models import Basis
from schools.actions import Hired, hire_many
from schools.models import District, Enrolment, School, Staff
from schools.school_year import first_day
from schools.stages import Stage

SEED = 510115
YEARS = 8  # school years of enrolment, the current one included
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
GIVEN_NAMES = [
    "静", "敏", "丽", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "秀英", "霞", "平",
    "建华", "玉兰", "文静", "晓燕", "国庆", "志强", "海燕", "雪梅", "俊杰", "思远", "雨桐", "子涵", "一鸣",
]  # fmt: skip
SUBJECTS = {
    Stage.PRESCHOOL: ["保育", "健康", "语言", "艺术"],
    Stage.PRIMARY: ["语文", "数学", "英语", "科学", "体育", "音乐", "美术", "道德与法治"],
    Stage.JUNIOR: ["语文", "数学", "英语", "物理", "化学", "历史", "体育", "音乐", "美术"],
    Stage.SENIOR: ["语文", "数学", "英语", "物理", "化学", "生物", "历史", "地理", "政治"],
    Stage.VOCATIONAL: ["汽车运用", "电子技术", "旅游服务", "学前教育", "计算机应用"],
}
PUPILS = {  # smallest and largest enrolment drawn for a stage
    Stage.PRESCHOOL: (150, 420),
    Stage.PRIMARY: (500, 1800),
    Stage.JUNIOR: (400, 1500),
    Stage.SENIOR: (900, 2400),
    Stage.VOCATIONAL: (1200, 3000),
}
CLASS_SIZE = 45
POSTS = {1: Staff.Post.PRINCIPAL, 2: Staff.Post.VICE_PRINCIPAL} | dict.fromkeys((3, 4, 5), Staff.Post.MANAGER)


def person_name(random: Random) -> str:
    """Return an invented name."""
    return random.choice(SURNAMES) + random.choice(GIVEN_NAMES)


def accounts_of(district: District) -> list[Account]:
    """Return the demonstration accounts of a district: four of the bureau, one principal a school."""
    random = Random(SEED)
    bureau = [
        Account(username, person_name(random), role.code, district=district)
        for username, role in DISTRICT_ACCOUNTS
    ]
    username, role = ADMINISTRATOR_ACCOUNT
    administrator = Account(username, person_name(random), role.code)
    principals = [
        Account(school.code.lower(), person_name(random), PRINCIPAL.code, school=school)
        for school in district.schools.order_by("code")
    ]
    return [*bureau, administrator, *principals]


@transaction.atomic
def load_register_data(district: District, *, this_year: int, by: Actor) -> None:
    """Add enrolment and staff where the district has none of its own, and mark the district."""
    schools = list(district.schools.select_related("district").prefetch_related("stages").order_by("code"))
    actions.create_many(_new_enrolments(schools, this_year), by=by)
    hire_many(_new_people(schools, district), district=district, by=by)
    mark(district, holds=True, by=by)


def _new_enrolments(schools: list[School], this_year: int) -> list[Enrolment]:
    stored = Enrolment.objects.of_schools([school.pk for school in schools])
    known = set(stored.values_list("school", "year", "stage"))
    drawn = [row for school in schools for row in _enrolments(school, this_year)]
    return [row for row in drawn if (row.school_id, row.year, row.stage) not in known]


def _new_people(schools: list[School], district: District) -> list[Hired]:
    known = set(Staff.objects.filter(district=district).values_list("staff_no", flat=True))
    drawn = chain.from_iterable(map(_people, schools))
    return [row for row in drawn if row[0].staff_no not in known]


def _enrolments(school: School, this_year: int) -> Iterator[Enrolment]:
    """Yield a school's enrolment by year; a few figures are missing, as they are in life."""
    random = Random(f"{SEED} {school.code} pupils")
    for service in school.stages.all():
        pupils = random.randint(*PUPILS[Stage(service.stage)])
        for year in range(this_year - YEARS + 1, this_year + 1):
            pupils = max(60, round(pupils * random.uniform(0.97, 1.05)))
            if service.stage != Stage.PRESCHOOL or random.random() > 0.04:
                yield Enrolment(
                    school=school,
                    year=year,
                    stage=service.stage,
                    pupils=pupils,
                    classes=-(-pupils // CLASS_SIZE),
                    basis=Basis.DEMONSTRATION,
                )


def _people(school: School) -> Iterator[Hired]:
    """Yield a school's staff; a collective of several legal persons has none of its own."""
    random = Random(f"{SEED} {school.code} staff")
    stages = [Stage(service.stage) for service in school.stages.all()]
    if school.is_collective or not stages:
        return
    size = random.randint(12, 20) if stages == [Stage.PRESCHOOL] else random.randint(28, 60)
    for number in range(1, size + 1):
        start = first_day(random.randint(2004, 2024))
        yield _person(school, number, random.choice(stages), random), school, start


def _person(school: School, number: int, section: Stage, random: Random) -> Staff:
    return Staff(
        district=school.district,
        staff_no=f"{school.code}-{number:03d}",
        name=person_name(random),
        post=POSTS.get(number, Staff.Post.TEACHER),
        section=section,
        subject=random.choice(SUBJECTS[section]),
        title=random.choices(Staff.Title.values, weights=[1, 12, 30, 25, 6, 10])[0],
        qualification=random.choices(Staff.Qualification.values, weights=[12, 60, 20, 3, 1, 1])[0],
        backbone_level=random.choices(["", *Staff.BackboneLevel.values], weights=[70, 12, 10, 6, 2])[0],
        basis=Basis.DEMONSTRATION,
    )


@transaction.atomic
def remove_register_data(district: District, *, by: Actor) -> int:
    """Take out demonstration rows that nobody changed since and return how many changed ones stay."""
    schools = [school.pk for school in district.schools.all()]
    enrolments = Enrolment.objects.of_schools(schools)
    people = Staff.objects.filter(district=district)
    actions.remove_many(enrolments.untouched_demonstration(), by=by)
    actions.remove_many(people.untouched_demonstration(), by=by)
    return enrolments.demonstration().count() + people.demonstration().count()


def mark(district: District, *, holds: bool, by: Actor) -> None:
    """Say on every page, or no longer, that the district holds demonstration data."""
    district.holds_demonstration = holds
    actions.change(district, by=by)
