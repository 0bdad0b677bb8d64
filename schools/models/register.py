"""Districts, schools, the names they bore, and the states and stages they are in for a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.constraints import NoOverlap, choices_hold
from records.initials import InitialsField
from records.models import Basis, Place, Record
from records.periods import Period, Span
from schools import choices
from schools.querysets import (
    DatedOfSchoolQuerySet,
    DistrictQuerySet,
    FormerNameQuerySet,
    SchoolQuerySet,
    StageServiceQuerySet,
)
from schools.stages import Stage

OFFICIAL_CODE = r"^[0-9]{10}\Z"
PROVISIONAL_CODE = r"^[0-9]{6}-L[0-9]{3,6}\Z"
CODE_FORM = _("学校标识码为十位数字；尚无正式码的学校使用临时码，形如 510115-L001。")
DOCUMENT_HELP = _("文件名称和文号；没有文件时留空。")
DISTRICT_STORED = _("这个区县代码已经登记。")
CODE_TAKEN = _("这个学校标识码已用于另一所学校，请核对后另填一个。")
NAME_STORED = _("这个曾用名已经登记。")
EASTWARD = (Decimal(73), Decimal(136))  # degrees between which the country lies
NORTHWARD = (Decimal(3), Decimal(54))
OUT_OF_COUNTRY = _("经度应在 73 到 136 度之间，纬度应在 3 到 54 度之间。")


def _within(bounds: tuple[Decimal, Decimal]) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(bounds[0], OUT_OF_COUNTRY), MaxValueValidator(bounds[1], OUT_OF_COUNTRY)]


class District(Record):
    """One bureau's area, by its six-digit code of GB/T 2260."""

    code = models.CharField(
        _("区县代码"),
        max_length=6,
        unique=True,
        error_messages={"unique": DISTRICT_STORED},
        validators=[RegexValidator(r"^[0-9]{6}\Z")],
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
        error_messages={"unique": CODE_TAKEN},
        validators=[RegexValidator(rf"{OFFICIAL_CODE}|{PROVISIONAL_CODE}", CODE_FORM)],
        help_text=CODE_FORM,
    )
    name = models.CharField(_("学校名称"), max_length=100)
    initials = InitialsField(of="name")
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
    address = models.CharField(_("地址"), max_length=200, blank=True, help_text=_("不清楚时留空。"))
    longitude = models.DecimalField(
        _("经度"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=_within(EASTWARD),
        help_text=_("东经，单位：度，例如 103.856；不清楚时经度、纬度都留空。"),
    )
    latitude = models.DecimalField(
        _("纬度"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=_within(NORTHWARD),
        help_text=_("北纬，单位：度，例如 30.682；不清楚时经度、纬度都留空。"),
    )
    location_basis = models.CharField(
        _("位置的依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED
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
            models.CheckConstraint(
                name="schools_school_location_whole",
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
                violation_error_message=_("经度和纬度要么都填写，要么都留空。"),
                violation_error_code="half_a_location",
            ),
            models.CheckConstraint(
                name="schools_school_location_in_country",
                condition=Q(longitude__isnull=True) | Q(longitude__range=EASTWARD, latitude__range=NORTHWARD),
                violation_error_message=OUT_OF_COUNTRY,
                violation_error_code="out_of_country",
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
    def shown_name(self) -> str:
        """Return the name of the day for which ``named_on`` fetched the school, else the present name."""
        return getattr(self, "name_on_day", self.name)

    @property
    def coordinates(self) -> dict[str, str]:
        """Return longitude and latitude as they are written, without zeros at the end; nothing if unknown."""
        degrees = {"longitude": self.longitude, "latitude": self.latitude}
        return {name: f"{value.normalize():f}" for name, value in degrees.items() if value is not None}

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
    initials = InitialsField(of="name")
    used_until = models.DateField(
        _("停用日期"),
        null=True,
        blank=True,
        help_text=_("改用新名称的第一天。别名、简称和停用日期不清楚的名称留空。"),
    )
    document = models.CharField(_("依据文件"), max_length=200, blank=True, help_text=DOCUMENT_HELP)
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("曾用名")
        verbose_name_plural = pgettext_lazy("复数", "曾用名")
        ordering = ["school", models.F("used_until").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(  # a school may take an old name up again, and drop it again
                fields=["school", "name", "used_until"],
                name="schools_formername_once",
                violation_error_message=NAME_STORED,
            ),
            models.UniqueConstraint(
                fields=["school", "name"],
                condition=Q(used_until__isnull=True),
                name="schools_formername_one_alias",
                violation_error_message=NAME_STORED,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def happened_on(self) -> date | None:
        """Return the day from which the school bears another name; None for an alias."""
        return self.used_until


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
