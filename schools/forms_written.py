"""The filter that narrows a list of the register to what one import wrote."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from records.lists import FilterForm
from schools.choices import ImportState
from schools.models import ImportBatch
from schools.querysets_imports import ImportBatchQuerySet

NO_SUCH_BATCH = _("没有编号为“%(value)s”的导入批次，已忽略这个条件。")
WRITTEN = _("只看导入“%(file)s”写入的记录")
WRITTEN_AND_UNDONE = _("只看导入“%(file)s”写入过、现在还在的记录；这批导入已撤销")
NOT_WRITTEN = _("导入“%(file)s”没有写入任何记录")
SAYING = {ImportState.APPLIED: WRITTEN, ImportState.UNDONE: WRITTEN_AND_UNDONE}


class BatchField(forms.CharField):
    """The key of an import, set by the link on its page; what is no key is refused and ignored."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> str:
        """Return the key as it is written in addresses."""
        text = (value or "").strip()
        try:
            return str(UUID(text)) if text else ""
        except ValueError as error:
            raise no_such_batch(text) from error


def no_such_batch(value: str) -> forms.ValidationError:
    """Return the refusal of a key that names no batch which the person may open."""
    shown = "".join(filter(str.isprintable, value))[:20]
    return forms.ValidationError(NO_SUCH_BATCH, code="no_such_batch", params={"value": shown})


class WrittenFilterForm(FilterForm):
    """The filters of a list that can be narrowed to what one of the ``batches`` wrote."""

    batch = BatchField(label=_("导入批次"), required=False)

    def __init__(self, *args: Any, batches: ImportBatchQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._batches = batches
        self._batch: ImportBatch | None = None

    def clean_batch(self) -> str:
        """Return the key of a batch that the person may open, and keep the batch. Queries: 1 for a key."""
        key: str = self.cleaned_data["batch"]
        if key:
            self._batch = self._batches.with_key(UUID(key))
            if self._batch is None:
                raise no_such_batch(key)
        return key

    @property
    def written_by(self) -> ImportBatch | None:
        """Return the batch to whose records the list is narrowed.

        None when: it is not.
        """
        self.is_valid()
        return self._batch

    def said(self, name: str) -> Any:
        """Return to what the batch narrows the list, by the name of its file."""
        if self.written_by is None:
            return super().said(name)
        return SAYING.get(ImportState(self.written_by.state), NOT_WRITTEN) % {
            "file": self.written_by.file_name
        }
