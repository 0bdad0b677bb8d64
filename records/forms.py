"""What every form that writes a record carries: a version when it edits, a request key when it creates."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms

from records.models import Record


class RecordForm(forms.ModelForm):
    """A form of one record, safe against lost updates and double submits."""

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
        """Give the record the version that the form was opened with."""
        cleaned = super().clean()
        if self.instance.pk:
            self.instance.version = self.cleaned_data.get("version", 0)
        return cleaned

    @property
    def key(self) -> UUID | None:
        """Return the request key as submitted."""
        return self.cleaned_data.get("request_key")
