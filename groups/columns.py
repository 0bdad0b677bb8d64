"""The columns of the lists of groups, formations and planned changes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.lists import Column
from records.templatetags.records_format import joined


def _lead(group: Any) -> str:
    return joined(row.school.shown_name for row in group.members_on_day if row.is_lead)


def _members(group: Any) -> str:
    return joined(row.school.shown_name for row in group.members_on_day if not row.is_lead)


def _state(formation: Any) -> Any:
    if formation.is_abandoned:
        return _("已终止")
    taken = formation.taken
    return taken[-1].get_step_display() if taken else ""


GROUP_COLUMNS = [
    Column("name", _("集团"), lambda group: group.name, template="groups/_cell_group.html", is_sortable=True),
    Column("kind", _("集团类型"), lambda group: group.get_kind_display(), is_chosen=False),
    Column("lead", _("龙头学校"), _lead, template="groups/_cell_lead.html"),
    Column("members", pgettext_lazy("复数", "成员学校"), _members, template="groups/_cell_members.html"),
    Column(
        "size",
        _("学校数"),
        lambda group: len(group.members_on_day),
        is_sortable=True,
        is_numeric=True,
    ),
    Column("start", _("开始日期"), lambda group: group.start, is_sortable=True, is_chosen=False),
    Column("end", _("结束日期"), lambda group: group.end, is_chosen=False),
    Column("filing_no", _("市级备案号"), lambda group: group.filing_no, is_chosen=False),
    Column("filed_on", _("备案日期"), lambda group: group.filed_on, is_chosen=False),
]
PLAN_COLUMNS = [
    Column("day", _("生效日期"), lambda change: change.day, is_sortable=True),
    Column("kind", _("变动类型"), lambda change: change.get_kind_display(), is_sortable=True),
    Column(
        "groups",
        _("教育集团"),
        lambda change: joined(group.name for group in change.groups),
        template="groups/_cell_change_groups.html",
    ),
    Column("subject", _("涉及学校"), lambda change: change.subject),
    Column("document", _("依据文件"), lambda change: change.document),
    Column("note", _("说明"), lambda change: change.note, is_chosen=False),
    Column("recorded_by", _("登记人"), lambda change: change.recorded_by),
    Column("withdraw", _("操作"), lambda change: "", template="groups/_cell_withdraw.html", is_action=True),
]
FORMATION_COLUMNS = [
    Column(
        "name",
        _("集团名称"),
        lambda formation: formation.name,
        template="groups/_cell_formation.html",
        is_sortable=True,
    ),
    Column("kind", _("集团类型"), lambda formation: formation.get_kind_display()),
    Column("state", _("进度"), _state),
    Column(
        "since",
        _("最近一步的日期"),
        lambda formation: formation.taken[-1].day if formation.taken else None,
    ),
    Column(
        "schools",
        _("拟加入的学校"),
        lambda formation: joined(row.school.name for row in formation.planned.all()),
    ),
]
