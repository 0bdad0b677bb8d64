"""What a person may do with a group, as links."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import can
from accounts.roles import Permission
from groups.models import EducationGroup
from schools.menu import MenuLink

PAGES = [
    ("group_join", _("学校加入")),
    ("group_leave", _("学校退出")),
    ("group_move", _("转入其他集团")),
    ("group_lead", _("更换龙头学校")),
    ("group_split", _("分设新集团")),
    ("group_dissolve", _("解散集团")),
    ("group_edit", _("修改集团信息")),
]


def group_menu(user: Any, group: EducationGroup) -> list[MenuLink]:
    """Return what the person may do with the group. Queries: 0."""
    if not can(user, Permission.EDIT_GROUPS, at=group.place):
        return []
    return [MenuLink(reverse(f"groups:{name}", args=[group.slug]), label) for name, label in PAGES]
