"""The columns of the lists of staff, enrolment, facilities, confirmations and proposals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from records.lists import Column
from schools import fact_values, school_year
from schools.columns import STAFF_COLUMNS

SCHOOL_NAME = Column(
    "school_name", _("学校"), lambda row: row.school.name, template="schools/_cell_of_school.html"
)
STAFF_INDEX_COLUMNS = [*STAFF_COLUMNS[:2], SCHOOL_NAME, *STAFF_COLUMNS[2:]]
ENROLMENT_COLUMNS = [
    SCHOOL_NAME,
    Column("school", _("学校标识码"), lambda row: row.school.code, is_sortable=True, is_read=True),
    Column(
        "year",
        _("学年"),
        lambda row: school_year.label(row.year),
        template="schools/_cell_school_year.html",
        is_read=True,
    ),
    Column("stage", _("学段"), lambda row: row.get_stage_display(), is_read=True),
    Column(
        "pupils",
        _("在校生数"),
        lambda row: row.pupils,
        template="schools/_cell_pupils.html",
        is_sortable=True,
        is_numeric=True,
        is_read=True,
    ),
    Column("classes", _("班级数"), lambda row: row.classes, is_numeric=True, is_read=True),
]
FACILITY_COLUMNS = [
    Column(  # the import knows a school by its code and passes over the name, which people read beside it
        "school_name",
        _("学校名称"),
        lambda row: row.school.name,
        template="schools/_cell_of_school.html",
        is_read=True,
    ),
    Column("school", _("学校标识码"), lambda row: row.school.code, is_sortable=True, is_read=True),
    Column("year", _("学年"), lambda row: row.year_label, is_sortable=True, is_read=True),
    Column(
        "item",
        _("项目"),
        lambda row: row.item,
        template="schools/_cell_facility.html",
        is_sortable=True,
        is_read=True,
    ),
    Column(
        "quantity",
        _("数量"),
        lambda row: row.quantity,
        template="schools/_cell_quantity.html",
        is_sortable=True,
        is_numeric=True,
        is_read=True,
    ),
    Column(
        "area",
        _("面积"),
        lambda row: row.area,
        template="schools/_cell_area.html",
        is_sortable=True,
        is_numeric=True,
        is_read=True,
    ),
    Column(
        "value",
        _("原值"),
        lambda row: row.value,
        template="schools/_cell_value.html",
        is_sortable=True,
        is_numeric=True,
        is_read=True,
    ),
    Column("edit", _("维护"), str, template="schools/_cell_facility_edit.html", is_action=True),
]
CONFIRMATION_COLUMNS = [
    Column(
        "name",
        _("学校名称"),
        lambda school: school.shown_name,
        template="schools/_cell_name.html",
        is_sortable=True,
    ),
    Column("code", _("学校标识码"), lambda school: school.code, is_sortable=True),
    Column("kind", _("办学类型"), lambda school: school.get_kind_display(), is_sortable=True),
    Column("confirmed", _("本学期已确认"), lambda school: school.confirmed_at is not None),
    Column("confirmed_at", _("确认时间"), lambda school: school.confirmed_at),
    Column("confirmed_by", _("确认人"), lambda school: school.confirmed_by),
    Column("has_open", _("有待处理的更正"), lambda school: school.has_open_proposal),
]
PROPOSAL_COLUMNS = [
    Column(
        "field",
        _("事项"),
        lambda row: row.get_field_display(),
        template="schools/_cell_proposal.html",
    ),
    Column("school", _("学校"), lambda row: row.school.name, is_sortable=True),
    Column("against", _("提出时的内容"), lambda row: fact_values.in_words(row.field, row.against)),
    Column("proposed", _("建议改为"), lambda row: fact_values.in_words(row.field, row.proposed)),
    Column("explanation", _("说明"), lambda row: row.explanation, is_chosen=False),
    Column("state", _("处理状态"), lambda row: row.get_state_display()),
    Column("proposed_at", _("提出时间"), lambda row: row.proposed_at, is_sortable=True),
    Column("proposed_by", _("提出人"), lambda row: row.proposed_by, is_chosen=False),
    Column("decided_at", _("处理时间"), lambda row: row.decided_at, is_chosen=False),
    Column("answer", _("答复"), lambda row: row.answer, is_chosen=False),
]
