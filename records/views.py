"""The audit trail for who may read it: the list, one entry, and whether the chains are sound."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import pgettext_lazy

from records.differences import describe
from records.filters import AuditFilterForm
from records.list_pages import LongListPaginator, list_page
from records.models import AuditEntry
from records.verification import reports

TRAIL = pgettext_lazy("复数", "审计记录")
SHOWN_OF_REQUEST = 50  # other entries of one request on an entry's page


def audit_list(request: HttpRequest) -> HttpResponse:
    """Show the entries that the person may read, filtered, sorted and paged by the address."""
    form = AuditFilterForm(request.GET)
    visible = AuditEntry.objects.visible_to(request.user)
    rows = visible.matching(**form.conditions).sorted_by(form.order)
    return list_page(
        request, "records/audit_list.html", form=form, rows=rows, name=TRAIL, paginator=LongListPaginator
    )


def audit_entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show one entry: before and after, what else its request did, and its place in the chain."""
    visible = AuditEntry.objects.visible_to(request.user)
    entry = get_object_or_404(visible, pk=number)
    others = list(visible.of_same_request(entry)[: SHOWN_OF_REQUEST + 1])
    context = {
        "change": describe(entry),
        "entry": entry,
        "others": [describe(other) for other in others[:SHOWN_OF_REQUEST]],
        "has_more_others": len(others) > SHOWN_OF_REQUEST,
    }
    return render(request, "records/audit_entry.html", context)


def audit_verification(request: HttpRequest) -> HttpResponse:
    """Explain what is checked, and on request check the chains within the person's reach."""
    codes = getattr(request.user, "audit_chains", [])
    found = reports(codes) if request.method == "POST" else None
    context = {"codes": codes, "reports": found, "is_sound": found and all(r.is_sound for r in found)}
    return render(request, "records/audit_verification.html", context)
