"""The form of a school's enrolment in one school year, and the filters of the district's list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import ActionForm
from records.lists import FilterField, SearchField
from records.models import Record
from records.templatetags.records_format import percent
from schools import school_year
from schools.actions_enrolment import Figures
from schools.columns_facts import ENROLMENT_COLUMNS
from schools.enrolment import is_large, relative_change, stages_served, state_of
from schools.forms_written import WrittenFilterForm
from schools.models import Enrolment, School
from schools.stages import Stage

MOST_PUPILS, MOST_CLASSES = 99_999, 9_999  # far beyond any school; a slip of the pen is not
PUPILS_FIRST = _("请先填写在校生数；只知道班级数时，两项都留空。")
LARGE = _("%(stage)s在校生 %(now)s 人，上一学年 %(before)s 人，变化 %(change)s。已保存，请核对是否填错。")
LAST_YEAR = _("上一学年 %(pupils)s 人。留空表示未知。")
NO_LAST_YEAR = _("留空表示未知；没有学生填 0。")
YEARS_LISTED = 10


class EnrolmentForm(ActionForm):
    """Asks for pupils and classes of every stage that the school serves in a school year.

    Its version stands for the state of all rows of the year, so that two people cannot overwrite each other.
    """

    def __init__(self, *args: Any, record: School, year: int, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        stored = list(record.enrolments.filter(year__in=(year - 1, year)))
        now = {row.stage: row for row in stored if row.year == year}
        self.before = {row.stage: row.pupils for row in stored if row.year == year - 1}
        self.stages = stages_served(record.stages.all(), year)
        self.fields["version"].initial = state_of(now.values())
        for stage in self.stages:
            self._ask(stage, now.get(stage))
        self.order_fields([name for name in self.fields if name != "reason"])

    def _ask(self, stage: Stage, row: Enrolment | None) -> None:
        before = self.before.get(stage)
        self.fields[f"{stage}_pupils"] = forms.IntegerField(
            label=_("%(stage)s在校生数") % {"stage": stage.label},
            required=False,
            min_value=0,
            max_value=MOST_PUPILS,
            initial=row.pupils if row else None,
            help_text=NO_LAST_YEAR if before is None else LAST_YEAR % {"pupils": before},
        )
        self.fields[f"{stage}_classes"] = forms.IntegerField(
            label=_("%(stage)s班级数") % {"stage": stage.label},
            required=False,
            min_value=0,
            max_value=MOST_CLASSES,
            initial=row.classes if row else None,
            help_text=_("不清楚时留空。"),
        )

    def clean(self) -> dict[str, Any] | None:
        """Refuse classes without pupils."""
        cleaned = super().clean()
        for stage, figure in self.figures.items():
            if figure.pupils is None and figure.classes is not None and f"{stage}_pupils" not in self.errors:
                self.add_error(f"{stage}_pupils", forms.ValidationError(PUPILS_FIRST, code="pupils_first"))
        return cleaned

    def values_of(self, _stored: Record) -> dict[str, Any]:
        """Return the figures now stored, which a form made anew starts with."""
        names = [f"{stage}_{what}" for stage in self.stages for what in ("pupils", "classes")]
        return {name: self.fields[name].initial for name in names}

    @property
    def figures(self) -> dict[str, Figures]:
        """Return what was typed, by stage."""
        given = self.cleaned_data.get
        return {stage: Figures(given(f"{stage}_pupils"), given(f"{stage}_classes")) for stage in self.stages}

    @property
    def warnings(self) -> Iterator[str]:
        """Yield a sentence for each stage that changed more than a school usually does."""
        for stage, figure in self.figures.items():
            before = self.before.get(stage)
            change = relative_change(before, figure.pupils)
            if is_large(change):
                yield LARGE % {
                    "stage": Stage(stage).label,
                    "now": figure.pupils,
                    "before": before,
                    "change": percent(change),
                }


class EnrolmentFilterForm(WrittenFilterForm):
    """The school year and the filters of the district's enrolment."""

    columns = ENROLMENT_COLUMNS
    default_order = "school"

    year = FilterField(label=_("学年"), choices=[])
    q = SearchField(label=_("学校名称或学校标识码"))
    stage = FilterField(label=_("学段"), choices=Stage.choices)
    reported = FilterField(label=_("填报情况"), choices=[("yes", _("已报")), ("no", _("未报"))])

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.this_year = this_year
        years = range(this_year + 1, this_year - YEARS_LISTED, -1)
        self.years = [(str(year), school_year.label(year)) for year in years]
        self._offer_years(_("本学年"))

    def _offer_years(self, unasked: Any) -> None:
        self.fields["year"].choices = [("", unasked), *self.years]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Let a list of what an import wrote be of all school years until one is chosen."""
        cleaned = super().clean()
        if self._batch:
            self._offer_years(_("全部学年"))
        return cleaned

    @property
    def year_shown(self) -> int | None:
        """Return the chosen school year, else the present one.

        None when: none was chosen for what an import wrote, which may be of several years.
        """
        if not self.chosen["year"] and self.written_by:
            return None
        return int(self.chosen["year"] or self.this_year)

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the rows must meet, by the names of the queryset."""
        chosen = self.chosen
        return {"text": chosen["q"], "stage": chosen["stage"], "reported": chosen["reported"]}
