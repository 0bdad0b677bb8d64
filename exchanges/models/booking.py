"""A slot of a shared resource that another school takes."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges import choices
from exchanges.models.resource import MOST_PEOPLE, SharedResource
from exchanges.querysets_resources import BookingQuerySet
from records.constraints import NoOverlap, choices_hold
from records.models import REASON_LENGTH, Basis
from records.periods import END_CODE, Spanned
from schools.models import School
from schools.models.register import OfSchool

HOLDING = ("requested", "confirmed")  # the states in which a booking keeps others out


class Booking(Spanned, OfSchool):
    """One school's use of a resource, from a moment up to another: 8–10 and 10–12 share nothing."""

    State = choices.BookingState
    filed_under = ("resource__school__district", "school__district")

    resource = models.ForeignKey(
        SharedResource, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("共享资源")
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("预约的学校")
    )
    start = models.DateTimeField(_("开始"))
    end = models.DateTimeField(_("结束"))
    purpose = models.CharField(_("用途"), max_length=120)
    people = models.PositiveIntegerField(
        _("人数"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    state = models.CharField(
        _("状态"), max_length=12, choices=State.choices, default=State.REQUESTED, editable=False
    )
    booked_by = models.CharField(_("预约人"), max_length=150, editable=False)
    answered_by = models.CharField(_("答复人"), max_length=150, blank=True, editable=False)
    said = models.CharField(_("最近一次说明"), max_length=REASON_LENGTH, blank=True, editable=False)
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("预约")
        verbose_name_plural = pgettext_lazy("复数", "预约")
        ordering = ["-start", "-pk"]
        constraints = [
            choices_hold("state", choices.BookingState),
            models.CheckConstraint(
                name="exchanges_booking_ends_later",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("结束时间必须晚于开始时间。"),
                violation_error_code=END_CODE,
            ),
            NoOverlap(
                name="exchanges_booking_once",
                fields=["resource"],
                when={"state": HOLDING},
                violation_error_message=_("这段时间已有预约，请换一段时间。"),
            ),
        ]
        indexes = [models.Index(fields=["resource", "start"], name="exchanges_booking_start")]

    def __str__(self) -> str:
        return f"{self.resource.name} · {self.local_start:%Y-%m-%d %H:%M}–{self.local_end:%H:%M}"

    def get_absolute_url(self) -> str:
        """Return the address of the booking's page."""
        return reverse("exchanges:booking_detail", args=[self.pk])

    @property
    def local_start(self) -> datetime:
        """Return the beginning by the clock of the district."""
        return timezone.localtime(self.start)

    @property
    def local_end(self) -> datetime:
        """Return the end by the clock of the district."""
        return timezone.localtime(self.end)
