"""Every figure of the report, each beside the sentence that it comes from."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from coverage.facts import dump_coverage
from coverage.models import DeclaredCount, Designation, Target
from groups.facts import dump_groups
from groups.models import EducationGroup, Membership
from records.facts import read_facts
from records.models import AuditEntry, LoadedFact
from records.verification import verify
from schools.facts import dump_register
from schools.models import District, School

DAY = date(2022, 12, 31)


pytestmark = [pytest.mark.usefixtures("report_of_module"), pytest.mark.django_db]


@pytest.fixture
def report():
    """Return the district that the report is about."""
    return District.objects.get()


def declared_of(section):
    return {row.label: row.count for row in DeclaredCount.objects.filter(section=section)}


def test_sentence_26所公办中小学和幼儿园():
    """我区现有26所公办中小学和幼儿园(其中有普通高完中2所、九年一贯制学校10所、职业中学1所、单设初中小学11所、幼儿园2所)."""
    declared = declared_of("公办")

    assert declared == {"普通高完中": 2, "九年一贯制学校": 10, "职业中学": 1, "单设初中小学": 11, "幼儿园": 2}
    assert sum(declared.values()) == 26


def test_sentence_14所民办中小学和乡镇中心幼儿园():
    """有14所民办中小学和乡镇中心幼儿园(其中幼儿园12所)."""
    declared = declared_of("民办、乡镇中心")

    assert declared == {"幼儿园": 12, "幼儿园以外（报告未列明）": 2}
    assert sum(declared.values()) == 14


def test_sentence_12个教育集团(report):
    """现已组建了12个教育集团."""
    assert EducationGroup.objects.on(DAY).count() == 12


GROUPS = [
    ("温江中学教育集团", "温江中学", "涌泉学校 永宁中学 公平学校"),
    ("温江二中教育集团", "温江二中", "永盛学校 踏水学校 通平中学"),
    ("区实验校教育集团", "区实验校", "海科学校 玉石学校 镇子学校"),
    ("七中实验校教育集团", "七中实验校", "温江二中 和盛中学 寿安中学"),
    ("东大街一小教育集团", "东大街一小", "万春学校 通平小学"),
    ("东大街二小教育集团", "东大街二小", "寿安小学 永宁小学"),
    ("庆丰小学教育集团", "庆丰小学", "和盛小学 金马学校"),
    ("实验幼儿园教育集团", "实验幼儿园", "万春幼儿园 永宁幼儿园 玉石幼儿园"),
    ("柳城幼儿园教育集团", "柳城幼儿园", "金太阳幼儿园 公平街办幼儿园 寿安幼儿园"),
    ("金苹果幼儿园教育集团", "金苹果幼儿园", "和盛幼儿园 通平幼儿园 永盛幼儿园"),
    ("学前教育中心教育集团", "学前教育中心", "踏水幼儿园 镇子幼儿园 金马幼儿园"),
    (
        "职教园区教育集团",
        None,
        "驻温高职学院 区职教中心 四川交通运输学校 四川核工业学校 "
        "成都大洋职业学校 四川化工工程学校 成都思达迪职业技术学校",
    ),
]


@pytest.mark.parametrize(("name", "lead", "members"), [pytest.param(*row, id=row[0]) for row in GROUPS])
def test_group_has_the_schools_that_the_report_names(name, lead, members):
    memberships = Membership.objects.filter(group__name=name).order_by("pk").select_related("school")

    assert [m.school.name for m in memberships if m.is_lead] == ([lead] if lead else [])
    assert [m.school.name for m in memberships if not m.is_lead] == members.split()


def test_memberships_are_48_of_47_institutions():
    roles = Counter(Membership.objects.values_list("role", flat=True))

    assert (roles, School.objects.count()) == ({"lead": 11, "member": 37}, 47)


def test_温江二中_leads_one_group_and_belongs_to_another():
    memberships = Membership.objects.filter(school__name="温江二中").order_by("group__position")

    assert [(m.group.name, m.role) for m in memberships] == [
        ("温江二中教育集团", "lead"),
        ("七中实验校教育集团", "member"),
    ]


def test_涌泉学校_and_永宁中学_are_two_schools():
    """以涌泉学校永宁中学和公平学校为成员: the separator is missing in the report."""
    names = School.objects.filter(name__in=["涌泉学校", "永宁中学", "涌泉学校永宁中学"]).values_list(
        "name", flat=True
    )

    assert sorted(names) == ["永宁中学", "涌泉学校"]


def test_regional_group_has_no_lead_and_one_school_of_the_district_s_count():
    """驻温高职学院以及区职教中心…为成员的区域性教育集团."""
    group = EducationGroup.objects.get(name="职教园区教育集团")
    counted = group.memberships.filter(school__in_district_register=True)

    assert (group.kind, group.memberships.leading().count()) == ("regional", 0)
    assert [m.school.name for m in counted] == ["区职教中心"]
    assert list(School.objects.filter(is_collective=True).values_list("name", flat=True)) == ["驻温高职学院"]


def test_no_year_is_invented():
    """从今年五月份起: the report does not say which year."""
    periods = [*EducationGroup.objects.all(), *Membership.objects.all(), *Designation.objects.all()]

    assert {(row.start, row.end) for row in periods} == {(None, None)}


def test_every_code_is_visibly_provisional():
    assert all(school.has_provisional_code for school in School.objects.all())


def test_kinds_are_inferred_and_say_so():
    kinds = Counter(School.objects.filter(in_district_register=True).values_list("kind", flat=True))

    assert kinds == {
        "complete_secondary": 3,
        "nine_year": 10,
        "junior": 4,
        "primary": 7,
        "vocational_secondary": 1,
        "kindergarten": 16,
    }
    assert set(School.objects.values_list("kind_basis", "ownership_basis")) == {("inferred", "inferred")}


@pytest.mark.parametrize(
    ("stage", "share"),
    [
        pytest.param("preschool", Decimal("0.85"), id="到2022年，全区学前教育优质幼儿园覆盖率达到85%"),
        pytest.param("compulsory", Decimal("0.85"), id="义务教育阶段优质学校覆盖率达到85%"),
        pytest.param("senior", Decimal(1), id="普通高中优质学校覆盖率达到100%"),
        pytest.param("vocational", None, id="组建与相关支柱产业、重点产业相联系的职教专业集团"),
    ],
)
def test_target_of_the_report(report, stage, share):
    target = Target.objects.on(DAY).get(district=report, stage=stage)

    assert (target.share, target.due_on) == (share, DAY)


def test_leads_of_eleven_groups_are_the_quality_schools_of_the_report():
    designated = Designation.objects.filter(basis="report").values_list("school__name", flat=True)
    leads = Membership.objects.leading().values_list("school__name", flat=True)

    assert sorted(designated) == sorted(leads)
    assert len(designated) == 11


def test_loading_then_dumping_gives_the_fixtures_back(report):
    dumped = [dump_register(report), dump_groups(report, DAY), dump_coverage(report, DAY)]

    assert dumped == [read_facts("report", name) for name in ("register", "groups", "coverage")]


def test_loading_again_changes_nothing(report, capsys):
    before = list(AuditEntry.objects.values_list("hash", flat=True)), LoadedFact.objects.count()

    call_command("load_report")

    assert capsys.readouterr().out == "register 0, groups 0, coverage 0, rules 0 new rows\n"
    assert (list(AuditEntry.objects.values_list("hash", flat=True)), LoadedFact.objects.count()) == before


def test_loading_again_leaves_alone_what_people_changed_ended_and_deleted(report, capsys):
    School.objects.filter(name="永宁中学").update(name="永宁初级中学", code="3151000001")
    Membership.objects.filter(school__name="公平学校").update(end=DAY, end_reason="grown")
    Designation.objects.filter(school__name="庆丰小学").delete()
    Target.objects.filter(stage="senior").update(share=Decimal("0.9"))

    call_command("load_report")

    assert not School.objects.filter(name="永宁中学").exists()
    assert School.objects.count() == 47
    assert Membership.objects.filter(school__name="公平学校").values_list("end", flat=True).get() == DAY
    assert not Designation.objects.filter(school__name="庆丰小学").exists()
    assert Target.objects.get(stage="senior").share == Decimal("0.9")


def test_everything_loaded_is_in_the_trail_and_the_trail_is_sound():
    loaded = AuditEntry.objects.values_list("object_type", flat=True)

    assert Counter(loaded) == {
        "schools.district": 1,
        "schools.school": 47,
        "schools.schoolstatus": 47,
        "schools.stageservice": 59,
        "groups.educationgroup": 12,
        "groups.membership": 48,
        "coverage.declaredcount": 7,
        "coverage.target": 4,
        "coverage.headline": 1,
        "coverage.designationscheme": 1,
        "coverage.designationlevel": 1,
        "coverage.designation": 11,
        "coverage.ruleset": 4,
        "coverage.rule": 45,
    }
    assert verify() == []
