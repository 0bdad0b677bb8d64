"""What the shell of every page knows of the person who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can
from accounts.rights import right_for
from accounts.roles import ROLES

MENU = [
    ("home", _("首页"), "home"),
    ("schools:school_list", pgettext_lazy("复数", "学校"), "school"),
    ("imports:import_list", _("导入名册"), "file-import"),
    ("groups:group_list", pgettext_lazy("复数", "教育集团"), "affiliate"),
    ("exchanges:rotation_list", pgettext_lazy("复数", "交流轮岗"), "arrows-exchange"),
    ("exchanges:resource_list", pgettext_lazy("复数", "共享资源"), "building"),
    ("coverage:coverage_overview", _("覆盖率"), "chart-bar"),
    ("coverage:reconciliation", _("账实核对"), "scale"),
    ("coverage:designation_list", pgettext_lazy("复数", "优质认定"), "certificate"),
    ("records:audit_list", pgettext_lazy("复数", "审计记录"), "history"),
    ("accounts:user_list", pgettext_lazy("复数", "账号"), "users"),
    ("admin:index", _("管理后台"), "settings"),
]
HOME = "/"


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the main menu."""

    url: str
    label: Promise
    icon: str
    is_current: bool


def signed_in(request: HttpRequest) -> dict[str, Any]:
    """Return the menu entries that the person may open, and the names of the roles held today."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "user_roles": []}
    names = {a.role: ROLES[a.role].name for a in user.appointments_today}
    return {
        "navigation": _entries(user, request.path),
        "user_roles": list(names.values()),
        "viewing": getattr(request, "viewing", None),
    }


def _entries(user: Any, path: str) -> list[MenuEntry]:
    allowed = [(reverse(name), label, icon) for name, label, icon in MENU if _may_open(user, name)]
    here = _entry_of(path, [url for url, _label, _icon in allowed])
    return [MenuEntry(url, label, icon, url == here) for url, label, icon in allowed]


def _may_open(user: Any, view_name: str) -> bool:
    right = right_for(view_name)
    return right is not None and (right.permission is None or can(user, right.permission))


def _entry_of(path: str, urls: list[str]) -> str:
    """Return the entry under which an address stands: the longest that it continues."""
    # every address continues that of the home page
    above = [url for url in urls if path == url or (path.startswith(url) and url != HOME)]
    return max(above, key=len, default="")
