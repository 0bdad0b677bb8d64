"""What a person may do with a school's record, as links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from schools.access import may
from schools.models import School

PAGES = [  # address, what it does, who may
    ("school_edit", _("修改档案"), Permission.GOVERN_REGISTER),
    ("school_rename", _("更名"), Permission.GOVERN_REGISTER),
    ("name_new", _("添加别名或曾用名"), Permission.GOVERN_REGISTER),
    ("school_code", _("更换为正式标识码"), Permission.GOVERN_REGISTER),
    ("school_status", _("变更办学状态"), Permission.GOVERN_REGISTER),
    ("school_stages", _("调整办学学段"), Permission.GOVERN_REGISTER),
    ("school_split", _("分设新学校"), Permission.GOVERN_REGISTER),
    ("location_edit", _("修改地址和位置"), Permission.EDIT_REGISTER),
    ("contact_new", _("添加联系人"), Permission.EDIT_REGISTER),
    ("facility_new", _("登记办学条件"), Permission.EDIT_REGISTER),
    ("school_delete", _("删除学校"), Permission.GOVERN_REGISTER),
]


@dataclass(frozen=True)
class MenuLink:
    """One thing that a person may do."""

    url: str
    label: Any


def school_menu(user: Any, school: School) -> list[MenuLink]:
    """Return what the person may do with the school. Queries: 0."""
    return [
        MenuLink(reverse(f"schools:{name}", args=[school.code]), label)
        for name, label, permission in PAGES
        if may(user, permission, school) and (name != "school_code" or school.has_provisional_code)
    ]
