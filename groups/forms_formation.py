"""What is asked on the way to a new group."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Formation, FormationStep, PlannedSchool
from records.forms import ActionForm, RecordForm
from schools.forms_register import ChosenDay, document_field
from schools.models import District, School

NOT_YET = _("这一步的日期不能晚于今天；只有“启动”可以填今后的日期。")


class NewFormationForm(RecordForm):
    """Asks for a group that is proposed."""

    day = ChosenDay(label=_("提出日期"))
    document = document_field()

    class Meta:
        model = Formation
        fields: ClassVar[list[str]] = ["district", "name", "slug", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(self.fields["district"].queryset)  # type: ignore[attr-defined] # a choice of rows
        if len(offered) == 1:
            self.initial.setdefault("district", offered[0].pk)

    def choices_for(self, name: str, model: type[Any], user: Any) -> Any:
        """Return the districts whose groups the person keeps."""
        return District.objects.governed_by(user)

    @property
    def step(self) -> FormationStep:
        """Return the first step, not stored yet."""
        return FormationStep(day=self.cleaned_data["day"], document=self.cleaned_data["document"])


class PlanForm(RecordForm):
    """Asks for a formation's name and plan."""

    class Meta:
        model = Formation
        fields: ClassVar[list[str]] = ["name", "plan"]


class PlannedSchoolForm(RecordForm):
    """Asks for a school that is to belong to the group."""

    instance: PlannedSchool

    class Meta:
        model = PlannedSchool
        fields: ClassVar[list[str]] = ["school", "role"]

    def choices_for(self, name: str, model: type[Any], user: Any) -> Any:
        """Return the schools of the formation's district."""
        return School.objects.visible_to(user).filter(district=self.instance.formation.district)


class StepForm(RecordForm):
    """Asks for the next step; ``latest`` is the last day that it may bear, none for the launch."""

    instance: FormationStep
    day = ChosenDay(label=_("日期"))

    class Meta:
        model = FormationStep
        fields: ClassVar[list[str]] = ["day", "document", "note"]

    def __init__(self, *args: Any, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest

    def clean_day(self) -> date:
        """Return the day; a step before the launch is entered when it was taken."""
        day = self.cleaned_data["day"]
        if self.latest and day > self.latest:
            raise forms.ValidationError(NOT_YET, code="not_yet")
        return day

    @property
    def day_given(self) -> date | None:
        """Return the day that the effects are shown for."""
        return self.cleaned_data.get("day")

    @property
    def concerned(self) -> list[int]:
        """Return the schools that the launch would make members."""
        return [row.school_id for row in self.instance.formation.planned.in_order()]


class RemovalForm(ActionForm):
    """Asks why a school is taken out of the plan."""


class AbandonForm(ActionForm):
    """Asks why a formation is given up."""

    reason_required = True
