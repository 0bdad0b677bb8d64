"""Enrolment by form, a school year at a time, and the district's list of who reported."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can, require
from accounts.door import acting
from accounts.roles import Permission
from records.list_pages import list_page
from records.pages import FormPage, form_page
from schools import school_year
from schools.actions_enrolment import report_enrolment
from schools.forms_enrolment import EnrolmentFilterForm, EnrolmentForm
from schools.models import Enrolment, ImportBatch, School, StageService
from schools.models.enrolment import FIRST_YEAR

TITLE = _("登记%(year)s学年在校生数")
DONE = _("%(year)s学年在校生数已保存。")
LEAD = _("%(school)s；只填人数，留空表示未知，清空已填的数字表示删去这项登记。")
EVERY_YEAR = _("在校生数")
LIST_NAME = _("%(year)s学年在校生数")
SCHOOLS = pgettext_lazy("复数", "学校")


def enrolment_edit(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Take the pupils and classes of one school in one school year, up to the coming one."""
    schools = School.objects.visible_to(request.user).for_record(timezone.localdate())
    school = get_object_or_404(schools, code=code)
    require(request.user, Permission.EDIT_REGISTER, at=school.place)
    if not FIRST_YEAR <= year <= _this_year() + 1:
        raise Http404

    def act(form: Any) -> School:
        figures, state = form.figures, form.record.version
        report_enrolment(
            school, year=year, state=state, figures=figures, reason=form.given_reason, by=acting(request)
        )
        for warning in form.warnings:
            messages.warning(request, warning)
        return school

    words = {"year": school_year.label(year), "school": school.name}
    return form_page(
        request,
        build=lambda data: EnrolmentForm(data, record=school, year=year, user=request.user),
        act=act,
        page=FormPage(
            TITLE % words,
            back=school.get_absolute_url(),
            done=DONE % words,
            lead=LEAD % words,
            crumbs=((SCHOOLS, reverse("schools:school_list")), (school.name, school.get_absolute_url())),
            template="schools/enrolment_form.html",
        ),
    )


def enrolment_list(request: HttpRequest) -> HttpResponse:
    """List the stages of all schools in a school year with their figures, those unreported too.

    Of an import the figures that it wrote are listed, also of schools that do not operate.
    """
    this_year, batches = _this_year(), ImportBatch.objects.visible_to(request.user)
    form = EnrolmentFilterForm(request.GET, this_year=this_year, batches=batches)
    year = form.year_shown
    rows: Any = StageService.objects.visible_to(request.user).for_enrolment(year or this_year)
    if form.written_by:
        rows = Enrolment.objects.visible_to(request.user).for_list(year).written_by(form.written_by)
    rows = rows.matching(**form.conditions)
    name = LIST_NAME % {"year": school_year.label(year)} if year else EVERY_YEAR
    context = {"heading": name, "may_edit": can(request.user, Permission.EDIT_REGISTER)}
    return list_page(
        request,
        "schools/enrolment_list.html",
        form=form,
        rows=rows.sorted_by(form.order),
        name=name,
        context=context,
    )


def _this_year() -> int:
    return school_year.school_year_of(timezone.localdate())
