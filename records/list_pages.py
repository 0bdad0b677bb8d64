"""The one way in which a list is shown or handed out as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property

from records.days import DayForm
from records.exports import TYPES, export
from records.lists import FilterForm

PAGE_SIZE = 50
EXPORT = "export"  # the parameter that asks for a file
CHUNK = 2000  # rows fetched at once for a file
MOST_COUNTED = 10_000  # rows that a long list counts and pages through; a file holds all of them


class LongListPaginator(Paginator):
    """Pages of a list that may be a million rows long: it counts no further than people leaf through."""

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, MOST_COUNTED where there are more. Queries: 1."""
        return min(self._counted, MOST_COUNTED)

    @property
    def has_more(self) -> bool:
        """Return whether there are more rows than the pages show."""
        return self._counted > MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return rows.order_by()[: MOST_COUNTED + 1].count()


def list_page(  # what a list needs, each by name
    request: HttpRequest,
    template: str,
    *,
    form: FilterForm,
    rows: QuerySet,
    name: Any,
    days: DayForm | None = None,
    paginator: type[Paginator] = Paginator,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show one page of the rows, or hand out all of them as the file that ``?export=`` names.

    The caller fetched the rows through the door, filtered and in order. ``name`` is the file's name.
    """
    kind = request.GET.get(EXPORT, "")
    if kind in TYPES:
        lines, today = rows.iterator(chunk_size=CHUNK), timezone.localdate()
        return export(form.exported_columns, lines, name=name, kind=kind, on=days.day if days else today)
    page: Page = paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    on = "" if days is None or days.is_today else days.day.isoformat()
    listing = {
        "day_form": days,
        "form": form,
        "page_obj": page,
        "columns": form.shown_columns,
        "sort": form.order,
        "parameters": form.parameters(on),
        "export_kinds": list(TYPES),
    }
    return render(request, template, listing | (context or {}))
