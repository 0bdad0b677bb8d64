"""The columns of the list of designations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coverage.choices import DesignationState
from records.lists import Column


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
