"""What a school's own people keep: whom to ask, and where the school stands."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.door import acting
from accounts.roles import Permission
from records.pages import form_page
from schools import actions_contact as contacts
from schools import forms_register as forms
from schools.models import Contact, School
from schools.views_register import DELETE, page_of


def edited(request: HttpRequest, code: str) -> School:
    """Return a school of which the person may keep the running facts."""
    school = get_object_or_404(School.objects.visible_to(request.user).with_district(), code=code)
    require(request.user, Permission.EDIT_REGISTER, at=school.place)
    return school


def _contact(request: HttpRequest, school: School, pk: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.user).of_schools([school.pk]), pk=pk)


def location_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Say where a school stands."""
    school = edited(request, code)
    return form_page(
        request,
        build=partial(forms.LocationForm, instance=school, user=request.user),
        act=lambda form: contacts.relocate_school(
            form.instance, reason=form.given_reason, by=acting(request)
        ),
        page=page_of(school, _("修改地址和位置"), _("地址和位置已保存。")),
    )


def contact_new(request: HttpRequest, code: str) -> HttpResponse:
    """Add a contact of a school."""
    school = edited(request, code)
    return form_page(
        request,
        build=partial(forms.ContactForm, instance=Contact(school=school), user=request.user),
        act=lambda form: contacts.add_contact(
            form.instance, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=page_of(
            school,
            _("添加联系人"),
            _("联系人已添加。"),
            lead=_("只登记工作联系方式，不登记私人号码和住址。"),
            after=school.get_absolute_url(),
        ),
    )


def contact_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change a contact of a school."""
    school = edited(request, code)
    contact = _contact(request, school, pk)
    return form_page(
        request,
        build=partial(forms.ContactForm, instance=contact, user=request.user),
        act=lambda form: contacts.change_contact(form.instance, reason=form.given_reason, by=acting(request)),
        page=page_of(school, _("修改联系人"), _("联系人已保存。"), after=school.get_absolute_url()),
    )


def contact_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take out a contact of a school."""
    school = edited(request, code)
    contact = _contact(request, school, pk)
    return form_page(
        request,
        build=partial(forms.RemovalForm, record=contact, user=request.user),
        act=lambda form: contacts.remove_contact(form.record, reason=form.given_reason, by=acting(request)),
        page=page_of(
            school,
            _("删除联系人“%(name)s”") % {"name": contact.name},
            _("联系人已删除。"),
            submit=DELETE,
        ),
    )
