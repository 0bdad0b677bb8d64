"""Permissions and roles as code: the database stores a role's short code, this module says what it means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(Enum):
    """One thing that a person may be allowed to do; the value describes it for people."""

    VIEW_REGISTER = _("查阅学校档案")
    EDIT_REGISTER = _("维护学校的日常信息、在校生数和教职工名册")
    GOVERN_REGISTER = _("登记、更名、合并、停办学校，核定学校的基本事实")
    PROPOSE_FACTS = _("对本校的基本事实提出更正")
    CONFIRM_FACTS = _("每学期确认本校的基本事实")
    VIEW_STAFF = _("查阅教职工名册")
    VIEW_GROUPS = _("查阅教育集团")
    EDIT_GROUPS = _("维护教育集团及其成员关系")
    VIEW_ROTATIONS = _("查阅交流轮岗")
    PROPOSE_ROTATIONS = _("代表本校提出和修改交流轮岗")
    ANSWER_ROTATIONS = _("代表本校答复对方提出的交流轮岗")
    APPROVE_ROTATIONS = _("批准、退回和提前结束交流轮岗")
    VIEW_RESOURCES = _("查阅共享资源和预约")
    OFFER_RESOURCES = _("维护本校开放的资源，答复预约")
    BOOK_RESOURCES = _("代表本校预约共享资源")
    VIEW_COVERAGE = _("查阅全区覆盖率与账实核对")
    EDIT_DESIGNATIONS = _("维护优质认定与目标")
    VIEW_AUDIT = _("查阅审计记录")
    MANAGE_ACCOUNTS = _("管理账号与任职")
    MANAGE_CODE_TABLES = _("管理代码表")
    USE_ADMIN = _("进入管理后台")


class Level(models.TextChoices):
    """How far an appointment reaches."""

    EVERYWHERE = "everywhere", _("全部")
    DISTRICT = "district", _("区县")
    SCHOOL = "school", _("学校")


@dataclass(frozen=True)
class Role:
    """One role: its code in the database, its name and description for people, and what it may do."""

    code: str
    name: Promise
    description: Promise
    level: Level
    permissions: frozenset[Permission]


READ_DISTRICT = frozenset(
    {Permission.VIEW_REGISTER, Permission.VIEW_GROUPS, Permission.VIEW_COVERAGE},
)
OFFICER = Role(
    "officer",
    _("教育局工作人员"),
    _("管理全区学校档案、教育集团、优质认定和目标。"),
    Level.DISTRICT,
    READ_DISTRICT
    | {
        Permission.VIEW_STAFF,
        Permission.EDIT_REGISTER,
        Permission.GOVERN_REGISTER,
        Permission.EDIT_GROUPS,
        Permission.VIEW_ROTATIONS,
        Permission.APPROVE_ROTATIONS,
        Permission.VIEW_RESOURCES,
        Permission.EDIT_DESIGNATIONS,
        Permission.VIEW_AUDIT,
        Permission.USE_ADMIN,
    },
)
INSPECTOR = Role(
    "inspector",
    _("督导"),
    _("查阅全区资料，不作修改。"),
    Level.DISTRICT,
    READ_DISTRICT
    | {
        Permission.VIEW_STAFF,
        Permission.VIEW_ROTATIONS,
        Permission.VIEW_RESOURCES,
        Permission.VIEW_AUDIT,
    },
)
PRINCIPAL = Role(
    "principal",
    _("校长（园长）"),
    _("管理本校档案，查看本校所在的教育集团。"),
    Level.SCHOOL,
    frozenset(
        {
            Permission.VIEW_REGISTER,
            Permission.EDIT_REGISTER,
            Permission.PROPOSE_FACTS,
            Permission.CONFIRM_FACTS,
            Permission.VIEW_STAFF,
            Permission.VIEW_GROUPS,
            Permission.VIEW_ROTATIONS,
            Permission.PROPOSE_ROTATIONS,
            Permission.ANSWER_ROTATIONS,
            Permission.VIEW_RESOURCES,
            Permission.OFFER_RESOURCES,
            Permission.BOOK_RESOURCES,
            Permission.VIEW_AUDIT,
        }
    ),
)
CLERK = Role(
    "clerk",
    _("学校经办人"),
    _("代校长维护本校档案，查看本校所在的教育集团。"),
    Level.SCHOOL,
    PRINCIPAL.permissions - {Permission.CONFIRM_FACTS, Permission.ANSWER_ROTATIONS},
)
AUDITOR = Role(
    "auditor",
    _("审计员"),
    _("查阅审计记录，不查阅其他资料。"),
    Level.DISTRICT,
    frozenset({Permission.VIEW_AUDIT}),
)
ADMINISTRATOR = Role(
    "administrator",
    _("系统管理员"),
    _("管理账号、任职和代码表，不参与业务审批。"),
    Level.EVERYWHERE,
    READ_DISTRICT | {Permission.MANAGE_ACCOUNTS, Permission.MANAGE_CODE_TABLES, Permission.USE_ADMIN},
)

ROLES = {role.code: role for role in (OFFICER, INSPECTOR, PRINCIPAL, CLERK, AUDITOR, ADMINISTRATOR)}


def codes(level: Level) -> list[str]:
    """Return the codes of the roles that reach as far as the level."""
    return [role.code for role in ROLES.values() if role.level == level]
