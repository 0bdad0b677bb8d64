"""People on the rosters: the list of all of them, one person's page, and the forms that change it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can, require
from accounts.door import acting
from accounts.roles import Permission
from records.list_pages import list_page
from records.models import AuditEntry
from records.pages import FormPage, form_page
from schools.actions_staff import correct_person, hire, leave, move_person
from schools.forms_staff import LeaveForm, MoveForm, NewStaffForm, StaffForm, StaffIndexFilterForm
from schools.models import Employment, ImportBatch, School, Staff
from schools.timeline_staff import staff_timeline

SCHOOLS = pgettext_lazy("复数", "学校")
ROSTER = _("教职工名册")
ALL_STAFF = pgettext_lazy("复数", "教职工")
RECENT = 20  # entries of the trail on a person's page


def staff_index(request: HttpRequest) -> HttpResponse:
    """List everybody whose record the person may read, each with the home school."""
    schools = School.objects.with_staff_visible_to(request.user).order_by("code")
    batches = ImportBatch.objects.visible_to(request.user)
    form = StaffIndexFilterForm(request.GET, schools=schools, batches=batches)
    people = Employment.objects.visible_to(request.user).at_home(timezone.localdate()).for_roster()
    rows = people.matching(**form.conditions).written_by(form.written_by).sorted_by(form.order)
    return list_page(request, "schools/staff_index.html", form=form, rows=rows, name=ALL_STAFF)


def staff_new(request: HttpRequest, code: str) -> HttpResponse:
    """Put a new person on a school's roster."""
    rosters = School.objects.with_staff_visible_to(request.user).select_related("district")
    school = get_object_or_404(rosters, code=code)
    require(request.user, Permission.EDIT_REGISTER, at=school.place)
    return form_page(
        request,
        build=lambda data: NewStaffForm(data, instance=Staff(district=school.district), user=request.user),
        act=lambda form: hire(
            form.instance,
            school=school,
            start=form.cleaned_data["joined_on"],
            reason=form.given_reason,
            request_key=form.key,
            by=acting(request),
        ),
        page=FormPage(
            _("登记教职工"),
            back=_roster_of(school),
            done=_("已登记到本校名册。"),
            lead=school.name,
            crumbs=_crumbs(school),
        ),
    )


def staff_detail(request: HttpRequest, code: str, staff_no: str) -> HttpResponse:
    """Show one person: work facts, the home schools so far, and who changed what."""
    employment = _employment(request, code, staff_no)
    person, school = employment.staff, employment.school
    employments = list(Employment.objects.visible_to(request.user).of_person(person))
    trail = AuditEntry.objects.visible_to(request.user).about(person, *employments)
    context = {
        "day": timezone.localdate(),
        "employment": employment,
        "person": person,
        "school": school,
        "employments": employments,
        "events": staff_timeline(employments),
        "entries": trail.newest(RECENT),
        "may_read_trail": can(request.user, Permission.VIEW_AUDIT, at=school.place),
        "may_edit": can(request.user, Permission.EDIT_REGISTER, at=school.place),
        "may_move": can(request.user, Permission.EDIT_REGISTER, at=person.place),
    }
    return render(request, "schools/staff_detail.html", context)


def staff_edit(request: HttpRequest, code: str, staff_no: str) -> HttpResponse:
    """Change the facts of a person."""
    employment = _employment(request, code, staff_no)
    require(request.user, Permission.EDIT_REGISTER, at=employment.school.place)

    def act(form: Any) -> Employment:
        employment.staff = correct_person(
            form.instance, school=employment.school, reason=form.given_reason, by=acting(request)
        )
        return employment

    return form_page(
        request,
        build=lambda data: StaffForm(data, instance=employment.staff, user=request.user),
        act=act,
        page=_page(employment, _("修改教职工信息"), _("已保存。")),
    )


def staff_move(request: HttpRequest, code: str, staff_no: str) -> HttpResponse:
    """Move a person to another school of the district from a day on."""
    employment = _employment(request, code, staff_no)
    require(request.user, Permission.EDIT_REGISTER, at=employment.staff.place)

    def act(form: Any) -> Employment:
        given = form.cleaned_data
        moved = move_person(
            form.record,
            school=given["school"],
            day=given["day"],
            document=given["document"],
            reason=form.given_reason,
            by=acting(request),
        )
        return moved if given["day"] <= timezone.localdate() else employment

    return form_page(
        request,
        build=lambda data: MoveForm(data, record=employment, user=request.user),
        act=act,
        page=_page(employment, _("调动"), _("调动已登记。")),
    )


def staff_leave(request: HttpRequest, code: str, staff_no: str) -> HttpResponse:
    """Let a person leave the school, retired or for a place outside the district."""
    employment = _employment(request, code, staff_no)
    require(request.user, Permission.EDIT_REGISTER, at=employment.school.place)
    return form_page(
        request,
        build=lambda data: LeaveForm(data, record=employment, user=request.user),
        act=lambda form: leave(
            form.record,
            status=form.cleaned_data["status"],
            day=form.cleaned_data["day"],
            on=timezone.localdate(),
            document=form.cleaned_data["document"],
            reason=form.given_reason,
            by=acting(request),
        ),
        page=_page(employment, _("登记离校"), _("离校已登记；历史记录都会保留。")),
    )


def _employment(request: HttpRequest, code: str, staff_no: str) -> Employment:
    """Return where a person belongs today, if that is the school and the roster may be read."""
    people = Employment.objects.visible_to(request.user).at_home(timezone.localdate())
    people = people.numbered(staff_no).select_related("staff__district", "school__district")
    return get_object_or_404(people, school__code=code)


def _roster_of(school: School) -> str:
    return reverse("schools:staff_list", args=[school.code])


def _crumbs(school: School) -> tuple[tuple[Any, str], ...]:
    return (
        (SCHOOLS, reverse("schools:school_list")),
        (school.name, school.get_absolute_url()),
        (ROSTER, _roster_of(school)),
    )


def _page(employment: Employment, title: Any, done: Any) -> FormPage:
    address, person = employment.get_absolute_url(), employment.staff
    crumbs = (*_crumbs(employment.school), (person.name, address))
    return FormPage(title, back=address, done=done, lead=f"{person} · {employment.school}", crumbs=crumbs)
