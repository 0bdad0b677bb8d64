"""Pages by which a school ends; they stand here because its memberships end with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.door import acting
from accounts.roles import Permission
from groups import actions_schools, forms_schools
from groups.choices import ChangeKind
from groups.models import GroupChange
from groups.views_changes import CONFIRM, PREVIEW, effect_of
from records.pages import FormPage, form_page
from schools.models import School
from schools.views_register import crumbs_of


def _governed(request: HttpRequest, code: str) -> School:
    """Return a school that the person keeps in the register; a reader is refused, a stranger finds none."""
    school = get_object_or_404(School.objects.visible_to(request.user).with_district(), code=code)
    require(request.user, Permission.GOVERN_REGISTER, at=school.place)
    return school


def _page(school: School, title: Any, done: Any, **more: Any) -> FormPage:
    back = school.get_absolute_url()
    return FormPage(
        title,
        back=back,
        done=done,
        submit=CONFIRM,
        crumbs=crumbs_of(school),
        preview=PREVIEW,
        context=effect_of(school.district),
        **more,
    )


def _change_page(
    request: HttpRequest,
    school: School,
    kind: str,
    form: Callable[..., Any],
    act: Callable[..., Any],
    page: FormPage,
) -> HttpResponse:
    change = GroupChange(kind=kind, district=school.district, school=school)
    return form_page(
        request,
        build=partial(form, instance=change, user=request.user),
        act=lambda filled: act(filled.change, **filled.answers, by=acting(request)),
        page=page,
    )


def school_close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a school for good."""
    school = _governed(request, code)
    page = _page(
        school,
        _("撤销学校"),
        _("学校撤销已登记。"),
        lead=_("撤销日起学校不再办学，集团成员关系同日结束；档案和历史保留，不会删除。"),
    )
    form, act = forms_schools.CloseForm, actions_schools.close_school
    return _change_page(request, school, ChangeKind.CLOSE, form, act, page)


def school_merge(request: HttpRequest, code: str) -> HttpResponse:
    """Merge a school into another."""
    school = _governed(request, code)
    page = _page(
        school,
        _("并入其他学校"),
        _("学校合并已登记。"),
        lead=_("合并日起本校撤销，沿革记为并入所选学校；所选学校照常办学。"),
    )
    form, act = forms_schools.MergeForm, actions_schools.merge_school
    return _change_page(request, school, ChangeKind.MERGE, form, act, page)


def school_replace(request: HttpRequest, code: str) -> HttpResponse:
    """Let a new school of another kind take the place of a school."""
    school = _governed(request, code)
    return form_page(
        request,
        build=partial(forms_schools.ReplaceForm, replaced=school, user=request.user),
        act=lambda form: actions_schools.replace_school(
            form.change, form.replacement, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=_page(
            school,
            _("变更办学类型"),
            _("新学校已登记，原学校撤销，原标识码作废。"),
            lead=_("变更办学类型要启用新的学校标识码：登记一所新学校，取代原学校；原标识码不再使用。"),
        ),
    )
