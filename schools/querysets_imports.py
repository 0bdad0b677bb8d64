"""Questions about imported rosters, each behind the one door."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from accounts.roles import Permission


class ImportBatchQuerySet(models.QuerySet):
    """Imported rosters."""

    def visible_to(self, user: Any) -> Self:
        """Return the batches that the user may open: of the governed districts, and of the own school."""
        governed = user.reach(Permission.GOVERN_REGISTER).q(district="district")
        own = user.reach(Permission.EDIT_REGISTER).q(school="school")
        return self.filter(governed | own)


class ImportRowQuerySet(models.QuerySet):
    """Rows of imported rosters."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of the batches that the user may open."""
        batches = self.model._meta.get_field("batch").related_model.objects.visible_to(user)
        return self.filter(batch__in=batches)
