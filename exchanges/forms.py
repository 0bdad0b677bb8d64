"""What is asked of whoever proposes, answers or decides about a rotation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.choices import RotationKind, RotationState
from exchanges.columns import ROTATION_COLUMNS
from exchanges.models import Rotation
from exchanges.querysets import WHEN
from groups.models import EducationGroup
from records.forms import ActionForm, RecordForm
from records.lists import FilterField, FilterForm, SearchField
from records.models import REASON_LENGTH
from schools.forms_year import YearForm
from schools.models import School, Staff

TERMS = ["kind", "route", "start", "end", "share", "stage", "subject", "purpose", "relation", "document"]


class RotationFilterForm(FilterForm):
    """The filters of the list of rotations."""

    columns = ROTATION_COLUMNS
    default_order = "-start"

    q = SearchField(label=_("姓名或学校"))
    waiting = FilterField(label=_("待办"), choices=[("me", _("等我处理"))])
    state = FilterField(label=_("状态"), choices=RotationState.choices)
    when = FilterField(label=_("时间"), choices=list(WHEN.items()))
    kind = FilterField(label=_("形式"), choices=RotationKind.choices)
    group = FilterField(label=_("教育集团"), choices=[])

    def __init__(self, *args: Any, groups: Iterable[EducationGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        group.choices = [*group.choices, *((row.slug, row.name) for row in groups)]  # type: ignore[attr-defined]

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the rotations must meet, by the names of the queryset."""
        chosen = self.chosen
        narrowed = {name: chosen[name] for name in ("state", "when", "kind", "group")}
        return {"text": chosen["q"], **narrowed}


class WhereaboutsForm(YearForm):
    """Asks for the school year, and the school or group, whose people are to be shown."""

    school = FilterField(label=_("学校"), choices=[])
    group = FilterField(label=_("教育集团"), choices=[])

    def __init__(
        self, *args: Any, groups: Iterable[EducationGroup], schools: Iterable[School], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, rows in (
            ("school", [(school.code, school.name) for school in schools]),
            ("group", [(group.slug, group.name) for group in groups]),
        ):
            fields[name].choices = [*fields[name].choices, *rows]


class TermsForm(RecordForm):
    """Asks for the terms of a rotation."""

    class Meta:
        model = Rotation
        fields = TERMS


class ProposalForm(TermsForm):
    """Asks for a rotation between one's own school and another of its groups."""

    class Meta(TermsForm.Meta):
        fields = ["group", "person", "home", "host", *TERMS]

    def __init__(self, *args: Any, instance: Rotation, **kwargs: Any) -> None:
        self._own = instance.proposer
        super().__init__(*args, instance=instance, **kwargs)
        del self.fields["home" if instance.is_proposed_by_home else "host"]
        if instance.is_proposed_by_home:
            self.fields["person"].required = True
        else:
            del self.fields["person"]

    def choices_for(self, name: str, model: Any, user: Any) -> Any:
        """Offer the own groups, the other schools of these, and the people of the own roster."""
        if model is Staff:
            return Rotation.objects.people_of(self._own)
        if model is School:
            return Rotation.objects.peers_of(self._own)
        return EducationGroup.objects.visible_to(user).filter(memberships__school=self._own).distinct()


class ExtensionForm(TermsForm):
    """Asks until when an approved rotation is to go on."""

    class Meta(TermsForm.Meta):
        fields = ["end", "share", "purpose", "document"]


class SayingForm(ActionForm):
    """Asks what to say to the others, who all read it."""

    says, hint = _("附言"), _("两所学校和教育局都会看到，并写入审计记录；可以不填。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = self.says, self.hint


class AcceptForm(SayingForm):
    """Asks for the school's consent, and for the person where the other school asked for somebody."""

    person = forms.ModelChoiceField(Staff.objects.none(), label=_("派出的教职工"))

    def __init__(self, *args: Any, record: Rotation, **kwargs: Any) -> None:
        self._rotation = record
        super().__init__(*args, record=record, **kwargs)
        if record.person is not None:
            del self.fields["person"]

    def choices_for(self, name: str, model: Any, user: Any) -> Any:
        """Offer the people of the own roster."""
        return Rotation.objects.people_of(self._rotation.home)


class ReasonForm(SayingForm):
    """Asks for the reason."""

    reason_required = True
    says, hint = _("原因"), _("两所学校和教育局都会看到，并写入审计记录。")


class ApproveForm(SayingForm):
    """Asks the bureau for its consent, and for the reason of an exception where one is needed."""

    exception = forms.CharField(label=_("例外理由"), max_length=REASON_LENGTH, required=False)

    def __init__(self, *args: Any, outside: list[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outside:
            names = _("、").join(school.name for school in outside)
            self.fields["exception"].help_text = _("%(schools)s开始那天不在这个集团内。") % {"schools": names}
        else:
            del self.fields["exception"]


class EndEarlyForm(ReasonForm):
    """Asks from which day the person is back."""

    day = forms.DateField(label=_("回到原学校的日期"))
