"""What every form that writes a record carries: a version when it edits, a request key when it creates."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from records.actions import refuse_used_key
from records.models import Record


class RecordForm(forms.ModelForm):
    """A form of one record, safe against lost updates and double submits.

    ``refusal`` is what an action said against the same input a moment before; it is shown like any error.
    """

    refusal: ClassVar[ValidationError | None] = None
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record: Record = self.instance
        self.fields["version"].initial = record.version
        self.fields["request_key"].initial = uuid4()

    def clean_version(self) -> int:
        """Return the version that the form was opened with; a missing one never matches."""
        version = self.cleaned_data["version"]
        return 0 if version is None else version

    def clean(self) -> dict[str, Any] | None:
        """Give the record the version that the form was opened with.

        Raises: AlreadyDone if the form was submitted before.
        """
        cleaned = super().clean()
        if self.instance.pk:
            self.instance.version = self.cleaned_data.get("version", 0)
        else:
            refuse_used_key(self.key)
        return cleaned

    def full_clean(self) -> None:
        """Check everything, and repeat what an action refused."""
        super().full_clean()
        if self.refusal is not None:
            self.add_error(None, _at_fields_of(self, self.refusal))

    @property
    def key(self) -> UUID | None:
        """Return the request key as submitted."""
        return self.cleaned_data.get("request_key")


def _at_fields_of(form: forms.BaseForm, error: ValidationError) -> ValidationError:
    """Return the error with what concerns no field of the form moved to the form as a whole."""
    if not hasattr(error, "error_dict"):
        return error
    placed: dict[str, list[ValidationError]] = {}
    for name, errors in error.error_dict.items():
        placed.setdefault(name if name in form.fields else NON_FIELD_ERRORS, []).extend(errors)
    return ValidationError(placed)
