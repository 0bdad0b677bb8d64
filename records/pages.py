"""The one way in which a page takes a form: check, preview where asked, carry out, and say what came of it.

A view says what the form is (``build``), what it does (``act``) and how the page reads (``FormPage``); double
submits, overtaken forms and refusals are answered here, alike on every page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from records.conflicts import overtaken
from records.errors import AlreadyDone, StaleVersion
from records.forms import SafeForm
from records.rehearsal import rehearsal

ALREADY_DONE = _("这张表单已经提交过，内容已在第一次提交时保存，没有重复保存。")
SAVE, SAVE_MINE = _("保存"), _("按我填写的内容保存")
GONE = _("没有保存：您打开表单之后，这条记录已被删除。")
CONFIRMED, EDIT = "confirmed", "edit"  # what the two buttons of a preview send

Build = Callable[[QueryDict | None], Any]
Act = Callable[[Any], Any]


@dataclass(frozen=True)
class FormPage:
    """How the page of a form reads, and where it leads.

    ``crumbs`` are (label, address) of the pages above; ``preview`` is the template that shows what the
    change would do, and asks before it is done; ``after`` is where a success leads, else the result's page.
    """

    title: Any
    back: str
    done: Any
    submit: Any = SAVE
    lead: Any = ""
    crumbs: tuple[tuple[Any, str], ...] = ()
    after: str = ""
    template: str = "records/form_page.html"
    preview: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def insist(self) -> Any:
        """Return what the button says by which an overtaken form is sent all the same."""
        return SAVE_MINE if self.preview or self.submit == SAVE else self.submit

    def above(self, gone: Any) -> str:
        """Return where a person is led whose record is gone: back, or to the page above the record's own."""
        own = gone.get_absolute_url() if hasattr(gone, "get_absolute_url") else ""
        addresses = [self.back, *(address for _label, address in reversed(self.crumbs))]
        return next((address for address in addresses if address != own), self.back)


def form_page(request: HttpRequest, *, build: Build, act: Act, page: FormPage) -> HttpResponse:
    """Show a form, and carry it out once it is submitted, valid and, where there is a preview, confirmed.

    ``build`` makes the form anew from submitted data or from nothing, each time on a copy of its record;
    ``act`` carries a valid form out by an action and returns the record it is about.
    Status: 200, also with refused input; 302 when it is done; 409 when the form was overtaken.
    """
    if request.method != "POST":
        return _show(request, page, build(None))
    try:
        return _submitted(request, build, act, page)
    except AlreadyDone:
        messages.warning(request, ALREADY_DONE)
        return redirect(page.after or page.back)
    except StaleVersion as conflict:
        return _overtaken(request, build, page, conflict)


def _submitted(request: HttpRequest, build: Build, act: Act, page: FormPage) -> HttpResponse:
    form = build(request.POST)
    if not form.is_valid() or EDIT in request.POST:
        return _show(request, page, form)
    try:
        if page.preview and CONFIRMED not in request.POST:
            return _preview(request, build, act, page)
        return _done(request, page, act(form))
    except ValidationError as error:
        form.refuse(error)
        return _show(request, page, form)


def _done(request: HttpRequest, page: FormPage, result: Any) -> HttpResponse:
    messages.success(request, page.done)
    return redirect(page.after or (result.get_absolute_url() if result else page.back))


def _preview(request: HttpRequest, build: Build, act: Act, page: FormPage) -> HttpResponse:
    """Show what the change would do; panels of every floor measure it inside ``rehearse``."""

    @contextmanager
    def rehearse() -> Iterator[None]:
        form = build(request.POST)
        form.is_valid()
        with rehearsal():
            act(form)
            yield

    rehearse.do_not_call_in_templates = True  # type: ignore[attr-defined] # a tag calls it when it is ready
    with rehearse():
        pass  # what would be refused is refused now, at the form's fields
    shown = build(request.POST)
    shown.is_valid()
    return render(request, page.preview, {**page.context, "page": page, "form": shown, "rehearse": rehearse})


def _overtaken(request: HttpRequest, build: Build, page: FormPage, conflict: StaleVersion) -> HttpResponse:
    """Show both states; the form on the page holds what was typed and is about the version now stored."""
    stored = conflict.stored
    if stored._meta.model._base_manager.filter(pk=stored.pk).first() is None:
        messages.error(request, GONE)
        return redirect(page.above(stored))
    typed = request.POST.copy()
    typed["version"] = str(stored.version)
    form = build(typed)
    form.is_valid()
    context = {
        **page.context,
        "page": page,
        "form": form,
        "conflict": overtaken(form, stored, _number(request.POST.get("version", ""))),
    }
    return render(request, "records/conflict.html", context, status=409)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _show(request: HttpRequest, page: FormPage, form: SafeForm) -> HttpResponse:
    return render(request, page.template, {**page.context, "page": page, "form": form})
