"""The columns of the register's lists; those that an import reads bear the headings that it reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from records.lists import Column
from records.templatetags.records_format import joined
from schools.choices import SchoolState
from schools.models import School


def _state(school: object) -> str:
    status = getattr(school, "status_on_day", None)
    return str(SchoolState(status).label) if status else ""


def _stages(school: object) -> str:
    return joined(service.get_stage_display() for service in getattr(school, "stages_on_day", []))


def _former_names(school: School) -> str:
    return joined(former.name for former in school.former_names.all())


SCHOOL_COLUMNS = [
    Column(
        "name",
        _("学校名称"),
        lambda school: school.shown_name,
        template="schools/_cell_name.html",
        is_sortable=True,
        is_read=True,
    ),
    Column(
        "code",
        _("学校标识码"),
        lambda school: school.code,
        template="schools/_cell_code.html",
        is_sortable=True,
        is_read=True,
    ),
    Column(
        "kind",
        _("办学类型"),
        lambda school: school.get_kind_display(),
        template="schools/_cell_kind.html",
        is_sortable=True,
        is_read=True,
    ),
    Column(
        "ownership",
        _("办学性质"),
        lambda school: school.get_ownership_display(),
        template="schools/_cell_ownership.html",
        is_read=True,
    ),
    Column("stages", _("所办学段"), _stages),
    Column("town", _("镇街"), lambda school: school.town, is_chosen=False, is_read=True),
    Column(
        "urban_rural",
        _("城乡分类"),
        lambda school: school.get_urban_rural_display(),
        is_chosen=False,
        is_read=True,
    ),
    Column("is_boarding", _("寄宿制"), lambda school: school.is_boarding, is_chosen=False, is_read=True),
    Column("founded_on", _("建校日期"), lambda school: school.founded_on, is_chosen=False, is_read=True),
    Column("status", _("状态"), _state, is_read=True),
    Column("former_name", _("曾用名"), _former_names, is_chosen=False, is_read=True),
    Column("counted", _("计入本区学校数"), lambda school: school.in_district_register),
]
STAFF_COLUMNS = [
    Column(
        "name",
        _("姓名"),
        lambda row: row.staff.name,
        template="schools/_cell_person.html",
        is_sortable=True,
        is_read=True,
    ),
    Column("staff_no", _("教职工号"), lambda row: row.staff.staff_no, is_sortable=True, is_read=True),
    Column("school", _("学校标识码"), lambda row: row.school.code, is_chosen=False, is_read=True),
    Column("post", _("岗位"), lambda row: row.staff.get_post_display(), is_sortable=True, is_read=True),
    Column("section", _("任教学段"), lambda row: row.staff.get_section_display(), is_read=True),
    Column("subject", _("任教学科"), lambda row: row.staff.subject, is_read=True),
    Column("title", _("职称"), lambda row: row.staff.get_title_display(), is_read=True),
    Column("qualification", _("学历"), lambda row: row.staff.get_qualification_display(), is_read=True),
    Column("backbone_level", _("骨干级别"), lambda row: row.staff.get_backbone_level_display(), is_read=True),
    Column("joined_on", _("到校日期"), lambda row: row.start, is_read=True),
    Column("status", _("在岗状态"), lambda row: row.staff.get_status_display(), is_read=True),
]
