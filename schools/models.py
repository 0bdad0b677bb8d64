"""Districts, schools and what is known of them, with the days from which and until which it holds."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.constraints import NoOverlap, choices_hold
from records.models import Basis, Place, Record
from records.periods import Period, Span
from schools import choices, school_year
from schools.querysets import (
    DatedOfSchoolQuerySet,
    DistrictQuerySet,
    EmploymentQuerySet,
    OfSchoolQuerySet,
    SchoolQuerySet,
    StaffQuerySet,
    StageServiceQuerySet,
)
from schools.stages import Stage

OFFICIAL_CODE = r"^[0-9]{10}\Z"
PROVISIONAL_CODE = r"^[0-9]{6}-L[0-9]{3,6}\Z"
CODE_FORM = _("学校标识码为十位数字；尚无正式码的学校使用临时码，形如 510115-L001。")
FIRST_YEAR, LAST_YEAR = 1949, 2100


class District(Record):
    """One bureau's area, by its six-digit code of GB/T 2260."""

    code = models.CharField(
        _("区县代码"), max_length=6, unique=True, validators=[RegexValidator(r"^[0-9]{6}\Z")]
    )
    name = models.CharField(_("名称"), max_length=60)
    holds_demonstration = models.BooleanField(
        _("含演示数据"), default=False, help_text=_("为真时，每一页都标明含演示数据。")
    )

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("区县")
        verbose_name_plural = pgettext_lazy("复数", "区县")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        """Return the district itself."""
        return Place(district_id=self.pk, district_code=self.code)


class School(Record):
    """One institution in the register, kindergartens included; an independent body of its own."""

    Kind = choices.SchoolKind
    Ownership = choices.Ownership
    UrbanRural = choices.UrbanRural
    filed_under = ("district",)

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="schools", verbose_name=_("区县")
    )
    code = models.CharField(
        _("学校标识码"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(rf"{OFFICIAL_CODE}|{PROVISIONAL_CODE}", CODE_FORM)],
        help_text=CODE_FORM,
    )
    name = models.CharField(_("学校名称"), max_length=100)
    kind = models.CharField(_("办学类型"), max_length=24, choices=Kind.choices)
    kind_basis = models.CharField(
        _("办学类型的依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED
    )
    ownership = models.CharField(
        _("办学性质"), max_length=24, choices=Ownership.choices, default=Ownership.UNKNOWN
    )
    ownership_basis = models.CharField(
        _("办学性质的依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED
    )
    is_collective = models.BooleanField(
        _("集合机构"),
        default=False,
        help_text=_("多个法人的合称，例如“驻温高职学院”；不计入本区学校数。"),
    )
    in_district_register = models.BooleanField(
        _("计入本区学校数"),
        default=True,
        help_text=_("省属、市属学校和集合机构不计入。"),
    )
    town = models.CharField(_("镇街"), max_length=40, blank=True, help_text=_("不清楚时留空。"))
    urban_rural = models.CharField(
        _("城乡分类"),
        max_length=10,
        choices=UrbanRural.choices,
        blank=True,
        help_text=_("不清楚时留空。"),
    )
    is_boarding = models.BooleanField(_("寄宿制"), null=True, blank=True, help_text=_("不清楚时留空。"))
    founded_on = models.DateField(_("建校日期"), null=True, blank=True, help_text=_("不清楚时留空。"))

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("学校")
        verbose_name_plural = pgettext_lazy("复数", "学校")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="schools_school_code_form",
                condition=Q(code__regex=OFFICIAL_CODE) | Q(code__regex=PROVISIONAL_CODE),
                violation_error_message=CODE_FORM,
                violation_error_code="code_form",
            ),
            models.CheckConstraint(
                name="schools_school_has_name",
                condition=~Q(name=""),
                violation_error_message=_("学校名称不能为空。"),
            ),
            models.CheckConstraint(
                name="schools_school_collective_not_counted",
                condition=Q(is_collective=False) | Q(in_district_register=False),
                violation_error_message=_("集合机构不是一个法人，不能计入本区学校数。"),
                violation_error_code="collective_counted",
            ),
            choices_hold("kind", choices.SchoolKind),
            choices_hold("ownership", choices.Ownership),
            choices_hold("urban_rural", choices.UrbanRural, blank=True),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the school's page."""
        return reverse("schools:school_detail", args=[self.code])

    @property
    def place(self) -> Place:
        """Return the school and its district."""
        return Place(self.district_id, self.district.code, self.pk, self.code)

    @property
    def has_provisional_code(self) -> bool:
        """Return whether the code is the district's own stand-in for an official one."""
        return "-L" in self.code


class OfSchool(Record):
    """A row that belongs to one school."""

    filed_under: ClassVar[tuple[str, ...]] = ("school__district",)

    class Meta:
        abstract = True

    @property
    def place(self) -> Place:
        """Return the school's place."""
        return self.school.place  # type: ignore[attr-defined] # every row here has a school


class FormerName(OfSchool):
    """A name that a school bore before, or is also known by."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="former_names", verbose_name=_("学校")
    )
    name = models.CharField(_("曾用名"), max_length=100)
    used_until = models.DateField(_("停用日期"), null=True, blank=True, help_text=_("不清楚时留空。"))

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("曾用名")
        verbose_name_plural = pgettext_lazy("复数", "曾用名")
        ordering = ["school", "used_until", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"],
                name="schools_formername_once",
                violation_error_message=_("这个曾用名已经登记。"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class SchoolStatus(Period, OfSchool):
    """What state a school is in for a period; no row for a day means that nothing is known of it."""

    Status = choices.SchoolState
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="statuses", verbose_name=_("学校")
    )
    status = models.CharField(_("状态"), max_length=12, choices=Status.choices)

    objects = DatedOfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("学校状态")
        verbose_name_plural = pgettext_lazy("复数", "学校状态")
        ordering = ["school", models.F("start").asc(nulls_first=True)]
        constraints = [
            *Period.Meta.constraints,
            choices_hold("status", choices.SchoolState),
            NoOverlap(
                name="schools_schoolstatus_one_at_a_time",
                fields=["school"],
                violation_error_message=_("这段时间内学校已有另一个状态。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.get_status_display()}"


class StageService(Period, OfSchool):
    """One stage that a school serves for a period."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="stages", verbose_name=_("学校")
    )
    stage = models.CharField(_("学段"), max_length=12, choices=Stage.choices)
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = StageServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("办学学段")
        verbose_name_plural = pgettext_lazy("复数", "办学学段")
        ordering = ["school", "pk"]
        constraints = [
            *Period.Meta.constraints,
            choices_hold("stage", Stage),
            NoOverlap(
                name="schools_stageservice_once",
                fields=["school", "stage"],
                violation_error_message=_("这段时间内学校已登记这个学段。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.get_stage_display()}"

    @property
    def operating_span(self) -> Span:
        """Return the period in which the school operates; only on rows of ``while_operating``."""
        return Span(self.open_start, self.open_end)  # type: ignore[attr-defined] # annotated there


class Enrolment(OfSchool):
    """How many pupils a school has in one stage in one school year; counts only, never a pupil's data."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("学校")
    )
    year = models.PositiveSmallIntegerField(
        _("学年"), help_text=_("学年开始的年份，例如 2022 表示 2022–2023 学年。")
    )
    stage = models.CharField(_("学段"), max_length=12, choices=Stage.choices)
    pupils = models.PositiveIntegerField(_("在校生数"), help_text=_("单位：人。"))
    classes = models.PositiveIntegerField(_("班级数"), null=True, blank=True, help_text=_("不清楚时留空。"))
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("在校生数")
        verbose_name_plural = pgettext_lazy("复数", "在校生数")
        ordering = ["school", "-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "stage"],
                name="schools_enrolment_once",
                violation_error_message=_("这所学校这一学年这个学段的在校生数已经登记。"),
            ),
            models.CheckConstraint(
                name="schools_enrolment_year_known",
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=_("学年超出范围。"),
            ),
            choices_hold("stage", Stage),
        ]
        indexes = [models.Index(fields=["year", "stage"], name="schools_enrolment_year")]

    def __str__(self) -> str:
        return f"{self.school} · {self.year_label} · {self.get_stage_display()}"

    @property
    def year_label(self) -> str:
        """Return the school year as it is written: 2022–2023."""
        return school_year.label(self.year)


class Staff(Record):
    """One person who works at a school: work facts only, no identity number."""

    Post = choices.Post
    Title = choices.Title
    Qualification = choices.Qualification
    BackboneLevel = choices.BackboneLevel
    Status = choices.StaffStatus
    filed_under = ("district",)

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="staff", verbose_name=_("区县")
    )
    staff_no = models.CharField(_("教职工号"), max_length=30)
    name = models.CharField(_("姓名"), max_length=60)
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
        """Return the district; the school is that of the employment."""
        return self.district.place


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
