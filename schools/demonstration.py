"""Demonstration data of the register: principals' accounts, enrolment and staff, from a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from random import Random

from django.db import transaction

from accounts.access import Actor
from accounts.demonstration import ADMINISTRATOR_ACCOUNT, DISTRICT_ACCOUNTS, Account
from accounts.roles import PRINCIPAL
from records import actions
from records.models import Basis
from schools.actions import Hired, hire_many
from schools.models import Contact, District, Enrolment, Facility, FormerName, School, Staff
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
ITEMS = {  # what every school has: smallest and largest number, area and value; None where not counted
    "教学及辅助用房": (None, (2600, 9800), None),
    "体育运动场馆": (None, (3000, 16_000), None),
    "教学仪器设备": (None, None, (900_000, 5_200_000)),
    "网络多媒体教室": ((12, 60), None, None),
    "音乐教室": ((1, 3), (80, 280), None),
    "美术教室": ((1, 3), (75, 260), None),
}
UNKNOWN_SHARE = 0.06  # of the figures nobody knows, as in life
DUTIES = [("办公室主任", ""), ("学籍管理员", "学生学籍、转学事宜"), ("总务主任", "校舍、设备")]
TOWNS = {  # what a school's name says of the place where it stands, and whether that is a town
    "涌泉": ("涌泉街道", "city"), "永宁": ("永宁街道", "city"), "公平": ("公平街道", "city"),
    "金马": ("金马街道", "city"), "万春": ("万春镇", "town"), "和盛": ("和盛镇", "town"),
    "寿安": ("寿安镇", "town"), "永盛": ("永盛镇", "village"), "东大街": ("柳城街道", "city"),
    "柳城": ("柳城街道", "city"),
}  # fmt: skip
FORMER_NAMES = [  # the school, what it was called, and until when; an alias has no day
    ("通平小学", "通平乡中心小学", date(2015, 9, 1)),
    ("和盛中学", "和盛乡初级中学", date(2012, 9, 1)),
    ("温江二中", "温二中", None),
]
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
    """Add to each school what the district has not of its own, and mark the district."""
    schools = list(district.schools.select_related("district").prefetch_related("stages").order_by("code"))
    actions.create_many(_new_enrolments(schools, this_year), by=by)
    actions.create_many(_new_facilities(schools, this_year), by=by)
    hire_many(_new_people(schools, district), district=district, by=by)
    actions.create_many([row for school in schools for row in _contacts(school)], by=by)
    actions.create_many(_new_names(schools), by=by)
    for school in schools:
        _place(school, by)
    mark(district, holds=True, by=by)


def _new_enrolments(schools: list[School], this_year: int) -> list[Enrolment]:
    stored = Enrolment.objects.of_schools([school.pk for school in schools])
    known = set(stored.values_list("school", "year", "stage"))
    drawn = [row for school in schools for row in _enrolments(school, this_year)]
    return [row for row in drawn if (row.school_id, row.year, row.stage) not in known]


def _new_facilities(schools: list[School], this_year: int) -> list[Facility]:
    stored = Facility.objects.of_schools([school.pk for school in schools])
    known = set(stored.values_list("school", "year", "item"))
    drawn = [row for school in schools for row in _facilities(school, this_year)]
    return [row for row in drawn if (row.school_id, row.year, row.item) not in known]


def _facilities(school: School, this_year: int) -> Iterator[Facility]:
    """Yield what a school has this year; a collective of several legal persons has nothing of its own."""
    random = Random(f"{SEED} {school.code} facilities")
    if school.is_collective:
        return
    for item, bounds in ITEMS.items():
        figures = [_drawn(random, each) for each in bounds]
        basis = Basis.DEMONSTRATION
        quantity, area, value = figures
        yield Facility(
            school=school, year=this_year, item=item, quantity=quantity, area=area, value=value, basis=basis
        )


def _drawn(random: Random, bounds: tuple[int, int] | None) -> int | None:
    """Return a figure between its bounds. None when: it is not counted, or is one of those nobody knows."""
    if bounds is None or random.random() < UNKNOWN_SHARE:
        return None
    return random.randint(*bounds)


def _contacts(school: School) -> Iterator[Contact]:
    """Yield whom to ask at a school; a collective of several legal persons has nobody of its own."""
    random = Random(f"{SEED} {school.code} contacts")
    if school.is_collective or school.contacts.exists():
        return
    for duty, note in DUTIES[: random.randint(1, len(DUTIES))]:
        yield Contact(
            school=school,
            duty=duty,
            name=person_name(random),
            phone=f"028-8272{random.randint(0, 9999):04d}",
            note=note,
            basis=Basis.DEMONSTRATION,
        )


def _new_names(schools: list[School]) -> list[FormerName]:
    known = {school.name: school for school in schools}
    return [
        FormerName(school=known[name], name=former, used_until=day, basis=Basis.DEMONSTRATION)
        for name, former, day in FORMER_NAMES
        if name in known and not known[name].former_names.exists()
    ]


def _place(school: School, by: Actor) -> None:
    """Say where a school stands whose name tells the town and of which nothing is known yet."""
    random = Random(f"{SEED} {school.code} place")
    told = next((place for start, place in TOWNS.items() if school.name.startswith(start)), None)
    if told is None or school.town or school.address or school.longitude is not None:
        return
    school.town, school.urban_rural = told
    school.address = f"{school.town}文教路 {random.randint(1, 200)} 号"
    school.longitude = Decimal(random.randint(103_750_000, 103_900_000)) / 1_000_000
    school.latitude = Decimal(random.randint(30_660_000, 30_780_000)) / 1_000_000
    school.location_basis = Basis.DEMONSTRATION
    actions.change(school, by=by)


def _unplace(school: School, by: Actor) -> None:
    school.town = school.urban_rural = school.address = ""
    school.longitude = school.latitude = None
    school.location_basis = Basis.ENTERED
    actions.change(school, by=by)


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
    of_schools = [model.objects.of_schools(schools) for model in (Enrolment, Facility, Contact, FormerName)]
    rows = [*of_schools, Staff.objects.filter(district=district)]
    for made in rows:
        actions.remove_many(made.untouched_demonstration().free(), by=by)
    for school in district.schools.placed_for_demonstration():
        _unplace(school, by)
    return sum(made.demonstration().count() for made in rows)


def mark(district: District, *, holds: bool, by: Actor) -> None:
    """Say on every page, or no longer, that the district holds demonstration data."""
    district.holds_demonstration = holds
    actions.change(district, by=by)
