"""The register: the list of schools, one school's record, and its staff roster."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Permission
from records.days import day_form
from records.list_pages import list_page
from records.models import AuditEntry
from schools.access import may, may_read_roster, may_read_trail, may_register
from schools.enrolment import enrolment_on
from schools.forms import SchoolFilterForm, StaffFilterForm
from schools.menu import school_menu
from schools.models import Employment, Facility, ImportBatch, RetiredCode, School
from schools.timeline import school_timeline

SCHOOLS = pgettext_lazy("复数", "学校")
ROSTER = _("教职工名册")
RECENT = 20  # entries of the trail on a school's page


def school_list(request: HttpRequest) -> HttpResponse:
    """Show the schools whose record the person may open, filtered, sorted and paged by the address."""
    days, visible = day_form(request), School.objects.visible_to(request.user)
    batches = ImportBatch.objects.visible_to(request.user)
    form = SchoolFilterForm(request.GET, towns=visible.towns(), batches=batches)
    schools = visible.for_list(days.day).matching(days.day, **form.conditions).written_by(form.written_by)
    context = {"may_register": may_register(request.user)}
    return list_page(
        request,
        "schools/school_list.html",
        form=form,
        rows=schools.sorted_by(form.order),
        name=SCHOOLS,
        days=days,
        context=context,
    )


def school_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one school's record as it stands on a day, its history, and who changed it."""
    days = day_form(request)
    school = School.objects.visible_to(request.user).for_record(days.day).bearing(code)
    if school is None:
        return _moved(request, code)
    enrolment, later = enrolment_on(school.enrolments.all(), school.stages.all(), days.day)
    context = {
        "day_form": days,
        "school": school,
        "enrolment": enrolment,
        "later_enrolment": later,
        "events": school_timeline(school),
        "menu": school_menu(request.user, school),
        "may_govern": may(request.user, Permission.GOVERN_REGISTER, school),
        "may_edit": may(request.user, Permission.EDIT_REGISTER, school),
        "facilities": Facility.objects.visible_to(request.user).known_on(school, days.day),
        "staff_count": school.employments.on(days.day).count(),
        "may_read_roster": may_read_roster(request.user, school),
        "may_read_trail": may_read_trail(request.user, school),
        "entries": AuditEntry.objects.visible_to(request.user).of_school(school.pk).newest(RECENT),
    }
    return render(request, "schools/school_detail.html", context)


def _moved(request: HttpRequest, code: str) -> HttpResponse:
    """Send an old address on to the school that bore the code, for whom its record is open."""
    retired = RetiredCode.objects.visible_to(request.user).bearing(code)
    school = get_object_or_404(retired).school
    query = request.GET.urlencode()
    return redirect(school.get_absolute_url() + (f"?{query}" if query else ""))


def staff_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show a school's roster on a day, filtered and paged by the address."""
    days, form = day_form(request), StaffFilterForm(request.GET)
    school = get_object_or_404(School.objects.with_staff_visible_to(request.user), code=code)
    roster = Employment.objects.visible_to(request.user).at_school(school).on(days.day).for_roster()
    rows = roster.matching(**form.conditions).sorted_by(form.order)
    name = format_lazy("{}{}", school.name, ROSTER)
    context = {"school": school}
    return list_page(
        request, "schools/staff_list.html", form=form, rows=rows, name=name, days=days, context=context
    )
