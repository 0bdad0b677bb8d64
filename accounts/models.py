"""Users and their dated appointments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.reach import Reach
from accounts.roles import ROLES, Level, Permission, codes
from records.constraints import NoOverlap
from records.initials import InitialsField, looks_like
from records.models import Basis, Place, Record
from records.periods import Period, PeriodQuerySet
from records.templatetags.records_format import day as day_text

SCOPE_DOES_NOT_FIT = _(
    "任职范围与角色不符：教育局、督导和审计任职填写区县，校长和经办人任职填写学校，系统管理员两者都不填。"
)
RESERVED_NAMES = {"new", "system"}  # /accounts/users/new/; the portal's own name in the trail
RESERVED = _("这个用户名由系统保留，请换一个。")
NAME_TAKEN = _("这个用户名已被使用，请换一个。")
AFTER_LEAVING = _("该账号自 %(day)s 起离岗，任职的结束日期不能晚于这一天；如已返岗，请先恢复账号。")


class AccountState(models.TextChoices):
    """What an administrator looks for among accounts."""

    USABLE = "usable", _("可以登录")
    CLOSED = "closed", _("停用或已离岗")
    UNAPPOINTED = "unappointed", _("今天没有任职")
    NEVER = "never", _("从未登录")


def _open_on(day: date, prefix: str = "") -> Q:
    """Return the condition «the account can sign in on the day» behind a lookup prefix."""
    stays = Q(**{f"{prefix}leaves_on__isnull": True}) | Q(**{f"{prefix}leaves_on__gt": day})
    return Q(**{f"{prefix}is_active": True}) & stays


class UserQuerySet(models.QuerySet):
    """Accounts."""

    def visible_to(self, user: User) -> Self:
        """Return the accounts that the user may manage; everybody may see the own one."""
        if user.reach(Permission.MANAGE_ACCOUNTS).everywhere:
            return self
        return self.filter(pk=user.pk)

    def demonstration(self) -> Self:
        """Return the accounts that were made for trying out."""
        return self.filter(basis=Basis.DEMONSTRATION)

    def named(self, username: str) -> Any:
        """Return the account of a name.

        None when: there is none among these.
        """
        return self.filter(username=username).first()

    def for_list(self, day: date) -> Self:
        """Return the accounts with their appointments of the day. Queries: 2."""
        of_day = Appointment.objects.on(day).select_related("school__district", "district")
        return self.prefetch_related(Prefetch("appointments", of_day, to_attr="appointments_on_day"))

    def matching(
        self,
        day: date,
        *,
        text: str = "",
        role: str = "",
        school: str = "",
        district: str = "",
        state: str = "",
    ) -> Self:
        """Return the accounts with this name and with such an appointment on the day, in this state."""
        found = (
            self.filter(looks_like(text, names=["username", "name"], initials="initials")) if text else self
        )
        wanted = {"role": role, "school__code": school, "district__code": district}
        given = {lookup: value for lookup, value in wanted.items() if value}
        if given:
            found = found.filter(pk__in=Appointment.objects.on(day).filter(**given).values("user"))
        return found._in_state(state, day)

    def _in_state(self, state: str, day: date) -> Self:
        conditions = {
            AccountState.USABLE.value: _open_on(day),
            AccountState.CLOSED.value: ~_open_on(day),
            AccountState.UNAPPOINTED.value: ~Q(pk__in=Appointment.objects.on(day).values("user")),
            AccountState.NEVER.value: Q(last_login__isnull=True),
        }
        return self.filter(conditions[state]) if state in conditions else self

    def sorted_by(self, key: str) -> Self:
        """Return the accounts by a column, a leading minus turning the order round; empty values are last."""
        by = F(key.removeprefix("-"))
        return self.order_by(
            by.desc(nulls_last=True) if key.startswith("-") else by.asc(nulls_last=True), "username"
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc] # built at run time
    """Creates accounts; there is no superuser, rights come from appointments."""

    def get_by_natural_key(self, username: str | None) -> Any:
        """Return the account by its name in any case: codes are typed in capitals as often as not."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser, Record):
    """One person's account; what the person may do is said by the appointments."""

    username = models.CharField(
        _("用户名"),
        max_length=150,
        unique=True,
        error_messages={"unique": NAME_TAKEN},
        validators=[UnicodeUsernameValidator()],
        help_text=_("小写字母、数字和 @ . + - _；登录时不区分大小写。"),
    )
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    is_active = models.BooleanField(_("启用"), default=True, help_text=_("停用后不能登录，历史记录保留。"))
    leaves_on = models.DateField(
        _("离岗日期"),
        null=True,
        blank=True,
        help_text=_("从这一天起不能登录，也不再有任何权限。留空表示在岗。"),
    )
    initials = InitialsField(of="name")
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects: ClassVar[UserManager] = UserManager()

    role_names: ClassVar[dict[str, Any]] = {role.code: role.name for role in ROLES.values()}

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = pgettext_lazy("复数", "账号")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="accounts_user_lower_case",
                condition=Q(username=Lower("username")),
                violation_error_message=_("用户名只能用小写字母。"),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_absolute_url(self) -> str:
        """Return the address of the account's page for administrators."""
        return reverse("accounts:user_detail", args=[self.username])

    def clean(self) -> None:
        """Refuse a name that is an address of its own."""
        super().clean()
        if self.username in RESERVED_NAMES:
            raise ValidationError({"username": RESERVED}, code="reserved")

    def may_sign_in_on(self, day: date) -> bool:
        """Return whether the account is open on the day: switched on, and its owner has not left."""
        return self.is_active and (self.leaves_on is None or day < self.leaves_on)

    @property
    def may_sign_in(self) -> bool:
        """Return whether the account is open today."""
        return self.may_sign_in_on(timezone.localdate())

    def snapshot(self) -> dict[str, Any]:
        """Return the stored values without the password's hash and the moment of the last sign-in."""
        values = super().snapshot()
        del values["password"], values["last_login"]
        return values

    @cached_property
    def appointments_today(self) -> Sequence[Appointment]:
        """Return the appointments in force today, whatever day a page is about.

        Queries: 1 for each user object, which lives for one request.
        """
        if self.pk is None:
            return []
        today = self.appointments.on(timezone.localdate())
        return list(today.select_related("school__district", "district"))

    @property
    def place(self) -> Place:
        """Return where the first of today's appointments holds, for its auditor to see what became of it.

        Queries: as ``appointments_today``.
        """
        return next((appointment.place for appointment in self.appointments_today), Place())

    def reach(self, permission: Permission) -> Reach:
        """Return how far the user holds a permission today."""
        if not self.may_sign_in:
            return Reach()
        holding = [a for a in self.appointments_today if permission in ROLES[a.role].permissions]
        return Reach(
            everywhere=any(ROLES[a.role].level == Level.EVERYWHERE for a in holding),
            districts=frozenset(filter(None, map(attrgetter("district_id"), holding))),
            schools=frozenset(filter(None, map(attrgetter("school_id"), holding))),
        )

    @property
    def audit_reach(self) -> Reach:
        """Return whose audit entries the user may read."""
        return self.reach(Permission.VIEW_AUDIT)

    @property
    def job_reach(self) -> Reach:
        """Return how far the user sees other people's background jobs."""
        return self.reach(Permission.MANAGE_ACCOUNTS)

    @property
    def audit_chains(self) -> list[str]:
        """Return the chains of the trail that the user may read as a whole: a school is only part of one."""
        reach = self.audit_reach
        codes = {a.place.district_code for a in self.appointments_today if a.district_id in reach.districts}
        return sorted({"", *codes}) if codes else []

    @property
    def audit_role(self) -> str:
        """Return the codes of the roles held today, as the audit trail writes them."""
        return ",".join(sorted({a.role for a in self.appointments_today}))

    @property
    def is_staff(self) -> bool:
        """Return whether the Django admin lets the user in."""
        return bool(self.reach(Permission.USE_ADMIN))


class AppointmentQuerySet(PeriodQuerySet):
    """Appointments."""

    def visible_to(self, user: User) -> Self:
        """Return the appointments that the user may manage, and the own ones."""
        if user.reach(Permission.MANAGE_ACCOUNTS).everywhere:
            return self
        return self.filter(user=user)

    def administering(self, day: date) -> Self:
        """Return the appointments in force on the day of those who may give accounts and can sign in."""
        return self.on(day).filter(_open_on(day, "user__"), role__in=codes(Level.EVERYWHERE))

    def to_end(self, day: date) -> Self:
        """Return the appointments that would go on, or only begin, after the day."""
        return self.filter(Q(end__isnull=True) | Q(end__gt=day)).order_by("pk")

    def for_page(self) -> Self:
        """Return the appointments with where they hold, the latest first. Queries: 1."""
        return self.select_related("school__district", "district").order_by(
            F("start").desc(nulls_last=True), "-pk"
        )

    def demonstration(self) -> Self:
        """Return the appointments of the accounts made for trying out, in the order they were made."""
        return self.filter(user__basis=Basis.DEMONSTRATION).select_related("user", "school").order_by("pk")


class Appointment(Period, Record):
    """One person in one role for a period, over one district or one school."""

    filed_under = ("user", "district", "school__district")

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("账号")
    )
    role = models.CharField(
        _("角色"), max_length=20, choices=[(role.code, role.name) for role in ROLES.values()]
    )
    # The one reference to a higher floor, by name: an appointment says where it holds.
    district = models.ForeignKey(
        "schools.District", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("区县")
    )
    school = models.ForeignKey(
        "schools.School", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("学校")
    )
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = pgettext_lazy("复数", "任职")
        ordering = ["user", "role", "start", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="accounts_appointment_scope_fits_role",
                condition=(
                    Q(role__in=codes(Level.EVERYWHERE), district__isnull=True, school__isnull=True)
                    | Q(role__in=codes(Level.DISTRICT), district__isnull=False, school__isnull=True)
                    | Q(role__in=codes(Level.SCHOOL), district__isnull=True, school__isnull=False)
                ),
                violation_error_message=SCOPE_DOES_NOT_FIT,
                violation_error_code="scope_does_not_fit",
            ),
            NoOverlap(
                name="accounts_appointment_once_at_school",
                fields=["user", "role", "school"],
                violation_error_message=_("该用户在这所学校已有同一角色的任职，时间重叠。"),
            ),
            NoOverlap(
                name="accounts_appointment_once_in_district",
                fields=["user", "role", "district"],
                violation_error_message=_("该用户在这个区县已有同一角色的任职，时间重叠。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {ROLES[self.role].name}"

    @property
    def place(self) -> Place:
        """Return the district or school that the appointment is about."""
        return self.school.place if self.school else self.district.place if self.district else Place()

    @property
    def where(self) -> str:
        """Return where the appointment holds, in words."""
        return str(self.school or self.district or Level.EVERYWHERE.label)

    @property
    def permissions_in_words(self) -> list[str]:
        """Return what the role allows, in the order of the permissions."""
        return [str(each.value) for each in Permission if each in ROLES[self.role].permissions]

    def get_absolute_url(self) -> str:
        """Return the page of the account."""
        return self.user.get_absolute_url()

    def clean(self) -> None:
        """Refuse a role that nobody knows before its scope is looked at, and one after the leaving day."""
        super().clean()
        if self.role and self.role not in ROLES:
            raise ValidationError({"role": _("没有这个角色。")}, code="unknown_role")
        self._refuse_day_after_leaving(self.user.leaves_on if self.user_id else None)

    def _refuse_day_after_leaving(self, leaves_on: date | None) -> None:
        if leaves_on and (self.end is None or self.end > leaves_on):
            raise ValidationError({"end": AFTER_LEAVING % {"day": day_text(leaves_on)}}, code="after_leaving")
