"""What a school opens to others, and at which hours of the week."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges import choices
from exchanges.querysets_resources import OpeningHoursQuerySet, ResourceQuerySet
from groups.models import EducationGroup
from records.constraints import NoOverlap, choices_hold
from records.initials import InitialsField
from records.models import Basis
from records.periods import Period
from schools.models import School
from schools.models.register import OfSchool

MOST_PEOPLE, MOST_LEAD_DAYS = 10_000, 90
GROUP_OF_AUDIENCE = _("“指定的集团”要选择集团，其他使用范围不选。")


class SharedResource(OfSchool):
    """A room, a course, equipment or files that a school opens; open is what has opening hours on a day."""

    Kind = choices.ResourceKind
    Audience = choices.Audience
    filed_under = ("school__district",)

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="resources", verbose_name=_("开放的学校")
    )
    name = models.CharField(_("名称"), max_length=80)
    initials = InitialsField(of="name")
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    description = models.CharField(_("说明"), max_length=500, blank=True)
    audience = models.CharField(
        _("使用范围"), max_length=12, choices=Audience.choices, default=Audience.OWN_GROUPS
    )
    group = models.ForeignKey(
        EducationGroup,
        on_delete=models.PROTECT,
        related_name="resources",
        null=True,
        blank=True,
        verbose_name=_("指定的集团"),
    )
    capacity = models.PositiveIntegerField(
        _("容纳人数"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)],
        help_text=_("不限人数时留空。"),
    )
    lead_days = models.PositiveSmallIntegerField(
        _("提前天数"),
        default=0,
        validators=[MaxValueValidator(MOST_LEAD_DAYS)],
        help_text=_("至少提前几天预约；0 表示当天也可以。"),
    )
    is_confirmed_by_owner = models.BooleanField(
        _("预约须经本校确认"), default=True, help_text=_("不勾选时，预约立即生效。")
    )
    contact = models.CharField(
        _("联系岗位"), max_length=60, blank=True, help_text=_("写岗位和办公电话，不写个人信息。")
    )
    link = models.CharField(
        _("资料网址"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("以 http:// 或 https:// 开头。"),
    )
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("共享资源")
        verbose_name_plural = pgettext_lazy("复数", "共享资源")
        ordering = ["school", "name"]
        constraints = [
            choices_hold("kind", choices.ResourceKind),
            choices_hold("audience", choices.Audience),
            models.UniqueConstraint(
                name="exchanges_resource_name_once",
                fields=["school", "name"],
                violation_error_message=_("本校已有同名的共享资源。"),
            ),
            models.CheckConstraint(
                name="exchanges_resource_group_of_audience",
                condition=Q(audience="one_group", group__isnull=False)
                | (~Q(audience="one_group") & Q(group__isnull=True)),
                violation_error_message=GROUP_OF_AUDIENCE,
                violation_error_code="group_of_audience",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school.name} · {self.name}"

    def get_absolute_url(self) -> str:
        """Return the address of the resource's page."""
        return reverse("exchanges:resource_detail", args=[self.pk])


class OpeningHours(Period, OfSchool):
    """Between which times of a weekday a resource is open, for a period of days."""

    filed_under = ("resource__school__district",)

    resource = models.ForeignKey(
        SharedResource, on_delete=models.CASCADE, related_name="hours", verbose_name=_("共享资源")
    )
    weekday = models.PositiveSmallIntegerField(_("星期"), choices=choices.Weekday.choices)
    opens = models.TimeField(_("开放"))
    closes = models.TimeField(_("结束"))

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("开放时间")
        verbose_name_plural = pgettext_lazy("复数", "开放时间")
        ordering = ["resource", "weekday", F("start").asc(nulls_first=True)]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="exchanges_openinghours_weekday_known", condition=Q(weekday__gte=0, weekday__lte=6)
            ),
            models.CheckConstraint(
                name="exchanges_openinghours_closes_later", condition=Q(closes__gt=F("opens"))
            ),
            NoOverlap(
                name="exchanges_openinghours_once",
                fields=["resource", "weekday"],
                violation_error_message=_("这一天的开放时间已经登记。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} · {self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    @property
    def school(self) -> School:
        """Return the school whose resource it is."""
        return self.resource.school
