"""Rooms, grounds and equipment: the list over all schools, and the forms of a school's own items."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can
from accounts.door import acting
from accounts.roles import Permission
from records.list_pages import list_page
from records.pages import form_page
from schools import actions_facilities as facilities
from schools.forms_facilities import FacilityFilterForm, FacilityForm
from schools.forms_register import RemovalForm
from schools.models import Facility, ImportBatch, School
from schools.school_year import school_year_of
from schools.views_contact import edited
from schools.views_register import DELETE, page_of

FACILITIES = pgettext_lazy("复数", "办学条件")


def facility_list(request: HttpRequest) -> HttpResponse:
    """Show what the schools have, of those whose record the person may open."""
    form = FacilityFilterForm(
        request.GET,
        this_year=_this_year(),
        schools=School.objects.visible_to(request.user).order_by("code"),
        may_edit=can(request.user, Permission.EDIT_REGISTER),
        batches=ImportBatch.objects.visible_to(request.user),
    )
    rows = Facility.objects.visible_to(request.user).for_list().matching(**form.conditions)
    rows = rows.written_by(form.written_by)
    return list_page(
        request, "schools/facility_list.html", form=form, rows=rows.sorted_by(form.order), name=FACILITIES
    )


def facility_new(request: HttpRequest, code: str) -> HttpResponse:
    """Record one more item of a school."""
    school = edited(request, code)
    item = Facility(school=school, year=_this_year())
    return form_page(
        request,
        build=partial(FacilityForm, instance=item, latest=_this_year() + 1, user=request.user),
        act=lambda form: facilities.add_facility(
            form.instance, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=page_of(school, _("登记办学条件"), _("办学条件已登记。"), after=school.get_absolute_url()),
    )


def facility_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct an item of a school."""
    school = edited(request, code)
    item = _facility(request, school, pk)
    return form_page(
        request,
        build=partial(FacilityForm, instance=item, latest=_this_year() + 1, user=request.user),
        act=lambda form: facilities.change_facility(
            form.instance, reason=form.given_reason, by=acting(request)
        ),
        page=page_of(school, _("修改办学条件"), _("办学条件已保存。"), after=school.get_absolute_url()),
    )


def facility_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take out an item of a school."""
    school = edited(request, code)
    item = _facility(request, school, pk)
    return form_page(
        request,
        build=partial(RemovalForm, record=item, user=request.user),
        act=lambda form: facilities.remove_facility(
            form.record, reason=form.given_reason, by=acting(request)
        ),
        page=page_of(
            school,
            _("删除办学条件“%(item)s”") % {"item": item.item},
            _("办学条件已删除。"),
            submit=DELETE,
        ),
    )


def _this_year() -> int:
    return school_year_of(timezone.localdate())


def _facility(request: HttpRequest, school: School, pk: int) -> Facility:
    return get_object_or_404(Facility.objects.visible_to(request.user).of_schools([school.pk]), pk=pk)
