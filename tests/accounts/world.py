"""A small world with one row of everything and one person of each kind, and the addresses about it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coverage.models import Headline, Target
from groups.models import Formation, GroupChange, Membership, PlannedSchool
from records import actions
from records.models import AuditEntry
from schools.imports import actions as imports
from schools.models import FormerName, School
from tests import factories
from tests.records.rows import EXAMPLES, make_row

SCHOOL_PAGES = [
    "school_edit", "school_rename", "name_new", "school_code", "school_status", "school_stages",
    "school_split", "school_delete", "location_edit", "contact_new",
]  # fmt: skip
OF_AN_ACCOUNT = {
    f"accounts:{name}"
    for name in (
        "user_detail", "user_edit", "user_appoint", "user_password", "user_dismiss", "user_reactivate",
        "view_begin",
    )
}  # fmt: skip
GROUP_PAGES = ["edit", "join", "leave", "move", "lead", "split", "dissolve"]
STAFF_PAGES = ["detail", "edit", "move", "leave"]
DESIGNATION_PAGES = ["detail", "renew", "convert", "withdraw", "correct"]
IMPORT_PAGES = ["detail", "reading", "confirm", "stop", "cancel"]
ROTATION_PAGES = [
    "detail",
    "extend",
    "withdraw",
    "propose",
    "revise",
    "approve",
    "return",
    "end_early",
    "letter",
]
RESOURCE_PAGES = ["detail", "edit", "hours", "book"]
BOOKING_PAGES = ["detail", "confirm", "decline", "revoke", "no_show", "cancel"]
PROPOSAL_PAGES = ["detail", "accept", "return", "withdraw"]


@contextmanager
def one_of_everything(django_db_blocker):
    """Store a district, one row of everything and one of each kind of person; keep them for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        small = factories.make_small_district()
        people = {
            "officer": factories.make_user("officer", role="officer", district=small.district),
            "inspector": factories.make_user("inspector", role="inspector", district=small.district),
            "principal": factories.make_user("principal", role="principal", school=small.member),
            "clerk": factories.make_user("clerk", role="clerk", school=small.member),
            "auditor": factories.make_user("auditor", role="auditor", district=small.district),
            "administrator": factories.make_user("administrator", role="administrator"),
            "nobody": factories.make_user("nobody"),
        }
        world = SimpleNamespace(small=small, rows=make_one_of_each(small, people["officer"]))
        factories.make_staff(small.member, staff_no="M1")
        world.proposal = factories.make_proposal(small.member)
        old = factories.make_level(code="old", successor=factories.make_level(code="new"))
        world.designation = factories.make_designation(small.member, old)
        world.batch, world.applied = make_batches(small.member, people["principal"])
        places = (small.first, small.member, small.lead)
        world.sent = factories.make_rotation(*places, "approved", share=50)
        world.asked = factories.make_rotation(
            *places, is_proposed_by_home=False, person=factories.make_staff(small.member)
        )
        world.exemption = factories.make_exemption(factories.make_staff(small.member), small.member)
        world.resource = factories.make_resource(small.member)
        start = datetime(2030, 9, 2, 0, tzinfo=UTC)
        world.booking = factories.make_booking(world.resource, small.member, start)
        world.facility = factories.make_facility(small.member, quantity=2)
        world.contact = factories.make_contact(small.member, "王主任")
        world.appointment = people["inspector"].appointments.get()
        world.cookies = {name: session_of(user) for name, user in people.items()}
        with django_db_blocker.block():
            yield world
        transaction.set_rollback(True)


def make_one_of_each(small, officer):
    """Store a row of each model in the admin, inside the officer's district."""
    rows = {}
    for model in admin.site._registry:
        if model in EXAMPLES:
            rows[model] = make_row(model, small)
            rows[model].save()
    rows[type(small.district)] = small.district
    actions.change(rename(small.lone), by=officer)
    rows[AuditEntry] = AuditEntry.objects.get()
    return rows


def rename(school: School) -> School:
    """Return the school with another name."""
    school.name = "庚实验小学"
    return school


def make_batches(school, by):
    """Return an upload of a school's own roster that waits to be checked, and one that was applied."""
    content = f"教职工号,姓名,学校标识码,岗位,备注\nN1,王五,{school.code},教师,\n".encode()
    places = {"district": school.district, "school": school}
    waiting, applied = (
        imports.receive(content, kind="staff", file_name="名册.csv", by=by, **places) for _ in range(2)
    )
    given = {"mode": "both", "keeps_good_rows": False, "effective_on": None}
    imports.choose(applied, choice=imports.Choice(), columns={4: ""}, by=by, **given)
    today = timezone.localdate()
    imports.apply(imports.check(applied, on=today, by=by), on=today, by=by)
    return waiting, applied


def session_of(user):
    """Return the session cookie of a person who signed in."""
    browser = Client()
    browser.force_login(user)
    return browser.cookies["sessionid"].value


def browser_of(world, person, **more):
    """Return the browser of a person."""
    browser = Client(**more)
    if person != "anonymous":
        browser.cookies["sessionid"] = world.cookies[person]
    return browser


def groups_args(world):
    """Return what the addresses of groups, formations and ends of schools are about."""
    slug, planned = world.rows[Formation].slug, world.rows[PlannedSchool]
    return {
        **{f"groups:group_{page}": [world.small.first.slug] for page in GROUP_PAGES},
        **{f"groups:formation_{page}": [slug] for page in ("detail", "edit", "step", "abandon")},
        **{f"groups:school_{page}": [world.small.member.code] for page in ("close", "merge", "replace")},
        "groups:planned_new": [slug],
        "groups:planned_remove": [planned.formation.slug, planned.pk],
        "groups:plan_withdraw": [world.rows[GroupChange].pk],
        "groups:membership_correct": [world.rows[Membership].pk],
    }


def path_of(name, world):
    """Return an address about the rows of this world."""
    key = name.removeprefix("admin:")
    special = {
        "schools:school_detail": [world.small.member.code],
        "schools:staff_list": [world.small.member.code],
        "schools:enrolment_edit": [world.small.member.code, 2022],
        "schools:staff_new": [world.small.member.code],
        "schools:facts_confirm": [world.small.member.code],
        "schools:proposal_choose": [world.small.member.code],
        "schools:proposal_new": [world.small.member.code, "kind"],
        **{f"schools:staff_{page}": [world.small.member.code, "M1"] for page in STAFF_PAGES},
        **{f"schools:proposal_{page}": [world.proposal.key] for page in PROPOSAL_PAGES},
        "schools:name_remove": [world.small.lone.code, world.rows[FormerName].pk],
        "schools:facility_new": [world.small.member.code],
        "schools:facility_edit": [world.small.member.code, world.facility.pk],
        "schools:facility_remove": [world.small.member.code, world.facility.pk],
        "schools:contact_edit": [world.small.member.code, world.contact.pk],
        "schools:contact_remove": [world.small.member.code, world.contact.pk],
        "imports:import_template": ["staff"],
        "imports:import_errors": [world.batch.key, "csv"],
        **{f"imports:import_{page}": [world.batch.key] for page in IMPORT_PAGES},
        "imports:import_undo": [world.applied.key],
        "groups:group_detail": [world.small.first.slug],
        **{f"exchanges:rotation_{page}": [world.sent.pk] for page in ROTATION_PAGES},
        **{f"exchanges:rotation_{page}": [world.asked.pk] for page in ("accept", "refuse")},
        "exchanges:exemption_new": [world.small.member.code],
        "exchanges:exemption_end": [world.exemption.pk],
        **{f"exchanges:resource_{page}": [world.resource.pk] for page in RESOURCE_PAGES},
        **{f"exchanges:booking_{page}": [world.booking.pk] for page in BOOKING_PAGES},
        "quota:quota_school": [world.small.member.code],
        "coverage:stage_detail": ["compulsory"],
        "coverage:designation_award": [world.small.member.code],
        **{f"coverage:designation_{page}": [world.designation.pk] for page in DESIGNATION_PAGES},
        **{f"coverage:target_{page}": [world.rows[Target].pk] for page in ("edit", "end")},
        **{f"coverage:headline_{page}": [world.rows[Headline].pk] for page in ("edit", "end")},
        "accounts:appointment_end": ["inspector", world.appointment.pk],
        "accounts:appointment_cancel": ["inspector", world.appointment.pk],
        "records:audit_entry": [world.rows[AuditEntry].pk],
        "admin:app_list": ["schools"],
    }
    special |= {f"schools:{page}": [world.small.member.code] for page in SCHOOL_PAGES}
    special |= groups_args(world)
    if key == "(?P<url>.*)$":
        return "/admin/nowhere/"
    if key.endswith("<path:object_id>/"):
        return "/admin/" + key.replace("<path:object_id>", "1")
    if name in special:
        return reverse(name, args=special[name])
    if name in OF_AN_ACCOUNT:
        return reverse(name, args=["inspector"])
    about_row = key.rpartition("_")[2] in {"change", "history", "delete", "password"}
    if name.startswith("admin:") and about_row and key.count("_") == 2:
        [row] = [
            row
            for model, row in world.rows.items()
            if key.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
        ]
        return reverse(name, args=[row.pk])
    return reverse(name)
