"""Pages that change a group and its memberships, each with a look at what would follow."""

from __future__ import annotations

from collections.abc import Callable
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
from groups import actions_changes as changes
from groups import actions_groups, forms_changes
from groups.actions import change_group
from groups.choices import ChangeKind
from groups.models import EducationGroup, GroupChange, Membership
from records.pages import FormPage, form_page
from schools.models import District

GROUPS = pgettext_lazy("复数", "教育集团")
CONFIRM = _("确认登记")
DONE = _("已登记；生效日期在今后的，到期之前可以在“计划中的变动”里撤回。")
PREVIEW = "groups/change_preview.html"


def crumbs_of(group: EducationGroup | None = None) -> tuple[tuple[Any, str], ...]:
    """Return the pages above a page about groups, or about one group."""
    above = ((GROUPS, reverse("groups:group_list")),)
    return (*above, (group.name, group.get_absolute_url())) if group else above


def page_of(group: EducationGroup, title: Any, **more: Any) -> FormPage:
    """Return how a page that changes a group reads; a success and a change of mind lead to the group."""
    back = group.get_absolute_url()
    given = {"preview": PREVIEW, "submit": CONFIRM, "done": DONE, "after": back} | more
    return FormPage(title, back=back, crumbs=crumbs_of(group), context=effect_of(group.district), **given)


def effect_of(district: District) -> dict[str, Any]:
    """Return what the preview of a change asks for beside the form."""
    return {"district": district}


def _governed(request: HttpRequest, slug: str) -> EducationGroup:
    """Return a group that the person keeps; a reader is refused, a stranger finds none."""
    visible = EducationGroup.objects.visible_to(request.user).for_dashboard()
    group = get_object_or_404(visible, slug=slug)
    require(request.user, Permission.EDIT_GROUPS, at=group.place)
    return group


def _change_page(
    request: HttpRequest,
    slug: str,
    title: Any,
    kind: str,
    form: type[Any],
    act: Callable[..., Any],
    **more: Any,
) -> HttpResponse:
    """Show the form of one kind of change, its effects, and carry it out."""
    group = _governed(request, slug)
    return form_page(
        request,
        build=lambda data: form(
            data, instance=GroupChange(kind=kind, district=group.district, group=group), user=request.user
        ),
        act=lambda filled: act(filled.change, **filled.answers, by=acting(request)),
        page=page_of(group, title, **more),
    )


def group_join(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a school join the group."""
    return _change_page(
        request, slug, _("学校加入集团"), ChangeKind.JOIN, forms_changes.JoinForm, changes.join
    )


def group_leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a school leave the group."""
    return _change_page(
        request, slug, _("学校退出集团"), ChangeKind.LEAVE, forms_changes.LeaveForm, changes.leave
    )


def group_move(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a school go over to another group."""
    return _change_page(
        request, slug, _("学校转入其他集团"), ChangeKind.MOVE, forms_changes.MoveForm, changes.move
    )


def group_lead(request: HttpRequest, slug: str) -> HttpResponse:
    """Let another school lead the group."""
    return _change_page(
        request, slug, _("更换龙头学校"), ChangeKind.LEAD, forms_changes.LeadForm, changes.change_lead
    )


def group_dissolve(request: HttpRequest, slug: str) -> HttpResponse:
    """Dissolve the group."""
    return _change_page(
        request,
        slug,
        _("解散集团"),
        ChangeKind.DISSOLVE,
        forms_changes.DissolveForm,
        actions_groups.dissolve_group,
        lead=_("解散日起集团不再存续，各校的成员关系同日结束；此前的记录都保留。"),
    )


def group_split(request: HttpRequest, slug: str) -> HttpResponse:
    """Set up a new group out of schools of the group."""
    group = _governed(request, slug)
    change = GroupChange(kind=ChangeKind.SPLIT, district=group.district, group=group)
    return form_page(
        request,
        build=partial(forms_changes.SplitForm, instance=change, user=request.user),
        act=lambda form: actions_groups.split_group(
            form.change, form.new_group, **form.answers, by=acting(request)
        ),
        page=page_of(
            group, _("分设新集团"), lead=_("选出的学校同日退出本集团、加入新集团；本集团照常存续。")
        ),
    )


def group_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a group's name, place in lists, filing number and paper."""
    group = _governed(request, slug)
    return form_page(
        request,
        build=partial(forms_changes.GroupForm, instance=group, user=request.user),
        act=lambda form: change_group(form.instance, reason=form.given_reason, by=acting(request)),
        page=FormPage(
            _("修改集团信息"),
            back=group.get_absolute_url(),
            done=_("集团信息已修改。"),
            crumbs=crumbs_of(group),
        ),
    )


def membership_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a membership that was entered wrongly."""
    membership = get_object_or_404(Membership.objects.visible_to(request.user).for_change(), pk=pk)
    group = membership.group
    require(request.user, Permission.EDIT_GROUPS, at=group.place)
    return form_page(
        request,
        build=partial(forms_changes.CorrectionForm, instance=membership, user=request.user),
        act=lambda form: changes.correct_membership(
            form.instance,
            day=timezone.localdate(),
            reason=form.given_reason,
            request_key=form.key,
            by=acting(request),
        ),
        page=page_of(
            group,
            _("更正成员关系"),
            done=_("成员关系已更正。"),
            lead=_("%(school)s在%(group)s的成员关系。只更正登记错误；新的变动请用“加入”“退出”等页面登记。")
            % {"school": membership.school.name, "group": group.name},
        ),
    )
