"""Which rows applying an import created or changed; the trail says it, and the database looks it up."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import BigIntegerField, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from records.models import AuditEntry

SCHOOL, EMPLOYMENT = "schools.school", "schools.employment"
OF_SCHOOL = {  # what belongs to one school and counts as a part of it
    "schools.schoolstatus", "schools.stageservice", "schools.formername", "schools.retiredcode",
}  # fmt: skip


class WrittenQuerySet(models.QuerySet):
    """Rows that imports write."""

    def written_by(self, batch: Any) -> Self:
        """Return the rows that applying a batch created or changed, all of them without a batch.

        Of an undone batch these are the rows that are still there. Queries: none of their own.
        """
        return self.filter(self._written(str(batch.key))) if batch else self.all()

    def _written(self, key: str) -> Q:
        """Return what a row must meet about which there is an entry under the batch's key."""
        return Q(pk__in=_entries(key, self.model._meta.label_lower).values("object_id"))


class WrittenSchoolQuerySet(WrittenQuerySet):
    """Schools that imports write, with what belongs to them."""

    def _written(self, key: str) -> Q:
        return Q(pk__in=_entries(key, SCHOOL, *OF_SCHOOL).values("school_id"))


class WrittenPersonQuerySet(WrittenQuerySet):
    """Employments of people whom imports write."""

    def _written(self, key: str) -> Q:
        """Return what an employment must meet of whose person any employment or the facts were written."""
        people = _entries(key, "schools.staff").values("object_id")
        employed = _entries(key, EMPLOYMENT).annotate(person=Cast(KT("after__staff_id"), BigIntegerField()))
        return Q(staff__in=people) | Q(staff__in=employed.values("person"))


def _entries(key: str, *kinds: str) -> models.QuerySet:
    """Return the entries about these kinds of records that applying a batch left in the trail."""
    return AuditEntry.objects.filter(request_id=key, object_type__in=kinds)
