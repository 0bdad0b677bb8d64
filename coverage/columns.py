"""The columns of the lists of designations, of targets and of the measures put first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coverage.choices import DatedState, DesignationState
from records.lists import Column
from records.templatetags.records_format import percent


def _state(row: Any) -> str:
    return str(DesignationState(row.state_on(row.shown_on)).label)


DESIGNATION_COLUMNS = [
    Column(
        "school",
        _("学校名称"),
        lambda row: row.school.shown_name,
        template="coverage/_cell_school.html",
        is_sortable=True,
    ),
    Column("code", _("学校标识码"), lambda row: row.school.code, is_chosen=False),
    Column("scheme", _("认定体系"), lambda row: row.level.scheme.name),
    Column(
        "level",
        _("认定级别"),
        lambda row: row.level.name,
        template="coverage/_cell_level.html",
        is_sortable=True,
    ),
    Column("authority", _("认定机关"), lambda row: row.awarded_by, is_chosen=False),
    Column("start", _("开始日期"), lambda row: row.start, is_sortable=True),
    Column("end", _("结束日期"), lambda row: row.end, is_sortable=True),
    Column("state", _("当日状态"), _state, template="coverage/_cell_state.html"),
    Column("end_reason", _("结束原因"), lambda row: row.get_end_reason_display(), is_chosen=False),
    Column("document", _("依据文件"), lambda row: row.document, is_chosen=False),
    Column("basis", _("依据"), lambda row: row.get_basis_display(), is_chosen=False),
]


def dated_state(row: Any) -> DatedState:
    """Return how a row of a list with a period stands to the list's day."""
    if row.span.begins_after(row.shown_on):
        return DatedState.COMING
    return DatedState.IN_FORCE if row.span.holds(row.shown_on) else DatedState.PAST


def _dated_state(row: Any) -> str:
    return str(dated_state(row).label)


def _share(row: Any) -> str:
    return "" if row.share is None else percent(row.share)


DATED_COLUMNS = [
    Column("start", _("开始日期"), lambda row: row.start, is_sortable=True),
    Column("end", _("结束日期"), lambda row: row.end, is_sortable=True),
    Column("state", _("当日状态"), _dated_state, template="coverage/_cell_dated_state.html"),
    Column("document", _("依据文件"), lambda row: row.document, is_long=True),
]
TARGET_COLUMNS = [
    Column("stage", _("学段"), lambda row: row.get_stage_display(), is_sortable=True),
    Column("statement", _("目标内容"), lambda row: row.statement, is_long=True),
    Column("share", _("目标比例"), _share, is_numeric=True),
    Column("due_on", _("完成期限"), lambda row: row.due_on, is_sortable=True),
    *DATED_COLUMNS,
    Column("edit", _("维护"), str, template="coverage/_cell_target_edit.html", is_action=True),
]
HEADLINE_COLUMNS = [
    Column("measure", _("口径"), str),
    *DATED_COLUMNS,
    Column("edit", _("维护"), str, template="coverage/_cell_headline_edit.html", is_action=True),
]
