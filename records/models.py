"""The base of every record, the audit trail, and the marks that make a write happen once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.constraints import choices_hold
from records.initials import InitialsField
from records.text import refuse_forbidden_characters, refuse_forbidden_in_lines

REASON_LENGTH = 500
PLAIN = frozenset(
    {str, int, bool, float, type(None)}
)  # what JSON has as it is; members of choices are not it


class Basis(models.TextChoices):
    """How a stored fact came to be known."""

    REPORT = "report", _("报告所载")
    INFERRED = "inferred", _("推断")
    IMPORTED = "imported", _("导入")
    CONFIRMED = "confirmed", _("已确认")
    ENTERED = "entered", _("录入")
    DEMONSTRATION = "demonstration", _("演示数据")


@dataclass(frozen=True)
class Place:
    """Where a record belongs: what its audit entries are filed under and who may read them."""

    district_id: int | None = None
    district_code: str = ""
    school_id: int | None = None
    school_code: str = ""


class Record(models.Model):
    """A row that people change: it carries a version and says where it belongs."""

    filed_under: ClassVar[tuple[str, ...]] = ()  # lookups of the rows that ``place`` and ``str`` need

    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def place(self) -> Place:
        """Return where the record belongs; records of no district or school keep this default."""
        return Place()

    def clean_fields(self, exclude: Any = None) -> None:
        """Check every field, and every text for characters that cannot be seen."""
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for field, value in self._texts(exclude or ()):
            has_lines = isinstance(field, models.TextField)
            try:
                (refuse_forbidden_in_lines if has_lines else refuse_forbidden_characters)(value)
            except ValidationError as error:
                errors.setdefault(field.name, []).append(error)
        if errors:
            raise ValidationError(errors)

    def _texts(self, exclude: Iterable[str]) -> list[tuple[models.Field, str]]:
        values = [(field, getattr(self, field.attname)) for field in self._meta.concrete_fields]
        return [(field, v) for field, v in values if isinstance(v, str) and field.name not in exclude]

    def snapshot(self) -> dict[str, Any]:
        """Return the stored values, without what follows from them, as plain JSON types for the trail."""
        return {name: _plain(getattr(self, name)) for name in _names_in_snapshot(type(self))}


@cache
def _names_in_snapshot(model: type[models.Model]) -> list[str]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if not isinstance(field, InitialsField)]


def _plain(value: Any) -> Any:
    """Return a stored value as the JSON of the trail has it."""
    if type(value) in PLAIN:
        return value
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, Decimal):  # 0.85 and 0.8500 are one value: engines add zeros, forms do not
        return f"{value.normalize():f}"
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


class DemonstrationQuerySet(models.QuerySet):
    """Rows whose basis says whether they were made for trying out."""

    def demonstration(self) -> Self:
        """Return the rows that were made for trying out."""
        return self.filter(basis=Basis.DEMONSTRATION)

    def untouched_demonstration(self) -> Self:
        """Return the demonstration rows that nobody changed since they were made."""
        return self.demonstration().filter(version=1)

    def free(self) -> Self:
        """Return the rows to which nothing refers that would have to go before them."""
        found = self
        for relation in self.model._meta.related_objects:
            if relation.on_delete is models.PROTECT:
                found = found.filter(**{f"{relation.name}__isnull": True})
        return found


class AuditChain(models.Model):
    """The head of one district's chain of audit entries; the empty code holds what has no district."""

    code = models.CharField(_("区县代码"), max_length=12, primary_key=True)
    length = models.PositiveBigIntegerField(_("条数"), default=0)
    head = models.CharField(_("最后一条的摘要"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("审计链")
        verbose_name_plural = pgettext_lazy("复数", "审计链")

    def __str__(self) -> str:
        return self.code


class AuditQuerySet(models.QuerySet):
    """Audit entries."""

    def visible_to(self, user: Any) -> Self:
        """Return the entries that the user may read: of the own districts and of the own school.

        What belongs to no district, such as a code table, is read by whoever reads a district's trail.
        """
        reach = user.audit_reach
        placed = reach.q(district="district_id", school="school_id")
        of_no_district = models.Q(district_id__isnull=True, school_id__isnull=True)
        return self.filter(placed | of_no_district if reach.districts else placed)

    def of_school(self, school: int) -> Self:
        """Return the entries of one school and of what belongs to it."""
        return self.filter(school_id=school)

    def about(self, *rows: Record) -> Self:
        """Return the entries about these very rows."""
        condition = models.Q(pk__in=[])
        for row in rows:
            condition |= models.Q(object_type=row._meta.label_lower, object_id=row.pk)
        return self.filter(condition)

    def after(self, chain: str, sequence: int) -> Self:
        """Return the entries of a chain that follow the one with this number."""
        return self.filter(chain=chain, sequence__gt=sequence)

    def since_version(self, row: Record, version: int) -> Self:
        """Return what was done to a row since it had the version, the oldest first."""
        return self.about(row).filter(before__version__gte=version).order_by("sequence")

    def newest(self, count: int) -> Self:
        """Return the latest entries, newest first."""
        return self.order_by("-at", "-id")[:count]

    def matching(self, *, since: date | None = None, until: date | None = None, **values: Any) -> Self:
        """Return the entries of these days, both included, whose columns hold the values given."""
        zone = timezone.get_default_timezone()
        found = self.filter(**{lookup: value for lookup, value in values.items() if value not in ("", None)})
        if since:
            found = found.filter(at__gte=datetime.combine(since, time.min, zone))
        if until:
            found = found.filter(at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
        return found

    def sorted_by(self, key: str) -> Self:
        """Return the entries by time, a leading minus for the newest first."""
        return self.order_by("-at", "-id") if key.startswith("-") else self.order_by("at", "id")

    def by_day(self, since: date) -> list[dict[str, Any]]:
        """Return how many entries each day since one has, by day and newest first. Queries: 1."""
        days = self.matching(since=since).order_by().annotate(day=TruncDate("at"))
        return list(days.values("day").annotate(count=models.Count("pk")).order_by("-day"))

    def of_same_request(self, entry: AuditEntry) -> Self:
        """Return the other entries that one request wrote, in their order; none where it has no number."""
        others = self.filter(request_id=entry.request_id).exclude(pk=entry.pk)
        return others.order_by("at", "id") if entry.request_id else self.none()


class AuditEntry(models.Model):
    """One change by one person: what was done to which record, before and after.

    Rows are only ever added. Triggers refuse UPDATE and DELETE on both engines, and each entry's hash
    covers the entry before it. Keys are plain numbers and not foreign keys: the trail outlives the rows.
    """

    chain = models.CharField(_("区县代码"), max_length=12)
    sequence = models.PositiveBigIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    username = models.CharField(_("用户"), max_length=150)
    role = models.CharField(_("角色"), max_length=100)
    action = models.CharField(_("操作"), max_length=60)
    object_type = models.CharField(_("对象类型"), max_length=60)
    object_id = models.BigIntegerField(_("对象编号"))
    object_label = models.CharField(_("对象"), max_length=300)
    district_id = models.BigIntegerField(null=True)
    school_id = models.BigIntegerField(null=True)
    school_code = models.CharField(_("学校代码"), max_length=20, blank=True)
    before = models.JSONField(_("修改前"), null=True)
    after = models.JSONField(_("修改后"), null=True)
    reason = models.CharField(_("原因"), max_length=REASON_LENGTH, blank=True)
    request_id = models.CharField(_("请求编号"), max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = pgettext_lazy("复数", "审计记录")
        ordering = ["chain", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="records_auditentry_one_sequence")
        ]
        indexes = [
            models.Index(fields=["district_id", "-at"], name="records_audit_district"),
            models.Index(fields=["school_id", "-at"], name="records_audit_school"),
            models.Index(fields=["object_type", "object_id"], name="records_audit_object"),
            models.Index(fields=["-at", "-id"], name="records_audit_time"),
            models.Index(fields=["request_id"], name="records_audit_request"),
            models.Index(fields=["username", "-at"], name="records_audit_user"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.sequence} {self.action} {self.object_label}"

    def get_absolute_url(self) -> str:
        """Return the address of the entry's page."""
        return reverse("records:audit_entry", args=[self.pk])


class RequestKeyQuerySet(models.QuerySet):
    """Marks that forms were carried out."""

    def older_than(self, moment: datetime) -> Self:
        """Return the marks that no open page can still send."""
        return self.filter(at__lt=moment)


class RequestKey(models.Model):
    """The key of one create form that was carried out, so that a double click has one effect."""

    key = models.UUIDField(_("请求键"), primary_key=True)
    username = models.CharField(_("用户"), max_length=150)
    result = models.CharField(_("结果"), max_length=300)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = RequestKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("请求键")
        verbose_name_plural = pgettext_lazy("复数", "请求键")

    def __str__(self) -> str:
        return str(self.key)


class LoadedFact(models.Model):
    """One fact of a source that was loaded once; it is never loaded again, whatever people did to it."""

    source = models.CharField(_("来源"), max_length=40)
    key = models.CharField(_("事实"), max_length=200)

    class Meta:
        verbose_name = _("已载入的事实")
        verbose_name_plural = pgettext_lazy("复数", "已载入的事实")
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="records_loadedfact_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"


class JobState(models.TextChoices):
    """What became of a piece of work in the background."""

    WAITING = "waiting", _("等待处理")
    RUNNING = "running", _("正在处理")
    DONE = "done", _("处理完成")
    FAILED = "failed", _("没有完成")
    CANCELLED = "cancelled", _("已取消")


UNFINISHED_STATES = [JobState.WAITING, JobState.RUNNING]


class JobQuerySet(models.QuerySet):
    """Pieces of work in the background."""

    def visible_to(self, user: Any) -> Self:
        """Return the jobs that the user started; whoever manages accounts sees all."""
        return self if user.job_reach.everywhere else self.filter(username=user.username)

    def unfinished(self) -> Self:
        """Return the jobs that wait or run."""
        return self.filter(state__in=UNFINISHED_STATES)

    def to_take(self, silent_since: datetime) -> Self:
        """Return the jobs that a worker may take, the oldest first: they wait, or their worker died."""
        abandoned = models.Q(state=JobState.RUNNING, heartbeat_at__lt=silent_since)
        return self.filter(models.Q(state=JobState.WAITING) | abandoned).order_by("pk")

    def as_read(self, job: Job) -> Self:
        """Return the job if nobody has touched it since it was read: of two who take it, one finds it."""
        return self.filter(pk=job.pk, state=job.state, tries=job.tries, heartbeat_at=job.heartbeat_at)

    def held(self, job: Job) -> Self:
        """Return the job if it still runs on the try with which it was taken."""
        return self.filter(pk=job.pk, state=JobState.RUNNING, tries=job.tries)

    def about(self, subject: str) -> Self:
        """Return the jobs about a subject, in whichever of its versions, the latest first."""
        of_a_version = models.Q(subject__startswith=f"{subject}/")
        return self.filter(models.Q(subject=subject) | of_a_version).order_by("-pk")

    def finished_before(self, moment: datetime) -> Self:
        """Return the jobs that came to an end before a moment."""
        return self.filter(finished_at__lt=moment)


class Job(models.Model):
    """One piece of work in the background: who asked for it, how far it is, and what became of it."""

    State = JobState

    key = models.UUIDField(_("编号"), default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("种类"), max_length=60)
    subject = models.CharField(_("对象"), max_length=200)
    username = models.CharField(_("用户"), max_length=150)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    reason = models.CharField(_("原因"), max_length=REASON_LENGTH, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=JobState.choices, default=JobState.WAITING)
    tries = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    done = models.PositiveBigIntegerField(_("已处理"), default=0)
    total = models.PositiveBigIntegerField(_("总数"), default=0, help_text=_("0 表示还不知道。"))
    message = models.TextField(_("说明"), blank=True)
    asked_at = models.DateTimeField(_("提交时间"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("最近一次报告"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    cancel_requested_at = models.DateTimeField(_("要求取消的时间"), null=True, blank=True)
    cancel_requested_by = models.CharField(_("要求取消的人"), max_length=150, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = pgettext_lazy("复数", "后台任务")
        ordering = ["-pk"]
        constraints = [
            choices_hold("state", JobState),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state__in=UNFINISHED_STATES),
                name="records_job_once_at_a_time",
                violation_error_message=_("这项任务已在处理，不必重复提交。"),
            ),
            models.CheckConstraint(
                name="records_job_finished_with_moment",
                condition=models.Q(state__in=UNFINISHED_STATES, finished_at__isnull=True)
                | (~models.Q(state__in=UNFINISHED_STATES) & models.Q(finished_at__isnull=False)),
                violation_error_message=_("已结束的任务都有结束时间，未结束的都没有。"),
            ),
            models.CheckConstraint(
                name="records_job_heartbeat_while_running",
                condition=~models.Q(state=JobState.RUNNING) | models.Q(heartbeat_at__isnull=False),
                violation_error_message=_("正在处理的任务都有最近一次报告的时间。"),
            ),
            models.CheckConstraint(
                name="records_job_cancelled_by_somebody",
                condition=models.Q(cancel_requested_at__isnull=True, cancel_requested_by="")
                | (models.Q(cancel_requested_at__isnull=False) & ~models.Q(cancel_requested_by="")),
                violation_error_message=_("要求取消的时间和要求取消的人要么都有，要么都没有。"),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "heartbeat_at"], name="records_job_state"),
            models.Index(fields=["subject", "-id"], name="records_job_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.subject}"

    @property
    def is_finished(self) -> bool:
        """Return whether the job came to an end, whichever."""
        return self.state not in UNFINISHED_STATES

    @property
    def percent(self) -> int | None:
        """Return how much is done, in whole percent.

        None when: the total is not known.
        """
        return min(100, self.done * 100 // self.total) if self.total else None
