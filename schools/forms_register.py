"""What is asked to change a school's place in the register; one form an action."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from records.days import FIRST_DAY, LAST_DAY
from records.forms import ActionForm, RecordForm
from records.models import Basis
from schools.choices import SchoolState
from schools.codes import next_provisional
from schools.models import Contact, District, FormerName, School, StageService
from schools.models.register import DOCUMENT_HELP
from schools.stages import Stage

OUT_OF_RANGE = _("请填写 1949 年到 2100 年之间的日期。")
NOT_YET = _("生效日期不能晚于今天；还没有生效的更名，请到生效那天再登记。")
FACTS = ["kind", "ownership"]  # each with its basis beside it
BASES = [choice for choice in Basis.choices if choice[0] != Basis.DEMONSTRATION]


class ChosenDay(forms.DateField):
    """A day on which something takes effect, within the years that the register can speak of."""

    default_validators = [
        MinValueValidator(FIRST_DAY, OUT_OF_RANGE),
        MaxValueValidator(LAST_DAY, OUT_OF_RANGE),
    ]


def document_field() -> forms.CharField:
    """Return the field for the document that says so."""
    return forms.CharField(label=_("依据文件"), required=False, max_length=200, help_text=DOCUMENT_HELP)


class NewSchoolForm(RecordForm):
    """Asks for a school that is to be registered, what it serves, and from when."""

    stages = forms.MultipleChoiceField(
        label=_("办学学段"),
        choices=Stage.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("选择学校开办的全部学段。"),
    )
    operating_from = ChosenDay(
        label=_("开办日期"),
        required=False,
        help_text=_("在办状态和学段从这一天起生效。留空表示在有记录之前就已生效。"),
    )

    class Meta:
        model = School
        fields: ClassVar[list[str]] = [
            "district", "code", "name", "kind", "ownership", "in_district_register", "is_collective", "town",
            "urban_rural", "is_boarding", "founded_on",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(self.fields["district"].queryset)  # type: ignore[attr-defined] # a choice of rows
        if len(offered) == 1:
            self.initial.setdefault("district", offered[0].pk)
            self.initial.setdefault("code", next_provisional(offered[0]))

    def choices_for(self, name: str, model: type[Any], user: Any) -> Any:
        """Return the districts whose register the person keeps."""
        return District.objects.governed_by(user)

    @property
    def chosen_stages(self) -> list[Stage]:
        """Return the stages chosen."""
        return [Stage(stage) for stage in self.cleaned_data["stages"]]


class SplitForm(NewSchoolForm):
    """Asks for the school that is set up out of another, and from when."""

    operating_from = ChosenDay(label=_("分设日期"), help_text=_("新学校从这一天起单独办学。"))
    document = document_field()

    class Meta(NewSchoolForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = self.instance.district
        self.fields["district"].disabled = True
        self.initial.update(district=district.pk, code=next_provisional(district))


class CorrectionForm(RecordForm):
    """Asks for a school's basic facts as they are."""

    class Meta:
        model = School
        fields: ClassVar[list[str]] = [
            "kind", "kind_basis", "ownership", "ownership_basis", "in_district_register", "town",
            "urban_rural", "is_boarding", "founded_on",
        ]  # fmt: skip
        help_texts: ClassVar[dict[str, Any]] = {
            "kind_basis": _("修改办学类型而不改依据时，依据记为“已确认”。"),
            "ownership_basis": _("修改办学性质而不改依据时，依据记为“已确认”。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact in FACTS:
            self.fields[f"{fact}_basis"].choices = BASES  # type: ignore[attr-defined] # a choice

    def clean(self) -> dict[str, Any] | None:
        """Take a fact that an officer changes for confirmed, unless the officer says otherwise."""
        cleaned = super().clean()
        for fact in FACTS:
            if fact in self.changed_data and f"{fact}_basis" not in self.changed_data:
                self.cleaned_data[f"{fact}_basis"] = Basis.CONFIRMED
        return cleaned


class RenameForm(ActionForm):
    """Asks for a school's new name, and since when it bears it; ``latest`` is the last day it may be."""

    name = forms.CharField(
        label=_("新名称"), max_length=100, help_text=_("原名称自动转为曾用名，学校标识码不变。")
    )
    day = ChosenDay(label=_("更名日期"), help_text=_("改用新名称的第一天，不能晚于今天。"))
    document = document_field()

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest

    def clean_day(self) -> date:
        """Return the day; a name that is to come is registered when it comes."""
        day = self.cleaned_data["day"]
        if day > self.latest:
            raise forms.ValidationError(NOT_YET, code="not_yet")
        return day


class NameForm(RecordForm):
    """Asks for another name by which a school is known, or was known."""

    class Meta:
        model = FormerName
        fields: ClassVar[list[str]] = ["name", "used_until", "document"]
        labels: ClassVar[dict[str, Any]] = {"name": _("别名或曾用名")}


class CodeForm(ActionForm):
    """Asks for the official code of a school that has a provisional one."""

    code = forms.CharField(
        label=_("正式学校标识码"),
        max_length=20,
        help_text=_("十位数字。原临时码从此停用，不再分配；旧网址会转到新网址。"),
    )
    day = ChosenDay(label=_("启用日期"))


class StatusForm(ActionForm):
    """Asks for a school's new state; closing it for good has a page of its own."""

    status = forms.ChoiceField(
        label=_("新状态"),
        choices=[choice for choice in SchoolState.choices if choice[0] != SchoolState.CLOSED],
        help_text=_("恢复办学请选“在办”。"),
    )
    day = ChosenDay(label=_("生效日期"), help_text=_("新状态的第一天；原状态到这一天为止。"))
    document = document_field()


class StageForm(ActionForm):
    """Asks which stage a school begins or no longer serves, and from when."""

    BEGIN, END = "begin", "end"

    change = forms.ChoiceField(label=_("事项"), choices=[(BEGIN, _("开办学段")), (END, _("停办学段"))])
    stage = forms.ChoiceField(label=_("学段"), choices=Stage.choices)
    day = ChosenDay(
        label=_("生效日期"), help_text=_("开办：招生办学的第一天；停办：不再办这个学段的第一天。")
    )
    document = document_field()

    @property
    def school(self) -> School:
        """Return the form's own copy of the school."""
        return cast("School", self.record)

    @property
    def begins(self) -> bool:
        """Return whether a stage begins."""
        return self.cleaned_data["change"] == self.BEGIN

    @property
    def service(self) -> StageService:
        """Return the stage that begins, not stored yet."""
        given = self.cleaned_data
        return StageService(
            school=self.school,
            stage=given["stage"],
            start=given["day"],
            document=given["document"],
            basis=Basis.CONFIRMED,
        )


class RemovalForm(ActionForm):
    """Asks why a record is taken out."""


class DeletionForm(ActionForm):
    """Asks why a school is taken out of the register; there must be a reason."""

    reason_required = True


class LocationForm(RecordForm):
    """Asks where a school stands."""

    class Meta:
        model = School
        fields: ClassVar[list[str]] = ["town", "urban_rural", "address", "longitude", "latitude"]


class ContactForm(RecordForm):
    """Asks for one person to whom matters of a school are addressed."""

    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = ["duty", "name", "phone", "email", "note"]
