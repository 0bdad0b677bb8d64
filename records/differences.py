"""What an audit entry says to people: who did what to which record, and what was different afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from itertools import filterfalse
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import DateField, Field, Model
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import AuditEntry

ACTIONS = {
    "create": gettext_lazy("新增"),
    "change": gettext_lazy("修改"),
    "remove": gettext_lazy("删除"),
    "join": gettext_lazy("加入集团"),
    "leave": gettext_lazy("退出集团"),
    "reopen": gettext_lazy("恢复"),
    "dissolve": gettext_lazy("集团解散"),
    "correct": gettext_lazy("更正"),
    "take_back": gettext_lazy("撤回计划"),
    "launch": gettext_lazy("集团启动"),
    "abandon": gettext_lazy("终止组建"),
    "set_password": gettext_lazy("设置密码"),
    "confirm": gettext_lazy("确认"),
    "propose": gettext_lazy("提出更正"),
    "accept": gettext_lazy("采纳更正"),
    "return": gettext_lazy("退回更正"),
    "withdraw": gettext_lazy("撤回更正"),
    "move": gettext_lazy("调动"),
    "leave_school": gettext_lazy("离校"),
    "view_as": gettext_lazy("开始以此身份查看"),
    "view_as_end": gettext_lazy("结束以此身份查看"),
    "dismiss": gettext_lazy("办理离岗"),
    "reactivate": gettext_lazy("恢复账号"),
    "award": gettext_lazy("授予认定"),
    "renewed": gettext_lazy("续期"),
    "converted": gettext_lazy("转换为新级别"),
    "revoke": gettext_lazy("撤销认定"),
    "end": gettext_lazy("结束"),
    "rotation_draft": gettext_lazy("建议交流"),
    "rotation_propose": gettext_lazy("提出交流"),
    "rotation_accept": gettext_lazy("同意交流"),
    "rotation_refuse": gettext_lazy("不同意交流"),
    "rotation_withdraw": gettext_lazy("撤回交流"),
    "rotation_revise": gettext_lazy("修改后重新提出交流"),
    "rotation_approve": gettext_lazy("批准交流"),
    "rotation_return": gettext_lazy("退回交流"),
    "rotation_end_early": gettext_lazy("提前结束交流"),
    "exempt": gettext_lazy("登记免于交流"),
    "end_exemption": gettext_lazy("结束免于交流"),
    "offer": gettext_lazy("开放资源"),
    "book": gettext_lazy("预约资源"),
    "booking_confirm": gettext_lazy("确认预约"),
    "booking_decline": gettext_lazy("不同意预约"),
    "booking_cancel": gettext_lazy("取消预约"),
    "booking_revoke": gettext_lazy("收回预约"),
    "booking_no_show": gettext_lazy("登记未到场"),
}
SILENT = {"id", "version"}  # keys of the machine: they tell a reader nothing


@dataclass(frozen=True)
class Difference:
    """One field whose value an action changed; an empty text stands for no value."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Description:
    """One audit entry as people read it."""

    entry: AuditEntry
    action: str
    kind: str
    differences: list[Difference]

    @property
    def is_whole(self) -> bool:
        """Return whether the record is new or removed, so that there is one state and no change."""
        return _is_whole(self.entry)

    @property
    def roles(self) -> str:
        """Return the names of the roles that the person held."""
        return roles_of(self.entry)


def roles_of(entry: AuditEntry) -> str:
    """Return the names of the roles that the person held then; the code of one that is no more stays."""
    names = {"system": _("系统"), **get_user_model().role_names}
    return _("、").join(str(names.get(code, code)) for code in entry.role.split(",") if code)


def describe(entry: AuditEntry) -> Description:
    """Return an entry with the action, the kind of record and the differences in words."""
    model = _model_of(entry)
    kind = str(model._meta.verbose_name) if model else entry.object_type
    return Description(entry, str(ACTIONS.get(entry.action, entry.action)), kind, differences(entry))


def differences(entry: AuditEntry) -> list[Difference]:
    """Return the fields that an entry changed, in the order of the record's fields.

    A new or removed record names what it belongs to in its label, so its references are left out.
    """
    return [difference for difference in _sides(entry) if difference.before != difference.after]


def _sides(entry: AuditEntry) -> Iterator[Difference]:
    """Return both sides of every field that is told, those that are alike too."""
    before, after = entry.before or {}, entry.after or {}
    fields = _fields_of(entry, before.keys() | after.keys())
    untold = _untold(entry, fields)
    for name in filterfalse(untold.__contains__, fields):
        yield _difference(fields[name], name, before, after)


def _model_of(entry: AuditEntry) -> type[Model] | None:
    """Return the model of an entry; the trail outlives models, so there may be none any more."""
    try:
        return apps.get_model(entry.object_type)
    except (LookupError, ValueError):
        return None


def _is_whole(entry: AuditEntry) -> bool:
    return entry.before is None or entry.after is None


def _fields_of(entry: AuditEntry, stored: Set[str]) -> dict[str, Field]:
    """Return the record's fields, then those that are stored and that it no longer has."""
    model = _model_of(entry)
    fields = {field.attname: field for field in model._meta.concrete_fields} if model else {}
    # PostgreSQL keeps the keys of a JSON object in an order of its own.
    return fields | {name: Field(verbose_name=name) for name in sorted(stored - fields.keys())}


def _untold(entry: AuditEntry, fields: dict[str, Field]) -> set[str]:
    references = {name for name, field in fields.items() if field.is_relation}
    return SILENT | references if _is_whole(entry) else SILENT


def _difference(field: Field, name: str, before: dict[str, Any], after: dict[str, Any]) -> Difference:
    return Difference(
        str(field.verbose_name), _shown(field, before.get(name)), _shown(field, after.get(name))
    )


def _shown(field: Field, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(map(str, value))
    return _by_field(field, value)


def _by_field(field: Field, value: Any) -> str:
    if field.is_relation:
        return _("编号 %(key)s") % {"key": value}
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if type(field) is DateField:
        return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
    return str(value)
