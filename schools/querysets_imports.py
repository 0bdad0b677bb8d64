"""Questions about imported rosters, each behind the one door."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from accounts.roles import Permission
from schools.choices import RowResult


class ImportBatchQuerySet(models.QuerySet):
    """Imported rosters."""

    def visible_to(self, user: Any) -> Self:
        """Return the batches whose rows the user may read: of the own districts, and of the own school."""
        return self.filter(user.reach(Permission.VIEW_STAFF).q(district="district", school="school"))

    def with_key(self, key: UUID) -> Any:
        """Return the batch of a key.

        None when: there is none among these.
        """
        return self.filter(key=key).first()

    def with_place(self) -> Self:
        """Return the batches with what says where they belong. Queries: 1."""
        return self.select_related("district", "school__district")

    def matching(self, *, text: str = "", kind: str = "", state: str = "") -> Self:
        """Return the batches that meet every condition given; an empty one asks nothing."""
        given = {"kind": kind, "state": state}
        found = self.filter(**{column: value for column, value in given.items() if value})
        if text:
            found = found.filter(Q(file_name__icontains=text) | Q(uploaded_by__icontains=text))
        return found

    def sorted_by(self, key: str) -> Self:
        """Return the batches by the moment of the upload, a leading minus for the newest first."""
        by = F("uploaded_at")
        return self.order_by(by.desc() if key.startswith("-") else by.asc(), "-pk")


class ImportRowQuerySet(models.QuerySet):
    """Rows of a batch that was already fetched through the door."""

    def with_result(self, result: str) -> Self:
        """Return the rows of one result, all without one, in the order of the file."""
        return (self.filter(result=result) if result else self.all()).order_by("number")

    def to_write(self) -> Self:
        """Return the rows that are new or changed, in the order of the file."""
        return self.filter(result__in=[RowResult.NEW, RowResult.CHANGED]).order_by("number")

    def rejected(self) -> Self:
        """Return the rows that cannot be taken, in the order of the file."""
        return self.with_result(RowResult.REJECTED)
