"""One valid row of every record, and ways to write it past the models, as a careless script would."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any, cast

from django.apps import apps
from django.db import connection
from django.db.models import BaseConstraint, Model

from accounts.models import Appointment, User
from coverage.models import (
    DeclaredCount,
    Designation,
    DesignationLevel,
    DesignationScheme,
    Headline,
    Rule,
    RuleSet,
    Target,
)
from exchanges.models import Booking, Exemption, OpeningHours, Rotation, SharedResource
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, Membership, PlannedSchool
from records.models import Job, Record
from schools.models import (
    Confirmation,
    Contact,
    District,
    Employment,
    Enrolment,
    Facility,
    FormerName,
    ImportBatch,
    ImportRow,
    Lineage,
    Proposal,
    RememberedHeading,
    RetiredCode,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from tests import factories

OWN_APPS = {"records", "accounts", "schools", "groups", "exchanges", "coverage"}


def own_records() -> list[type[Record]]:
    """Return every model of the project that people change."""
    return [model for model in apps.get_models() if issubclass(model, Record)]


def own_constraints(kind: type[BaseConstraint]) -> list[str]:
    """Return the names of the project's constraints of one kind."""
    models = [model for model in apps.get_models() if model._meta.app_label in OWN_APPS]
    return [c.name for model in models for c in model._meta.constraints if type(c) is kind]


def make_row(model: type[Model], small: SimpleNamespace, **values: Any) -> Any:
    """Return a valid row that is not stored yet; what it refers to is."""
    return model(**{**EXAMPLES[model](small), **values})


def bare_school(small: SimpleNamespace) -> School:
    """Return a school with nothing known of it but its code, name and kind."""
    code = f"510115-L9{next(factories.numbers):05d}"
    return School.objects.create(district=small.district, code=code, name="新校", kind="primary")


def bare_person(small: SimpleNamespace) -> Staff:
    """Return a person on no roster."""
    number = f"S{next(factories.numbers):05d}"
    return Staff.objects.create(district=small.district, staff_no=number, name="李老师", post="teacher")


EXAMPLES = {
    Job: lambda small: {"kind": "count", "subject": "one", "username": "somebody"},
    User: lambda small: {"username": "zhang", "password": "!"},
    Appointment: lambda small: {
        "user": factories.make_user("appointee"),
        "role": "officer",
        "district": small.district,
    },
    District: lambda small: {"code": "510116", "name": "双流区"},
    School: lambda small: {
        "district": small.district,
        "code": "510115-L900",
        "name": "另一学校",
        "kind": "primary",
    },
    FormerName: lambda small: {"school": small.lone, "name": "旧名"},
    Contact: lambda small: {
        "school": small.lone,
        "duty": "办公室主任",
        "name": "李主任",
        "phone": "028-82720000",
    },
    Lineage: lambda small: {
        "predecessor": small.lone,
        "successor": small.partner,
        "kind": "merged_into",
        "day": date(2022, 9, 1),
    },
    RetiredCode: lambda small: {"school": small.lone, "code": "510115-L901"},
    SchoolStatus: lambda small: {"school": bare_school(small), "status": "operating"},
    StageService: lambda small: {"school": bare_school(small), "stage": "primary"},
    Enrolment: lambda small: {"school": small.lone, "year": 2022, "stage": "primary", "pupils": 300},
    Facility: lambda small: {"school": small.lone, "year": 2022, "item": "音乐教室", "quantity": 2},
    ImportBatch: lambda small: {
        "district": small.district,
        "kind": "staff",
        "file_name": "名册.csv",
        "sha256": "0" * 64,
        "size": 1,
        "uploaded_at": factories.MOMENT,
        "uploaded_by": "officer",
    },
    ImportRow: lambda small: {"batch": factories.make_import(small.district), "number": 2, "result": "new"},
    RememberedHeading: lambda small: {"district": small.district, "kind": "staff", "heading": "身高"},
    Staff: lambda small: {
        "district": small.district,
        "staff_no": "S900",
        "name": "王老师",
        "post": "teacher",
    },
    Employment: lambda small: {"staff": bare_person(small), "school": small.lone},
    SharedResource: lambda small: {"school": small.member, "name": "图书馆", "kind": "library"},
    OpeningHours: lambda small: {
        "resource": factories.make_resource(small.member, "录播教室", is_open=False),
        "weekday": 2,
        "opens": time(8),
        "closes": time(18),
    },
    Booking: lambda small: {
        "resource": factories.make_resource(small.member, "生物实验室"),
        "school": small.lead,
        "start": datetime(2022, 9, 5, 0, tzinfo=UTC),
        "end": datetime(2022, 9, 5, 2, tzinfo=UTC),
        "purpose": "观课",
        "state": "confirmed",
        "booked_by": "somebody",
    },
    Exemption: lambda small: {
        "school": small.member,
        "person": bare_person(small),
        "why": "hardship",
    },
    Rotation: lambda small: {
        "group": small.first,
        "person": factories.make_staff(small.member),
        "home": small.member,
        "host": small.lead,
        "kind": "teaching_posting",
        "start": date(2022, 9, 1),
        "end": date(2023, 9, 1),
        "state": "approved",
        "is_proposed_by_home": True,
        "proposed_by": "somebody",
        "answered_by": "other",
        "decided_by": "bureau",
    },
    Confirmation: lambda small: {
        "school": small.lone,
        "school_year": 2022,
        "term": "autumn",
        "confirmed_at": factories.MOMENT,
        "confirmed_by": "principal",
    },
    Proposal: lambda small: {
        "school": small.lone,
        "field": "town",
        "proposed": "万春镇",
        "explanation": "写错了",
        "proposed_at": factories.MOMENT,
        "proposed_by": "principal",
    },
    EducationGroup: lambda small: {"district": small.district, "slug": "xin", "name": "新教育集团"},
    Membership: lambda small: {"group": small.third, "school": small.lone},
    GroupChange: lambda small: {
        "district": small.district,
        "kind": "join",
        "group": small.third,
        "day": date(2022, 9, 1),
        "recorded_at": datetime(2022, 8, 1, tzinfo=UTC),
        "recorded_by": "officer",
    },
    Formation: lambda small: {"district": small.district, "slug": "planned", "name": "拟建教育集团"},
    PlannedSchool: lambda small: {
        "formation": factories.make_formation(),
        "school": small.lone,
        "role": "lead",
    },
    FormationStep: lambda small: {
        "formation": factories.make_formation(),
        "step": "planned",
        "day": date(2022, 9, 1),
    },
    DesignationScheme: lambda small: {"code": "scheme", "name": "认定体系"},
    DesignationLevel: lambda small: {
        "scheme": factories.make_level().scheme,
        "code": "level",
        "name": "一级",
    },
    Designation: lambda small: {"school": small.lone, "level": factories.make_level()},
    Target: lambda small: {
        "district": small.district,
        "stage": "senior",
        "share": "0.5",
        "statement": "一半",
    },
    Headline: lambda small: {"district": small.district, "basis": "designated", "weight": "institutions"},
    RuleSet: lambda small: {
        "code": "balance",
        "name": "均衡发展",
        "edition": "2017 年版",
        "source": "某文件",
        "confidence": "V",
    },
    Rule: lambda small: {
        "rule_set": factories.make_rule_set(),
        "code": "threshold",
        "label": "门槛",
        "value": "0.5",
    },
    DeclaredCount: lambda small: {
        "district": small.district,
        "code": "primary",
        "section": "公办",
        "label": "小学",
        "ownerships": ["public"],
        "kinds": ["primary"],
        "count": 1,
    },
}


def insert_raw(row: Model) -> None:
    """Insert a row by SQL, with no validation before it."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({places})", values)


def update_raw(row: Model, **values: Any) -> None:
    """Change columns of a stored row by SQL, with no validation before it."""
    changes = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in values)
    fields = {name: cast("Any", row._meta.get_field(name)) for name in values}
    stored = [fields[name].get_db_prep_save(value, connection) for name, value in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {changes} WHERE id = %s", [*stored, row.pk])
