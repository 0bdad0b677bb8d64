"""The names of the four measures of coverage."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """Which schools count towards the numerator."""

    DESIGNATED = "designated", _("已认定")
    REACHED = "reached", _("已覆盖")


class Weight(models.TextChoices):
    """What is counted: schools, or their pupils of the stage."""

    INSTITUTIONS = "institutions", _("按学校")
    PUPILS = "pupils", _("按学生")


MEASURES = [(basis, weight) for basis in Basis for weight in Weight]
EXPLANATIONS = {
    Basis.DESIGNATED: _("学校本身在当日持有有效的优质认定。"),
    Basis.REACHED: _("学校本身持有有效认定，或者属于存续中的集团，而集团的龙头学校持有有效认定。"),
    Weight.INSTITUTIONS: _("以学校数计算，一校计一。"),
    Weight.PUPILS: _("以该学段在校生数计算；缺少任何一所学校的数据时不给出比例。"),
}


def name_of(basis: str, weight: str) -> str:
    """Return the full name of a measure, as every page that shows a figure writes it."""
    return f"{Basis(basis).label} · {Weight(weight).label}"
