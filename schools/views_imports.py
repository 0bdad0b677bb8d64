"""Importing rosters: upload, say how to read, look at what would change, confirm, and take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can
from accounts.door import acting
from accounts.roles import Permission
from records.errors import AlreadyDone, StaleVersion
from records.exports import TYPES, table_file
from records.list_pages import list_page
from records.models import Job
from records.pages import FormPage, form_page
from records.reading import Choice
from schools.choices import ImportKind, ImportState, RowResult
from schools.forms_imports import ConfirmForm, FormatForm, ImportFilterForm, ReadingForm, UndoForm, UploadForm
from schools.imports import actions, background
from schools.imports.actions import NotFresh, RejectedRows, Survey
from schools.imports.preview import error_table, preview_rows
from schools.imports.rosters import ROSTERS
from schools.imports.scope import own_school
from schools.imports.template import template_workbook
from schools.models import District, ImportBatch

IMPORTS = pgettext_lazy("复数", "导入批次")
PAGE_SIZE = 50
LATE = timedelta(seconds=30)  # a job that waits longer has no worker, or stands behind a long one
READABLE = (ImportState.UPLOADED, ImportState.CHECKING)  # the file is still there
APPLIED = _("已导入：新增 %(created)s 条，更新 %(updated)s 条。")
STOPPING = _("已要求停止，正在停下来。")
CANCELLED = _("已取消，没有写入任何内容。")
OVERTAKEN = _("这批数据已由他人处理，现在的状态是“%(state)s”。")
ERRORS, TEMPLATE = _("有错误的行"), _("导入模板")


def import_list(request: HttpRequest) -> HttpResponse:
    """Show the imported rosters that the person may open."""
    form = ImportFilterForm(request.GET)
    batches = ImportBatch.objects.visible_to(request.user).matching(**form.conditions).sorted_by(form.order)
    context = {"may_import": can(request.user, Permission.EDIT_REGISTER)}
    return list_page(
        request, "schools/import_list.html", form=form, rows=batches, name=IMPORTS, context=context
    )


def import_new(request: HttpRequest, only: str = "") -> HttpResponse:
    """Take an upload, of one kind only where the caller says so."""
    kinds = [(kind, label) for kind, label in _kinds(request.user) if only in ("", kind)]
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": kinds[0][0]})
    if request.method == "POST" and form.is_valid():
        batch = _received(request, form)
        if batch is not None:
            return redirect("imports:import_reading", key=batch.key)
    context = {"form": form, "kinds": kinds, "limits": _limits(request.user)}
    return render(request, "schools/import_new.html", context)


def _kinds(user: Any) -> list[tuple[str, Any]]:
    return [(kind, label) for kind, label in ImportKind.choices if can(user, actions.permission_for(kind))]


def _limits(user: Any) -> Any:
    may_all = can(user, actions.permission_for(ImportKind.SCHOOLS))
    return actions.OFFICERS if may_all else actions.SCHOOLS_OWN


def _received(request: HttpRequest, form: UploadForm) -> ImportBatch | None:
    user, file = acting(request), form.cleaned_data["file"]
    district = District.objects.visible_to_importers(user).first()
    if district is None:
        raise Http404
    try:
        return actions.receive(
            file.read(),
            kind=form.cleaned_data["kind"],
            file_name=file.name,
            district=district,
            school=own_school(user, district),
            by=user,
        )
    except ValidationError as error:
        form.add_error("file", error if not hasattr(error, "error_dict") else error.messages)
        return None


def import_reading(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how the file is read, let that be changed, and check it once that is settled."""
    batch = _batch(request, key)
    job = background.last_job(batch)
    if batch.state not in READABLE or _is_under_way(job):
        return redirect(batch)
    format_form = FormatForm(request.GET or None, survey=_as_found(batch))
    context = {
        "batch": batch,
        "format_form": format_form,
        "way": request.GET.urlencode(),
        "news": background.news(batch, job),
    }
    try:
        survey = actions.survey(batch, format_form.choice)
    except ValidationError as error:
        return render(request, "schools/import_reading.html", context | {"faults": error.messages})
    form = ReadingForm(
        request.POST or None, record=batch, user=request.user, survey=survey, roster=ROSTERS[batch.kind]
    )
    if form.is_bound and form.is_valid() and _settled(request, batch, form, survey):
        return redirect(batch)
    return render(request, "schools/import_reading.html", context | {"survey": survey, "form": form})


def _as_found(batch: ImportBatch) -> Survey | None:
    """Return how the file reads if nobody chooses. None when: it does not."""
    try:
        return actions.survey(batch)
    except ValidationError:
        return None


def _settled(request: HttpRequest, batch: ImportBatch, form: ReadingForm, survey: Survey) -> bool:
    """Check the file as the form says; what is wrong with it is said at the form."""
    by, given, source = acting(request), form.cleaned_data, survey.source
    batch.version = form.record.version
    try:
        actions.choose(
            batch,
            choice=Choice(source.encoding, source.separator, source.sheet),
            columns=form.columns,
            mode=given["mode"],
            keeps_good_rows=given["keeps_good_rows"],
            effective_on=given["effective_on"],
            by=by,
        )
        background.check(batch, on=timezone.localdate(), by=by)
    except ValidationError as error:
        form.refuse(error)
        return False
    except (StaleVersion, AlreadyDone):
        _say_overtaken(request, batch)
    return True


def import_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a batch: what it would change, or what became of it."""
    batch = _batch(request, key)
    may_import = actions.may_import(request.user, batch)
    job = background.last_job(batch)
    if _is_under_way(job):
        return _busy(request, batch, job)
    if batch.state in READABLE and may_import:
        return redirect("imports:import_reading", key=key)
    result = request.GET.get("result", "")
    result = result if result in RowResult.values else ""
    page = Paginator(batch.rows.with_result(result), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "result": result,
        "results": _results(batch),
        "page_obj": page,
        "rows": preview_rows(batch, page.object_list),
        "form": ConfirmForm(record=batch, user=request.user),
        "may_import": may_import,
        "news": background.news(batch, job),
        "may_confirm": batch.rows_to_write and (batch.keeps_good_rows or not batch.rejected_count),
    }
    return render(request, "schools/import_detail.html", context)


def _busy(request: HttpRequest, batch: ImportBatch, job: Job | None) -> HttpResponse:
    """Show how far the work about a batch is, and let it be stopped."""
    may_import = actions.may_import(request.user, batch)
    context = {"batch": batch, "job": job, "may_import": may_import, "is_late": _is_late(job)}
    return render(request, "schools/import_busy.html", context)


def _is_under_way(job: Job | None) -> bool:
    return job is not None and not job.is_finished


def _is_late(job: Job | None) -> bool:
    return job is not None and job.state == Job.State.WAITING and timezone.now() - job.asked_at > LATE


def _results(batch: ImportBatch) -> list[tuple[str, Any, int]]:
    counts = {
        RowResult.NEW: batch.created_count,
        RowResult.CHANGED: batch.updated_count,
        RowResult.SAME: batch.unchanged_count,
        RowResult.REJECTED: batch.rejected_count,
    }
    return [(result.value, result.label, count) for result, count in counts.items()]


def import_confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write what the preview shows, once."""
    batch, by, today = _confirmed(request, key), acting(request), timezone.localdate()
    try:
        if background.apply(batch, on=today, by=by):
            counts = {"created": batch.created_count, "updated": batch.updated_count}
            messages.success(request, APPLIED % counts)
    except NotFresh as stale:
        actions.refresh(_batch(request, key), on=today, by=by)
        messages.warning(request, str(stale))
    except RejectedRows as rejected:
        messages.error(request, str(rejected))
    except (StaleVersion, AlreadyDone):
        _say_overtaken(request, batch)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("imports:import_detail", key=key)


def import_stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop what is done in the background about a batch."""
    background.stop(_batch(request, key), by=acting(request))
    messages.success(request, STOPPING)
    return redirect("imports:import_detail", key=key)


def import_cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give a batch up that was not applied."""
    batch = _confirmed(request, key)
    try:
        actions.cancel(batch, by=acting(request))
    except (StaleVersion, AlreadyDone):
        _say_overtaken(request, batch)
        return redirect("imports:import_detail", key=key)
    messages.success(request, CANCELLED)
    return redirect("imports:import_list")


def _confirmed(request: HttpRequest, key: UUID) -> ImportBatch:
    """Return the batch as the person saw it: of the version that the page was opened with."""
    batch = _batch(request, key)
    form = ConfirmForm(request.POST, record=batch, user=request.user)
    form.is_valid()
    batch.version = form.cleaned_data.get("version") or 0
    return batch


def _say_overtaken(request: HttpRequest, batch: ImportBatch) -> None:
    stored = ImportBatch.objects.visible_to(request.user).get(pk=batch.pk)
    messages.warning(request, OVERTAKEN % {"state": stored.get_state_display()})


def import_undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what taking a batch back would restore and leave alone, and do it once that is confirmed."""
    batch = _batch(request, key)
    if request.method != "POST" and (
        batch.state != ImportState.APPLIED or _is_under_way(background.last_job(batch))
    ):
        return redirect(batch)

    def act(form: UndoForm) -> ImportBatch:
        batch.version = form.record.version
        plan = background.undo(batch, reason=form.given_reason, by=acting(request))
        if plan:
            messages.success(request, background.told_of(plan))
        return batch

    page = FormPage(
        _("撤销导入"),
        back=batch.get_absolute_url(),
        done="",
        submit=_("确认撤销"),
        lead=str(batch),
        crumbs=((IMPORTS, reverse("imports:import_list")), (batch.file_name, batch.get_absolute_url())),
        template="schools/import_undo.html",
        context={"plan": actions.undo_plan(batch)},
    )
    return form_page(
        request, build=lambda data: UndoForm(data, record=batch, user=request.user), act=act, page=page
    )


def import_errors(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Hand out the rejected rows with the reasons, to be corrected and uploaded as they are."""
    batch = _batch(request, key)
    headings, rows = error_table(batch)
    if kind not in TYPES or not batch.rejected_count:
        raise Http404
    return table_file(headings, rows, name=ERRORS, kind=kind, on=timezone.localdate())


def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out an empty workbook with the headings of a roster, what they mean and what is allowed."""
    if kind not in dict(_kinds(request.user)):
        raise Http404
    return template_workbook(kind)


def _batch(request: HttpRequest, key: UUID) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).with_place(), key=key)
