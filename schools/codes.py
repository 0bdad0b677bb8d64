"""What school codes say, and which of them are free."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schools.choices import SchoolKind
from schools.models import District, RetiredCode, School
from schools.models.register import OFFICIAL_CODE

TAKEN = _("学校标识码“%(code)s”已用于%(school)s，请核对后另填一个。")
RETIRED = _("学校标识码“%(code)s”曾用于%(school)s，已停用，停用的标识码不再分配给任何学校。")
PREFIX = _("%(kind)s的学校标识码以 %(prefix)s 开头，“%(code)s”与办学类型不符，请核对标识码和办学类型。")
PREFIXES = {  # the first two digits of an official code, by the ministry's rules for school codes
    SchoolKind.KINDERGARTEN: "11",
    SchoolKind.PRIMARY: "21",
    SchoolKind.JUNIOR: "31",
    SchoolKind.NINE_YEAR: "31",
    SchoolKind.COMPLETE_SECONDARY: "34",
    SchoolKind.SENIOR: "34",
    SchoolKind.TWELVE_YEAR: "34",
    SchoolKind.VOCATIONAL_SECONDARY: "36",
}


def is_official(code: str) -> bool:
    """Return whether the code is one of the ministry's and not a district's stand-in."""
    return re.match(OFFICIAL_CODE, code) is not None


def check_fits(code: str, kind: str, *, field: str = "code") -> None:
    """Refuse an official code that says another kind of school; of some kinds no rule is known.

    Raises: ValidationError at the field.
    """
    prefix = PREFIXES.get(kind)  # type: ignore[call-overload] # kinds are texts, and so are the keys
    if prefix and is_official(code) and not code.startswith(prefix):
        params = {"code": code, "kind": SchoolKind(kind).label, "prefix": prefix}
        raise ValidationError({field: ValidationError(PREFIX, code="code_prefix", params=params)})


def check_free(code: str) -> None:
    """Refuse a code that a school bears, or bore once: no code is ever given a second time.

    Raises: ValidationError at the field «code». Queries: 2.
    """
    bearer = School.objects.filter(code=code).first()
    retired = RetiredCode.objects.bearing(code).first()
    if bearer or retired:
        school = bearer or retired.school  # type: ignore[union-attr] # one of the two is there
        error = ValidationError(
            TAKEN if bearer else RETIRED,
            code="code_taken" if bearer else "code_retired",
            params={"code": code, "school": school},
        )
        raise ValidationError({"code": error})


def next_provisional(district: District) -> str:
    """Return the provisional code after the highest that the district ever gave. Queries: 2."""
    start = f"{district.code}-L"
    used = [
        *School.objects.filter(code__startswith=start).values_list("code", flat=True),
        *RetiredCode.objects.filter(code__startswith=start).values_list("code", flat=True),
    ]
    highest = max((int(code.removeprefix(start)) for code in used), default=0)
    return f"{start}{highest + 1:03d}"
