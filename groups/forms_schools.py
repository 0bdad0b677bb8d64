"""What is asked when a school ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.actions_schools import Replacement
from groups.choices import ChangeKind
from groups.forms_changes import ChangeForm
from groups.models import GroupChange
from schools import forms_register
from schools.forms_register import ChosenDay
from schools.models import School


class CloseForm(ChangeForm):
    """Asks when a school closes, by which paper, and why."""

    reason_required = True

    @property
    def schools(self) -> list[School]:
        """Return the school that closes."""
        return [self.instance.school] if self.instance.school else []


class MergeForm(CloseForm):
    """Asks also for the school that goes on."""

    into = forms.ModelChoiceField(School.objects.none(), label=_("并入的学校"))

    def choices_for(self, name: str, model: type[Any], user: Any) -> Any:
        """Return the other schools of the district."""
        school = self.instance.school
        return super().choices_for(name, model, user).exclude(pk=school.pk if school else None)

    @property
    def schools(self) -> list[School]:
        """Return both schools."""
        return [*super().schools, self.cleaned_data["into"]]


class ReplaceForm(forms_register.SplitForm):
    """Asks for the new school that takes the place of another."""

    reason_required = True
    operating_from = ChosenDay(label=_("取代日期"), help_text=_("新学校从这一天起办学，原学校同日撤销。"))
    takes_over = forms.BooleanField(
        label=_("新学校接续原学校的集团成员关系"),
        required=False,
        initial=True,
        help_text=_("原学校是龙头学校时，新学校同日成为龙头学校。"),
    )

    class Meta(forms_register.SplitForm.Meta):
        pass

    def __init__(self, *args: Any, replaced: School, **kwargs: Any) -> None:
        self.replaced = replaced
        super().__init__(*args, instance=School(district=replaced.district), **kwargs)

    @property
    def change(self) -> GroupChange:
        """Return the change that ends the old school."""
        given = self.cleaned_data
        return GroupChange(
            kind=ChangeKind.REPLACE,
            district=self.replaced.district,
            school=self.replaced,
            day=given["operating_from"],
            document=given["document"],
            note=self.given_reason,
        )

    @property
    def replacement(self) -> Replacement:
        """Return the new school with what it takes over."""
        return Replacement(self.instance, self.chosen_stages, self.cleaned_data["takes_over"])

    @property
    def day_given(self) -> date | None:
        """Return the day that the effects are shown for."""
        return self.cleaned_data.get("operating_from")

    @property
    def concerned(self) -> list[int]:
        """Return the school that is replaced."""
        return [self.replaced.pk]
