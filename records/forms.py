"""What every form that writes carries: the version it was opened with, a request key, and the reason."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import BigIntegerField, Model
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from records.actions import refuse_used_key
from records.models import REASON_LENGTH, Record
from records.text import refuse_forbidden_characters, refuse_forbidden_in_lines

WRITTEN_DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]
NOT_A_DAY = _("请填写有效的日期，例如 2022-09-01。")
OPEN_THE_FORM = _("请从页面打开表单再提交。")
GUARDS = ("version", "request_key")  # what the machine asks, out of sight


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows; a number larger than any row's is no row, and not an overflow of the engine."""

    def clean(self, value: Any) -> Any:
        """Return the rows."""
        for each in value or ():
            if _is_beyond_numbers(each):
                invalid = self.error_messages["invalid_choice"]
                raise ValidationError(invalid, code="invalid_choice", params={"value": each})
        return super().clean(value)


def _is_beyond_numbers(text: Any) -> bool:
    try:
        return abs(int(text)) > BigIntegerField.MAX_BIGINT
    except (TypeError, ValueError):
        return False


class SafeForm(forms.Form):
    """A form safe against lost updates, double submits and rows that the person may not see.

    ``refusal`` is what an action said against the same input a moment before; it is shown like any error.
    """

    refusal: ClassVar[ValidationError | None] = None
    user: Any = None
    reason_required: ClassVar[bool] = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("修改原因"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("写入审计记录；可以不填。"),
        validators=[refuse_forbidden_characters],
    )

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.record.version
        self.fields["request_key"].initial = uuid4()
        if self.reason_required:
            self.fields["reason"].required, self.fields["reason"].help_text = (
                True,
                _("必须填写，写入审计记录。"),
            )
        if user is not None:
            self.user = user
            self._prepare_fields(user)

    @property
    def record(self) -> Record:
        """Return the record that the form is about."""
        raise NotImplementedError

    def _prepare_fields(self, user: Any) -> None:
        """Ask for days by the browser's means, for rows among those the person may see, the reason last."""
        for name, field in self.fields.items():
            self._prepare(name, field, user)
        self.order_fields([name for name in self.fields if name != "reason"])

    def _prepare(self, name: str, field: forms.Field, user: Any) -> None:
        if isinstance(field, forms.DateField):
            _ask_for_day(field)
        elif isinstance(field, forms.ModelChoiceField):
            model: type[Model] = field.queryset.model  # type: ignore[union-attr] # every one here has rows
            field.queryset = self.choices_for(name, model, user)
        elif isinstance(field, forms.CharField) and name not in GUARDS:
            has_lines = isinstance(field.widget, forms.Textarea)
            refuse = refuse_forbidden_in_lines if has_lines else refuse_forbidden_characters
            field.validators = [*field.validators, refuse]

    def choices_for(self, name: str, model: type[Model], user: Any) -> Any:
        """Return the rows that a field offers; a form that offers fewer says so here."""
        return model._default_manager.visible_to(user)  # type: ignore[attr-defined] # behind the door

    def clean_version(self) -> int:
        """Return the version that the form was opened with; a missing one never matches."""
        version = self.cleaned_data["version"]
        return 0 if version is None else version

    def clean(self) -> dict[str, Any] | None:
        """Give the record the version that the form was opened with.

        Raises: AlreadyDone if the form was submitted before.
        """
        cleaned = super().clean()
        if self.record.pk:
            self.record.version = self.cleaned_data.get("version", 0)
        if self.needs_key and "request_key" not in self.errors and self.key is None:
            self.add_error(None, ValidationError(OPEN_THE_FORM, code="no_request_key"))
        refuse_used_key(self.key)
        return cleaned

    @property
    def needs_key(self) -> bool:
        """Return whether a second submit would do the same again, as it would where something is made."""
        return self.record.pk is None

    def full_clean(self) -> None:
        """Check everything, and repeat what an action refused."""
        super().full_clean()
        if self.refusal is not None:
            self.refuse(self.refusal)

    def refuse(self, error: ValidationError) -> None:
        """Show what an action said, at the fields that it is about."""
        self.add_error(None, _at_fields_of(self, error))

    def values_of(self, _stored: Record) -> dict[str, Any]:
        """Return the values now stored of the form's fields, which a conflict page shows."""
        return {}

    @property
    def key(self) -> UUID | None:
        """Return the request key as submitted."""
        return self.cleaned_data.get("request_key")

    @property
    def given_reason(self) -> str:
        """Return the reason as submitted."""
        return self.cleaned_data.get("reason", "")


def _ask_for_day(field: forms.DateField) -> None:
    field.widget = forms.DateInput({"type": "date", **field.widget.attrs}, format="%Y-%m-%d")
    field.input_formats = WRITTEN_DAYS
    field.error_messages["invalid"] = NOT_A_DAY


class ActionForm(SafeForm):
    """A form that asks what an action on a record needs to know."""

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        self._record = copy(record)
        super().__init__(*args, **kwargs)

    @property
    def record(self) -> Record:
        """Return the form's own copy of the record."""
        return self._record


class RecordForm(SafeForm, forms.ModelForm):
    """A form of one record; it works on a copy, so that a refused form leaves the page's record alone."""

    def __init__(self, *args: Any, instance: Record | None = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=copy(instance) if instance else None, **kwargs)

    @property
    def record(self) -> Record:
        """Return the form's own copy of the record."""
        return self.instance

    def values_of(self, stored: Record) -> dict[str, Any]:
        """Return the stored record's own values."""
        return model_to_dict(stored)


def _at_fields_of(form: forms.BaseForm, error: ValidationError) -> ValidationError:
    """Return the error with what concerns no field of the form moved to the form as a whole."""
    if not hasattr(error, "error_dict"):
        return error
    placed: dict[str, list[ValidationError]] = {}
    for name, errors in error.error_dict.items():
        placed.setdefault(name if name in form.fields else NON_FIELD_ERRORS, []).extend(errors)
    return ValidationError(placed)
