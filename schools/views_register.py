"""The register as its keepers change it: schools come in, change names, codes, states and stages, and go."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import require
from accounts.door import acting
from accounts.roles import Permission
from records.pages import FormPage, form_page
from records.templatetags.records_format import joined
from schools import actions_register as register
from schools import forms_register as forms
from schools.actions import change_status, register_school
from schools.dependents import dependents
from schools.models import FormerName, School

SCHOOLS = pgettext_lazy("复数", "学校")
DELETE = pgettext_lazy("按钮", "删除")


def crumbs_of(school: School | None = None) -> tuple[tuple[Any, str], ...]:
    """Return the pages above a page about the register, or about one school."""
    above = ((SCHOOLS, reverse("schools:school_list")),)
    return (*above, (school.name, school.get_absolute_url())) if school else above


def page_of(school: School, title: Any, done: Any, **more: Any) -> FormPage:
    """Return how a page about one school reads; a success and a change of mind lead to its record."""
    return FormPage(title, back=school.get_absolute_url(), done=done, crumbs=crumbs_of(school), **more)


def _governed(request: HttpRequest, code: str) -> School:
    """Return a school that the person keeps in the register; a reader is refused, a stranger finds none."""
    visible = School.objects.visible_to(request.user).with_district()
    school = get_object_or_404(visible, code=code)
    require(request.user, Permission.GOVERN_REGISTER, at=school.place)
    return school


def school_new(request: HttpRequest) -> HttpResponse:
    """Register a school."""
    return form_page(
        request,
        build=partial(forms.NewSchoolForm, user=request.user),
        act=lambda form: register_school(
            form.instance,
            stages=form.chosen_stages,
            operating_from=form.cleaned_data["operating_from"],
            reason=form.given_reason,
            request_key=form.key,
            by=acting(request),
        ),
        page=FormPage(
            _("登记学校"),
            back=reverse("schools:school_list"),
            done=_("学校已登记。"),
            lead=_("没有正式学校标识码的学校先用临时码，取得正式码后再更换。"),
            crumbs=crumbs_of(),
        ),
    )


def school_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a school's basic facts."""
    school = _governed(request, code)
    return form_page(
        request,
        build=partial(forms.CorrectionForm, instance=school, user=request.user),
        act=lambda form: register.correct_school(form.instance, reason=form.given_reason, by=acting(request)),
        page=page_of(
            school,
            _("修改学校档案"),
            _("学校档案已修改。"),
            lead=_("名称、学校标识码、状态和学段各有专门的页面，从学校页的“维护”菜单进入。"),
        ),
    )


def school_rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give a school another name."""
    school = _governed(request, code)
    build = partial(forms.RenameForm, record=school, user=request.user, latest=timezone.localdate())
    return form_page(
        request,
        build=build,
        act=lambda form: register.rename_school(form.record, **_answers(form), by=acting(request)),
        page=page_of(school, _("学校更名"), _("学校已更名，原名称转为曾用名。")),
    )


def _answers(form: Any) -> dict[str, Any]:
    """Return what an action form asked for, with reason and request key, by the names of the action."""
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def name_new(request: HttpRequest, code: str) -> HttpResponse:
    """Add a name by which a school is also known, or was known."""
    school = _governed(request, code)
    return form_page(
        request,
        build=partial(forms.NameForm, instance=FormerName(school=school), user=request.user),
        act=lambda form: register.add_name(
            form.instance, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=page_of(
            school,
            _("添加别名或曾用名"),
            _("名称已添加。"),
            lead=_("添加后，按这个名称也能找到学校。学校正式更名请用“更名”。"),
            after=school.get_absolute_url(),
        ),
    )


def name_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take out a former name or an alias that was entered by mistake."""
    school = _governed(request, code)
    name = get_object_or_404(FormerName.objects.visible_to(request.user).of_schools([school.pk]), pk=pk)
    return form_page(
        request,
        build=partial(forms.RemovalForm, record=name, user=request.user),
        act=lambda form: register.remove_name(form.record, reason=form.given_reason, by=acting(request)),
        page=page_of(
            school,
            _("删除名称“%(name)s”") % {"name": name.name},
            _("名称已删除。"),
            lead=_("只删除登记错误的名称。删除后按这个名称查不到学校，审计记录仍然保留。"),
            submit=DELETE,
        ),
    )


def school_code(request: HttpRequest, code: str) -> HttpResponse:
    """Give a school its official code in the place of the provisional one."""
    school = _governed(request, code)
    return form_page(
        request,
        build=partial(forms.CodeForm, record=school, user=request.user),
        act=lambda form: register.replace_code(form.record, **_answers(form), by=acting(request)),
        page=page_of(
            school,
            _("更换为正式学校标识码"),
            _("学校标识码已更换，原码停用。"),
            lead=_("现用标识码：%(code)s") % {"code": school.code},
        ),
    )


def school_status(request: HttpRequest, code: str) -> HttpResponse:
    """Let a school be in another state from a day on."""
    school = _governed(request, code)
    return form_page(
        request,
        build=partial(forms.StatusForm, record=school, user=request.user),
        act=lambda form: change_status(form.record, **_answers(form), by=acting(request)),
        page=page_of(
            school,
            _("变更办学状态"),
            _("办学状态已变更。"),
            after=school.get_absolute_url(),
        ),
    )


def school_stages(request: HttpRequest, code: str) -> HttpResponse:
    """Let a school begin or no longer serve a stage from a day on."""
    school = _governed(request, code)
    served = school.stages.on(timezone.localdate())
    return form_page(
        request,
        build=partial(forms.StageForm, record=school, user=request.user),
        act=partial(_change_stage, by=acting(request)),
        page=page_of(
            school,
            _("调整办学学段"),
            _("办学学段已调整。"),
            lead=_("现办学段：%(stages)s") % {"stages": joined(row.get_stage_display() for row in served)},
        ),
    )


def _change_stage(form: forms.StageForm, *, by: Any) -> School:
    if form.begins:
        return register.begin_stage(form.service, reason=form.given_reason, request_key=form.key, by=by)
    given = form.cleaned_data
    return register.end_stage(
        form.school,
        stage=given["stage"],
        day=given["day"],
        document=given["document"],
        reason=form.given_reason,
        by=by,
    )


def school_split(request: HttpRequest, code: str) -> HttpResponse:
    """Set up a new school out of one that goes on."""
    school = _governed(request, code)
    return form_page(
        request,
        build=lambda data: forms.SplitForm(
            data, instance=School(district=school.district), user=request.user
        ),
        act=lambda form: register.split_school(
            school,
            form.instance,
            stages=form.chosen_stages,
            day=form.cleaned_data["operating_from"],
            document=form.cleaned_data["document"],
            reason=form.given_reason,
            request_key=form.key,
            by=acting(request),
        ),
        page=page_of(
            school,
            _("分设新学校"),
            _("新学校已登记，沿革写入两校的大事记。"),
            lead=_("由%(school)s分设一所新学校；原学校照常办学。") % {"school": school.name},
        ),
    )


def school_delete(request: HttpRequest, code: str) -> HttpResponse:
    """Take out a school that was entered by mistake and on which nothing depends."""
    school = _governed(request, code)
    return form_page(
        request,
        build=partial(forms.DeletionForm, record=school, user=request.user),
        act=lambda form: register.delete_school(form.record, reason=form.given_reason, by=acting(request)),
        page=page_of(
            school,
            _("删除学校"),
            _("学校已删除，审计记录仍然保留。"),
            lead=_("只删除登记错误、没有其他记录引用的学校。"),
            submit=DELETE,
            after=reverse("schools:school_list"),
            template="schools/school_delete.html",
            context={"school": school, "dependents": dependents(school)},
        ),
    )
