"""The columns of the list over the audit trail, on the page and in files."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.differences import Difference, describe, roles_of
from records.lists import Column
from records.models import AuditEntry


def _told(side: str) -> Callable[[AuditEntry], str]:
    """Return what a file says of an entry's values before or after, field by field."""
    value: Callable[[Difference], str] = attrgetter(side)

    def tell(entry: AuditEntry) -> str:
        return _("；").join(
            f"{difference.label}{_('：')}{value(difference)}"
            for difference in describe(entry).differences
            if value(difference)
        )

    return tell


def action_of(entry: Any) -> str:
    """Return what was done, in words."""
    return describe(entry).action


def kind_of(entry: Any) -> str:
    """Return what kind of record an entry is about."""
    return describe(entry).kind


AUDIT_COLUMNS = [
    Column(
        "at",
        gettext_lazy("时间"),
        attrgetter("at"),
        template="records/_cell_entry.html",
        is_sortable=True,
    ),
    Column("username", gettext_lazy("用户"), attrgetter("username"), template="records/_cell_person.html"),
    Column("role", gettext_lazy("角色"), roles_of, is_chosen=False),
    Column("action", gettext_lazy("操作"), action_of, template="records/_cell_action.html"),
    Column("kind", gettext_lazy("对象类型"), kind_of),
    Column(
        "object_label", gettext_lazy("对象"), attrgetter("object_label"), template="records/_cell_object.html"
    ),
    Column("school_code", gettext_lazy("学校代码"), attrgetter("school_code"), is_chosen=False),
    Column("before", gettext_lazy("修改前"), _told("before"), is_long=True),
    Column("after", gettext_lazy("修改后"), _told("after"), is_long=True),
    Column("reason", gettext_lazy("原因"), attrgetter("reason")),
    Column("request_id", gettext_lazy("请求编号"), attrgetter("request_id"), is_chosen=False),
    Column("chain", gettext_lazy("区县代码"), attrgetter("chain"), is_chosen=False),
    Column("sequence", gettext_lazy("序号"), attrgetter("sequence"), is_chosen=False, is_numeric=True),
    Column("hash", gettext_lazy("摘要"), attrgetter("hash"), is_chosen=False),
]
