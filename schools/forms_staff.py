"""The forms of a school's staff, and the filters of the district's list of staff."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.forms import ActionForm, RecordForm
from records.lists import FilterField, SearchField
from schools.choices import BackboneLevel, Post, StaffStatus, Title
from schools.columns_facts import STAFF_INDEX_COLUMNS
from schools.forms_written import WrittenFilterForm
from schools.models import Employment, School, Staff
from schools.stages import Stage

TAKEN = _("教职工号“%(number)s”在本区县已被使用，请核对。")
TAKEN_BY = _("教职工号“%(number)s”已是%(school)s%(person)s的，请核对。")
AT_WORK = [StaffStatus.ACTIVE, StaffStatus.ABSENT]
LEAVING = [StaffStatus.RETIRED, StaffStatus.LEFT]


class StaffForm(RecordForm):
    """Asks for the facts of a person on a school's roster; whoever leaves has a form of its own."""

    class Meta:
        model = Staff
        fields = [
            "staff_no", "name", "post", "section", "subject", "title", "qualification", "backbone_level",
            "status",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = self.instance.status
        offered = [*AT_WORK, *([StaffStatus(present)] if present in LEAVING else [])]
        self.fields["status"].choices = [(each.value, each.label) for each in offered]  # type: ignore[attr-defined]

    def clean_staff_no(self) -> str:
        """Return a number that nobody else has.

        The constraint says so too; here it is said at the field, with the school where the person may know.
        """
        number = self.cleaned_data["staff_no"]
        others = Staff.objects.filter(district=self.instance.district_id, staff_no=number)
        if others.exclude(pk=self.instance.pk).exists():
            raise self._taken(number)
        return number

    def _taken(self, number: str) -> ValidationError:
        seen = Employment.objects.visible_to(self.user).numbered(number).for_roster()
        known = seen.filter(staff__district=self.instance.district_id).first()
        if known is None:
            return ValidationError(TAKEN, code="taken", params={"number": number})
        params = {"number": number, "school": known.school.name, "person": known.staff.name}
        return ValidationError(TAKEN_BY, code="taken", params=params)


class NewStaffForm(StaffForm):
    """Asks for a new person, and since when the person is at the school."""

    joined_on = forms.DateField(
        label=_("到校日期"), required=False, help_text=_("编制从这一天起在本校；不清楚时留空。")
    )


class MoveForm(ActionForm):
    """Asks where a person goes, and from which day on."""

    school = forms.ModelChoiceField(label=_("调往学校"), queryset=School.objects.none())
    day = forms.DateField(
        label=_("从哪一天起"), help_text=_("到新学校的第一天；在原学校的编制到前一天为止。可以填将来的日期。")
    )
    document = forms.CharField(label=_("依据文件"), required=False, max_length=200)

    def choices_for(self, name: str, model: Any, user: Any) -> Any:
        """Return the schools of the person's district."""
        schools = super().choices_for(name, model, user)
        return schools.filter(district=self.record.staff.district_id)  # type: ignore[attr-defined]


class LeaveForm(ActionForm):
    """Asks how and when a person leaves the school."""

    status = forms.ChoiceField(label=_("去向"), choices=[(each.value, each.label) for each in LEAVING])
    day = forms.DateField(label=_("离校日期"), help_text=_("不再在本校的第一天，不能晚于今天。"))
    document = forms.CharField(label=_("依据文件"), required=False, max_length=200)


class StaffIndexFilterForm(WrittenFilterForm):
    """The filters of the list of all staff that a person may read."""

    columns = STAFF_INDEX_COLUMNS
    default_order = "staff_no"

    q = SearchField(label=_("姓名或教职工号"))
    school = FilterField(label=_("学校"), choices=[])
    post = FilterField(label=_("岗位"), choices=Post.choices)
    title = FilterField(label=_("职称"), choices=Title.choices)
    backbone_level = FilterField(label=_("骨干级别"), choices=BackboneLevel.choices)
    section = FilterField(label=_("任教学段"), choices=Stage.choices)
    status = FilterField(label=_("在岗状态"), choices=StaffStatus.choices)

    def __init__(self, *args: Any, schools: Iterable[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        field.choices = [*field.choices, *((each.code, each.name) for each in schools)]  # type: ignore[attr-defined]

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the people must meet, by the names of the queryset."""
        chosen = self.chosen
        names = ("school", "post", "title", "backbone_level", "section", "status")
        return {name: chosen[name] for name in names} | {"text": chosen["q"]}
