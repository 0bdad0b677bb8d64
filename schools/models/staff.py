"""The people who work at schools, and their home schools."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.constraints import NoOverlap, choices_hold
from records.initials import InitialsField
from records.models import Basis, Place, Record
from records.periods import Period
from schools import choices
from schools.models.register import District, OfSchool, School
from schools.querysets import EmploymentQuerySet, StaffQuerySet
from schools.stages import Stage

STAFF_NO = r"^(?!new\Z)\w[\w.-]*\Z"  # it stands in an address, where «new» is the page of a new person
STAFF_NO_FORM = _("教职工号由文字、数字、点、短横线和下划线组成，不含空格。")


class Staff(Record):
    """One person who works at a school: work facts only, no identity number."""

    Post = choices.Post
    Title = choices.Title
    Qualification = choices.Qualification
    BackboneLevel = choices.BackboneLevel
    Status = choices.StaffStatus
    filed_under = ("district",)
    filed_at: School | None = None  # the school at which an action changes the person

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="staff", verbose_name=_("区县")
    )
    staff_no = models.CharField(
        _("教职工号"), max_length=30, validators=[RegexValidator(STAFF_NO, STAFF_NO_FORM)]
    )
    name = models.CharField(_("姓名"), max_length=60)
    initials = InitialsField(of="name")
    post = models.CharField(_("岗位"), max_length=20, choices=Post.choices)
    section = models.CharField(_("任教学段"), max_length=12, choices=Stage.choices, blank=True)
    subject = models.CharField(_("任教学科"), max_length=40, blank=True)
    title = models.CharField(_("职称"), max_length=20, choices=Title.choices, blank=True)
    qualification = models.CharField(_("学历"), max_length=24, choices=Qualification.choices, blank=True)
    backbone_level = models.CharField(
        _("骨干级别"),
        max_length=12,
        choices=BackboneLevel.choices,
        blank=True,
        help_text=_("不是骨干教师时留空。"),
    )
    status = models.CharField(_("在岗状态"), max_length=12, choices=Status.choices, default=Status.ACTIVE)
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("教职工")
        verbose_name_plural = pgettext_lazy("复数", "教职工")
        ordering = ["district", "staff_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "staff_no"],
                name="schools_staff_number_once",
                violation_error_message=_("这个教职工号在本区县已被使用。"),
            ),
            choices_hold("post", choices.Post),
            choices_hold("section", Stage, blank=True),
            choices_hold("title", choices.Title, blank=True),
            choices_hold("qualification", choices.Qualification, blank=True),
            choices_hold("backbone_level", choices.BackboneLevel, blank=True),
            choices_hold("status", choices.StaffStatus),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.staff_no}"

    @property
    def place(self) -> Place:
        """Return the school at which an action changes the person, else the district."""
        return self.filed_at.place if self.filed_at else self.district.place


class Employment(Period, OfSchool):
    """One person on one school's staff for a period: the home school."""

    filed_under = ("school__district", "staff")

    staff = models.ForeignKey(
        Staff, on_delete=models.CASCADE, related_name="employments", verbose_name=_("教职工")
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="employments", verbose_name=_("编制所在学校")
    )

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("编制关系")
        verbose_name_plural = pgettext_lazy("复数", "编制关系")
        ordering = ["staff", models.F("start").asc(nulls_first=True)]
        constraints = [
            *Period.Meta.constraints,
            NoOverlap(
                name="schools_employment_one_home_school",
                fields=["staff"],
                violation_error_message=_("这段时间内该教职工的编制已在另一所学校。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} · {self.school}"

    def get_absolute_url(self) -> str:
        """Return the address of the person's page at this school."""
        return reverse("schools:staff_detail", args=[self.school.code, self.staff.staff_no])
