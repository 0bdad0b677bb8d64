"""Where people are in a school year, of a school, of a group or of everybody that the person may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from exchanges.forms import WhereaboutsForm
from exchanges.letter import DOCX, posting_letter
from exchanges.models import Rotation
from exchanges.whereabouts import day_mark, months, rows_of_year
from groups.models import EducationGroup
from schools.models import School
from schools.school_year import days_of, label

LETTER = _("派遣函")


def whereabouts(request: HttpRequest) -> HttpResponse:
    """Show who is where over a school year, and who comes back within 60 days."""
    user, today = request.user, timezone.localdate()
    visible = Rotation.objects.visible_to(user)
    form = WhereaboutsForm(
        request.GET,
        groups=EducationGroup.objects.visible_to(user).order_by("position", "pk"),
        schools=School.objects.visible_to(user).order_by("code"),
        today=today,
    )
    found = visible.matching(today, group=form.chosen["group"]).between(form.chosen["school"])
    year = form.year_shown
    context = {
        "form": form,
        "year": label(year),
        "rows": rows_of_year(found.during(days_of(year)).for_page(today), year),
        "months": months(year),
        "today_at": day_mark(today, year),
        "returning": found.matching(today, when="returning").for_page(today).order_by("end", "pk"),
    }
    return render(request, "exchanges/whereabouts.html", context)


def rotation_letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the posting letter of an approved rotation."""
    today = timezone.localdate()
    approved = Rotation.objects.visible_to(request.user).approved().for_page(today)
    rotation = get_object_or_404(approved, pk=pk)
    content = posting_letter(rotation, on=today)
    response = HttpResponse(content, content_type=DOCX)
    name = f"{LETTER}-{rotation}.docx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
