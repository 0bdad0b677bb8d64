"""The columns of the list of accounts."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import ROLES
from records.lists import Column


def _appointments(user: Any) -> str:
    held = getattr(user, "appointments_on_day", [])
    return _("；").join(f"{ROLES[each.role].name} · {each.where}" for each in held)


def _state(user: Any) -> str:
    if not user.is_active:
        return _("停用")
    if user.may_sign_in:
        return _("可以登录")
    return _("已离岗")


ACCOUNT_COLUMNS = [
    Column(
        "username",
        gettext_lazy("用户名"),
        attrgetter("username"),
        template="accounts/_cell_username.html",
        is_sortable=True,
    ),
    Column("name", gettext_lazy("姓名"), attrgetter("name"), is_sortable=True),
    Column("appointments", gettext_lazy("今天的任职"), _appointments),
    Column("state", gettext_lazy("状态"), _state),
    Column("leaves_on", gettext_lazy("离岗日期"), attrgetter("leaves_on"), is_sortable=True),
    Column(
        "last_login",
        gettext_lazy("最近登录"),
        attrgetter("last_login"),
        template="accounts/_cell_last_login.html",
        is_sortable=True,
    ),
    Column("email", gettext_lazy("邮箱"), attrgetter("email"), is_chosen=False),
]
PASSWORD_COLUMNS = [
    Column("username", gettext_lazy("用户名"), attrgetter("user.username")),
    Column("name", gettext_lazy("姓名"), attrgetter("user.name")),
    Column("role", gettext_lazy("角色"), lambda account: account.appointment.get_role_display()),
    Column("where", gettext_lazy("范围"), attrgetter("appointment.where")),
    Column("password", gettext_lazy("初始密码"), attrgetter("password")),
]
