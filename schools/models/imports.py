"""Rosters that people upload: the file, what was found in each row, and what became of the batch."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.constraints import choices_hold
from records.models import Place, Record
from schools import choices
from schools.models.register import District, School
from schools.querysets_imports import ImportBatchQuerySet, ImportRowQuerySet

LISTS = {  # where the records of each kind of roster are looked at
    choices.ImportKind.SCHOOLS: "schools:school_list",
    choices.ImportKind.STAFF: "schools:staff_index",
    choices.ImportKind.ENROLMENT: "schools:enrolment_list",
    choices.ImportKind.FACILITIES: "schools:facility_list",
}


class ImportBatch(Record):
    """One uploaded roster, from the upload to its application and, perhaps, its undoing.

    Its key is the request id of every entry that applying it leaves in the trail.
    """

    Kind = choices.ImportKind
    State = choices.ImportState
    Mode = choices.ImportMode
    filed_under = ("district", "school")

    key = models.UUIDField(_("编号"), default=uuid4, unique=True, editable=False)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="imports", verbose_name=_("区县")
    )
    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        related_name="imports",
        verbose_name=_("学校"),
        null=True,
        blank=True,
        help_text=_("学校自己导入时，只能写入这所学校；教育局导入时留空。"),
    )
    kind = models.CharField(_("名册种类"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.UPLOADED)
    mode = models.CharField(_("导入方式"), max_length=8, choices=Mode.choices, default=Mode.BOTH)
    keeps_good_rows = models.BooleanField(
        _("有错误时导入正确的行"), default=False, help_text=_("不勾选时，只要有一行错误，整个文件都不导入。")
    )
    effective_on = models.DateField(
        _("生效日期"), null=True, blank=True, help_text=_("状态、名称、所在学校的变化从这一天起生效。")
    )
    file_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(_("文件摘要（SHA-256）"), max_length=64)
    size = models.PositiveIntegerField(_("文件大小"), help_text=_("单位：字节。"))
    encoding = models.CharField(_("编码"), max_length=20, blank=True)
    separator = models.CharField(_("分隔符"), max_length=10, blank=True)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    heading_row = models.PositiveIntegerField(_("列名所在的行"), default=0)
    headings = models.JSONField(_("列的对应"), default=list, blank=True)
    row_count = models.PositiveIntegerField(_("行数"), default=0)
    created_count = models.PositiveIntegerField(_("新增"), default=0)
    updated_count = models.PositiveIntegerField(_("更新"), default=0)
    unchanged_count = models.PositiveIntegerField(_("相同"), default=0)
    rejected_count = models.PositiveIntegerField(_("拒绝"), default=0)
    warning_count = models.PositiveIntegerField(_("提醒"), default=0)
    checked_against = models.PositiveBigIntegerField(_("检查时审计链的条数"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("上传时间"))
    uploaded_by = models.CharField(_("上传人"), max_length=150)
    applied_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    applied_by = models.CharField(_("导入人"), max_length=150, blank=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by = models.CharField(_("撤销人"), max_length=150, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = pgettext_lazy("复数", "导入批次")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            choices_hold("kind", choices.ImportKind),
            choices_hold("state", choices.ImportState),
            choices_hold("mode", choices.ImportMode),
            models.CheckConstraint(
                name="schools_importbatch_applied_by_somebody",
                condition=Q(applied_at__isnull=True, applied_by="")
                | (Q(applied_at__isnull=False) & ~Q(applied_by="")),
                violation_error_message=_("导入时间和导入人要么都有，要么都没有。"),
            ),
            models.CheckConstraint(
                name="schools_importbatch_undone_by_somebody",
                condition=Q(undone_at__isnull=True, undone_by="")
                | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
                violation_error_message=_("撤销时间和撤销人要么都有，要么都没有。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.file_name}"

    def get_absolute_url(self) -> str:
        """Return the address of the batch's page."""
        return reverse("imports:import_detail", args=[self.key])

    @property
    def records_address(self) -> str:
        """Return the address of the list of the records that applying the batch created or changed."""
        return f"{reverse(LISTS[choices.ImportKind(self.kind)])}?batch={self.key}"

    @property
    def rows_to_write(self) -> int:
        """Return how many rows are new or changed."""
        return self.created_count + self.updated_count

    @property
    def place(self) -> Place:
        """Return the school that imports its own roster, else the district."""
        return self.school.place if self.school else self.district.place


class ImportFile(models.Model):
    """The bytes of an upload until its rows are staged; then they are gone."""

    batch = models.OneToOneField(
        ImportBatch, on_delete=models.CASCADE, related_name="file", verbose_name=_("导入批次")
    )
    content = models.BinaryField(_("内容"))

    class Meta:
        verbose_name = _("上传的文件")
        verbose_name_plural = pgettext_lazy("复数", "上传的文件")

    def __str__(self) -> str:
        return str(self.batch)


class ImportRow(models.Model):
    """One row of an upload: what it held, what is wrong with it, and what it would change or did change."""

    Result = choices.RowResult

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", verbose_name=_("导入批次")
    )
    number = models.PositiveIntegerField(_("行号"))
    result = models.CharField(_("结果"), max_length=10, choices=Result.choices)
    cells = models.JSONField(_("原来的各格"), default=list)
    before = models.JSONField(_("修改前"), default=dict)
    after = models.JSONField(_("修改后"), default=dict)
    findings = models.JSONField(_("检查结果"), default=list)
    object_id = models.BigIntegerField(
        _("对象编号"), default=0, help_text=_("会被更新的记录；其余各行为 0。")
    )

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入的行")
        verbose_name_plural = pgettext_lazy("复数", "导入的行")
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="schools_importrow_once"),
            choices_hold("result", choices.RowResult),
        ]
        indexes = [models.Index(fields=["batch", "result", "number"], name="schools_importrow_result")]

    def __str__(self) -> str:
        return f"{self.batch} · {self.number}"


class RememberedHeading(models.Model):
    """Which column a person meant by a heading of a kind of roster; taken for the next file."""

    district = models.ForeignKey(
        District, on_delete=models.CASCADE, related_name="remembered_headings", verbose_name=_("区县")
    )
    kind = models.CharField(_("名册种类"), max_length=12, choices=choices.ImportKind.choices)
    heading = models.CharField(_("表头"), max_length=100)
    column = models.CharField(_("列"), max_length=40, blank=True, help_text=_("为空时忽略这一列。"))

    class Meta:
        verbose_name = _("记住的表头")
        verbose_name_plural = pgettext_lazy("复数", "记住的表头")
        ordering = ["district", "kind", "heading"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "heading"], name="schools_rememberedheading_once"
            ),
            choices_hold("kind", choices.ImportKind),
        ]

    def __str__(self) -> str:
        return self.heading
