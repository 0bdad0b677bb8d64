"""How far a person's rights reach: everywhere, some districts, some schools."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

NOBODY = Q(pk__in=[])
ANYBODY = ~NOBODY  # not the empty Q(), which vanishes when another condition is added by |


@dataclass(frozen=True)
class Reach:
    """The districts and schools over which one permission is held, by their primary keys."""

    everywhere: bool = False
    districts: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.districts or self.schools)

    def covers(self, *, district: int | None = None, school: int | None = None) -> bool:
        """Return whether the reach covers a district, or a school of a district."""
        return self.everywhere or district in self.districts or school in self.schools

    def q(self, *, district: str | None = None, school: str | None = None) -> Q:
        """Return the condition «within reach» over the lookups of a row's district and school.

        A lookup left out is one by which the row cannot be reached.
        """
        if self.everywhere:
            return ANYBODY
        condition = NOBODY
        for lookup, keys in ((district, self.districts), (school, self.schools)):
            if lookup and keys:
                condition |= Q(**{f"{lookup}__in": keys})
        return condition


EVERYWHERE = Reach(everywhere=True)
