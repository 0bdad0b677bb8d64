"""The columns of the list of rotations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from exchanges.models.rotation import NOBODY_YET
from records.lists import Column

ROTATION_COLUMNS = [
    Column(
        "person",
        _("教职工"),
        lambda row: row.person.name if row.person else NOBODY_YET,
        template="exchanges/_cell_rotation.html",
    ),
    Column("kind", _("形式"), lambda row: row.get_kind_display()),
    Column("home", _("派出学校"), lambda row: row.home.name, is_sortable=True),
    Column("host", _("接收学校"), lambda row: row.host.name, is_sortable=True),
    Column("group", _("教育集团"), lambda row: row.group.name, is_chosen=False),
    Column("start", _("开始日期"), lambda row: row.start, is_sortable=True),
    Column("end", _("结束日期"), lambda row: row.end, is_sortable=True),
    Column("share", _("工作量占比（%）"), lambda row: row.share, is_numeric=True),
    Column("relation", _("人事关系"), lambda row: row.get_relation_display(), is_chosen=False),
    Column("route", _("途径"), lambda row: row.get_route_display(), is_chosen=False),
    Column("subject", _("任教学科"), lambda row: row.subject, is_chosen=False),
    Column(
        "state",
        _("状态"),
        lambda row: row.shown_state,
        template="exchanges/_cell_rotation_state.html",
    ),
]
EXEMPTION_COLUMNS = [
    Column("person", _("教职工"), lambda row: row.person.name, is_sortable=True),
    Column("staff_no", _("教职工号"), lambda row: row.person.staff_no),
    Column("school", _("学校"), lambda row: row.school.name, is_sortable=True),
    Column("why", _("情形"), lambda row: row.get_why_display()),
    Column("start", _("开始日期"), lambda row: row.start, is_sortable=True),
    Column("end", _("结束日期"), lambda row: row.end, is_sortable=True),
    Column("document", _("依据文件"), lambda row: row.document, is_chosen=False, is_long=True),
]
EXEMPTION_ACTION = Column(
    "end_it", _("操作"), lambda _row: None, template="exchanges/_cell_exemption_end.html", is_action=True
)
