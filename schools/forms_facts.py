"""The forms by which facts are confirmed, proposed and decided, and the filters of their lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import ActionForm
from records.lists import FilterField, FilterForm, SearchField
from schools import fact_values
from schools.choices import ProposalState, ProposedFact
from schools.columns_facts import CONFIRMATION_COLUMNS, PROPOSAL_COLUMNS
from schools.models import Proposal, School
from schools.querysets import PENDING


class ConfirmForm(ActionForm):
    """Asks nothing: one click confirms the facts that the person saw."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class ProposeForm(ActionForm):
    """Asks for the right value of one fact, and why it is right."""

    reason_required = True
    fact: ClassVar[str]

    def __init__(self, *args: Any, record: School, **kwargs: Any) -> None:
        kwargs["initial"] = {"value": getattr(record, self.fact)}
        super().__init__(*args, record=record, **kwargs)
        self.fields["reason"].label = _("说明")
        self.fields["reason"].help_text = _("为什么要更正、依据是什么；教育局据此核定。")

    def clean_value(self) -> str:
        """Return the value as a proposal keeps it."""
        return fact_values.as_text(self.cleaned_data["value"])


def propose_form(fact: str) -> type[ProposeForm]:
    """Return the form that asks for one fact by the field of its column."""
    value = fact_values.column(fact).formfield(label=_("建议改为"))
    return type("ProposeFactForm", (ProposeForm,), {"fact": fact, "value": value})


class AnswerForm(ActionForm):
    """Asks the bureau for the words with which a proposal goes back."""

    reason_required = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("退回理由")
        self.fields["reason"].help_text = _("学校会看到这段话。")


class AcceptForm(ActionForm):
    """Asks the bureau to accept a proposal, knowingly if the fact was changed since."""

    knowingly = forms.BooleanField(label=_("我已核对：这一项在申请之后改动过，仍按申请更正"))

    def __init__(self, *args: Any, record: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["reason"].label = _("答复")
        self.fields["reason"].help_text = _("学校会看到这段话；可以不填。")
        if not record.is_open or fact_values.present(record.school, record.field) == record.against:
            del self.fields["knowingly"]


class ProposalFilterForm(FilterForm):
    """The filters of the list of proposals."""

    columns = PROPOSAL_COLUMNS
    default_order = "-proposed_at"

    state = FilterField(
        label=_("处理状态"), choices=[*ProposalState.choices, (PENDING, _("本学期退回，尚未重新提出"))]
    )
    school = FilterField(label=_("学校"), choices=[])
    field = FilterField(label=_("事项"), choices=ProposedFact.choices)

    def __init__(self, *args: Any, schools: Iterable[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["school"]
        choice.choices = [*choice.choices, *((each.code, each.name) for each in schools)]  # type: ignore[attr-defined]

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the proposals must meet, by the names of the queryset."""
        chosen = self.chosen
        return {name: chosen[name] for name in ("state", "school", "field")}


class ConfirmationFilterForm(FilterForm):
    """The filters of the list of schools that are to confirm their facts."""

    columns = CONFIRMATION_COLUMNS
    default_order = "code"

    q = SearchField(label=_("名称、曾用名或学校标识码"))
    done = FilterField(label=_("确认情况"), choices=[("done", _("已确认")), ("due", _("未确认"))])
