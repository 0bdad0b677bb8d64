"""What depends on a school, on whatever floor, so that the school cannot be taken out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from schools.models import Contact, FormerName, School, SchoolStatus, StageService

OWN = (Contact, FormerName, SchoolStatus, StageService)  # without meaning once the school is gone


@dataclass(frozen=True)
class Dependents:
    """How many records of one kind refer to a school."""

    label: str
    count: int


def dependents(school: School) -> list[Dependents]:
    """Return what refers to the school beside its own names, states, stages and contacts.

    Queries: 1 a relation.
    """
    found: Counter[Any] = Counter()
    for relation in School._meta.related_objects:
        model: Any = relation.related_model
        if model not in OWN:
            found[model] += model._base_manager.filter(**{relation.field.name: school}).count()
    return [Dependents(str(model._meta.verbose_name), count) for model, count in found.items() if count]
