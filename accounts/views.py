"""The own account, and everybody's for the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import viewing
from accounts.access import can, require
from accounts.actions import (
    appoint,
    begin_view,
    cancel_appointment,
    change_account,
    create_account,
    dismiss,
    end_appointment,
    give_drawn_password,
    reactivate,
)
from accounts.door import acting
from accounts.forms import (
    AccountFilterForm,
    AccountForm,
    AppointmentForm,
    DismissForm,
    DrawPasswordForm,
    EndAppointmentForm,
    NewAccountForm,
    ReasonForm,
)
from accounts.middleware import end_viewing
from accounts.models import Appointment, User
from accounts.roles import Permission
from accounts.timeline import appointment_events
from records.errors import AlreadyDone
from records.list_pages import list_page
from records.models import AuditEntry
from records.pages import FormPage, form_page

ACCOUNTS = pgettext_lazy("复数", "账号")
RECENT = 20  # entries of the trail on an account's page
ALREADY_DRAWN = _("这个密码已经设置过，密码只显示一次；如果没有记下，请再设置一次。")
SESSION_ENDED = _("已结束这个会话。")
NO_SESSION = _("这个会话已经结束。")


# --- the own account ---


def me(request: HttpRequest) -> HttpResponse:
    """Show what the person may do and why, what is over, and what begins later."""
    return render(request, "accounts/me.html", _standing(acting(request)))


def _standing(user: User) -> dict[str, Any]:
    """Return an account's appointments, those of today apart. Queries: 1."""
    today, held = timezone.localdate(), list(user.appointments.for_page())
    return {
        "today": today,
        "appointments": held,
        "current": [each for each in held if each.span.holds(today)],
        "coming": [each for each in held if each.span.begins_after(today)],
        "past": [each for each in held if each.span.is_over(today)],
    }


def session_end(request: HttpRequest) -> HttpResponse:
    """End one of the own sessions."""
    number = _number(request.POST.get("session", ""))
    session = acting(request).usersession_set.filter(pk=number).first()  # type: ignore[attr-defined] # of allauth
    if session is None:
        messages.warning(request, NO_SESSION)
    else:
        session.end()
        messages.success(request, SESSION_ENDED)
    return redirect("usersessions_list")


def _number(key: str) -> int:
    return int(key) if key.isascii() and key.isdecimal() and len(key) < 18 else 0


# --- /accounts/users/ ---


def user_list(request: HttpRequest) -> HttpResponse:
    """Show the accounts, filtered, sorted and paged by the address."""
    today, form = timezone.localdate(), AccountFilterForm(request.GET)
    users = User.objects.visible_to(request.user).for_list(today)
    rows = users.matching(today, **form.conditions).sorted_by(form.order)
    return list_page(request, "accounts/user_list.html", form=form, rows=rows, name=ACCOUNTS)


def _account(request: HttpRequest, username: str) -> User:
    require(request.user, Permission.MANAGE_ACCOUNTS)
    return get_object_or_404(User.objects.visible_to(request.user), username=username)


def user_detail(request: HttpRequest, username: str) -> HttpResponse:
    """Show an account: what it may do and why, its appointments, its sessions, and who changed it."""
    user = _account(request, username)
    standing = _standing(user)
    context = standing | {
        "account": user,
        "is_own": user == request.user,
        "events": list(appointment_events(standing["appointments"])),
        "sessions": user.usersession_set.order_by("-created_at"),  # type: ignore[attr-defined] # of allauth
        "may_be_viewed": viewing.may_be_viewed(user),
        "may_read_trail": can(request.user, Permission.VIEW_AUDIT),
        "entries": AuditEntry.objects.visible_to(request.user).about(user, *standing["appointments"]),
    }
    context["entries"] = context["entries"].newest(RECENT)
    return render(request, "accounts/user_detail.html", context)


def _crumbs(user: User | None = None) -> tuple[tuple[Any, str], ...]:
    above = [(ACCOUNTS, reverse("accounts:user_list"))]
    return tuple([*above, (str(user), user.get_absolute_url())] if user else above)


def user_create(request: HttpRequest) -> HttpResponse:
    """Give a new account."""
    user = acting(request)
    return form_page(
        request,
        build=lambda data: NewAccountForm(data, user=user),
        act=lambda form: create_account(
            form.instance, reason=form.given_reason, request_key=form.key, by=user
        ),
        page=FormPage(
            _("新建账号"),
            back=reverse("accounts:user_list"),
            done=_("已新建账号。接下来请登记任职，并设置一次性密码。"),
            crumbs=_crumbs(),
        ),
    )


def user_edit(request: HttpRequest, username: str) -> HttpResponse:
    """Change an account's name and address."""
    account = _account(request, username)
    today = timezone.localdate()
    return form_page(
        request,
        build=lambda data: AccountForm(data, instance=account, user=request.user),
        act=lambda form: change_account(
            form.instance, on=today, reason=form.given_reason, by=acting(request)
        ),
        page=_page_of(account, _("修改账号"), _("已保存。")),
    )


def _page_of(account: User, title: Any, done: Any, **more: Any) -> FormPage:
    return FormPage(title, back=account.get_absolute_url(), done=done, crumbs=_crumbs(account), **more)


def user_appoint(request: HttpRequest, username: str) -> HttpResponse:
    """Give somebody a role for a period."""
    account = _account(request, username)
    new = Appointment(user=account, start=timezone.localdate())
    return form_page(
        request,
        build=lambda data: AppointmentForm(data, instance=new, user=request.user),
        act=lambda form: appoint(
            form.instance, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=_page_of(
            account,
            _("登记任职"),
            _("已登记任职。"),
            lead=_("教育局、督导和审计任职填写区县；校长和经办人任职填写学校；系统管理员两者都不填。"),
        ),
    )


def appointment_end(request: HttpRequest, username: str, number: int) -> HttpResponse:
    """End an appointment on a day."""
    account = _account(request, username)
    appointment = get_object_or_404(account.appointments.for_page(), pk=number)
    today = timezone.localdate()
    return form_page(
        request,
        build=lambda data: EndAppointmentForm(data, record=appointment, user=request.user),
        act=lambda form: end_appointment(
            form.record,
            on=form.cleaned_data["on"],
            today=today,
            reason=form.given_reason,
            by=acting(request),
        ),
        page=_page_of(account, _("结束任职"), _("已登记结束日期。"), lead=appointment),
    )


def appointment_cancel(request: HttpRequest, username: str, number: int) -> HttpResponse:
    """Take back an appointment that has not begun."""
    account, today = _account(request, username), timezone.localdate()
    appointment = get_object_or_404(account.appointments.for_page(), pk=number)
    return form_page(
        request,
        build=lambda data: ReasonForm(data, record=appointment, user=request.user),
        act=lambda form: cancel_appointment(
            form.record, today=today, reason=form.given_reason, by=acting(request)
        ),
        page=_page_of(
            account,
            _("撤销任职"),
            _("任职已撤销，审计记录仍然保留。"),
            submit=_("撤销任职"),
            lead=appointment,
        ),
    )


def user_dismiss(request: HttpRequest, username: str) -> HttpResponse:
    """Close an account from a day on."""
    account, today = _account(request, username), timezone.localdate()
    return form_page(
        request,
        build=lambda data: DismissForm(data, record=account, user=request.user),
        act=lambda form: dismiss(
            form.record,
            on=form.cleaned_data["on"],
            today=today,
            reason=form.given_reason,
            by=acting(request),
        ),
        page=_page_of(account, _("办理离岗"), _("已办理离岗；所有任职到这一天为止。")),
    )


def user_reactivate(request: HttpRequest, username: str) -> HttpResponse:
    """Open a closed account again."""
    account = _account(request, username)
    return form_page(
        request,
        build=lambda data: ReasonForm(data, record=account, user=request.user),
        act=lambda form: reactivate(form.record, reason=form.given_reason, by=acting(request)),
        page=_page_of(
            account,
            _("恢复账号"),
            _("已恢复账号。"),
            submit=_("恢复"),
            lead=_("账号恢复后可以登录；已经结束的任职不会自动恢复，请另行登记。"),
        ),
    )


def user_password(request: HttpRequest, username: str) -> HttpResponse:
    """Draw a one-time password and show it, once; the own one is changed where the old one is asked for."""
    account = _account(request, username)
    if account == request.user:
        return redirect("account_change_password")
    page = _page_of(
        account,
        _("设置一次性密码"),
        "",
        submit=_("生成并设置"),
        lead=_(
            "系统随机生成一个密码，只显示一次；该账号的所有登录会话随即结束。请当面告知本人，并提醒登录后尽快修改。"
        ),
    )
    data = request.POST if request.method == "POST" else None
    form = DrawPasswordForm(data, record=account, user=request.user)
    if data is None or not _is_valid(form):
        return render(request, page.template, {"page": page, "form": form})
    try:
        drawn = give_drawn_password(account, request_key=form.key, by=acting(request))  # type: ignore[arg-type] # valid
    except AlreadyDone:
        messages.warning(request, ALREADY_DRAWN)
        return redirect(account)
    return render(
        request, "accounts/password_drawn.html", {"account": account, "password": drawn, "page": page}
    )


def _is_valid(form: DrawPasswordForm) -> bool:
    try:
        return form.is_valid()
    except AlreadyDone:
        return True  # the action says so again, and the view answers


# --- seeing as somebody else ---


def view_begin(request: HttpRequest, username: str) -> HttpResponse:
    """Begin to see what somebody else sees."""
    account = _account(request, username)

    def act(form: ReasonForm) -> None:
        begin_view(account, reason=form.given_reason, by=acting(request))
        viewing.begin(request, account)

    return form_page(
        request,
        build=lambda data: ReasonForm(data, record=account, user=request.user),
        act=act,
        page=_page_of(
            account,
            _("以此身份查看"),
            _("已开始查看。"),
            submit=_("开始查看"),
            after=reverse("home"),
            lead=_("您将看到此人所看到的一切，但不能提交任何内容；最长 30 分钟。开始和结束都写入审计记录。"),
        ),
    )


def view_end(request: HttpRequest) -> HttpResponse:
    """Cease to see what somebody else sees."""
    seen = request.viewing  # type: ignore[attr-defined] # set by the middleware
    if seen is None:
        return redirect("home")
    end_viewing(request)
    request.session.cycle_key()
    return redirect(seen.user)
