"""Import a roster from a file: all of it, or nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.access import SYSTEM, Actor
from accounts.models import User
from records.exports import FILE_LANGUAGE
from records.reading import Choice
from schools.choices import ImportKind, ImportMode
from schools.imports import actions
from schools.imports.scope import own_school
from schools.management.arguments import add_district, chosen_district
from schools.models import District, ImportBatch

APPLIED, REJECTED, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    """Check a file against the register and write what it says."""

    help = (
        "Import a roster. Exit status: 0 applied, or would apply; 1 rows were rejected and nothing was "
        "written; 2 the file cannot be read as that roster."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept what the file is, how to read it, and for whom."""
        parser.add_argument("kind", choices=ImportKind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only; nothing is kept")
        parser.add_argument("--encoding", default="", help="utf-8, utf-16 or gb18030; found out without it")
        parser.add_argument("--sheet", default="", help="sheet of a workbook; the first without it")
        add_district(parser)
        parser.add_argument("--as", dest="username", help="whose rights apply; the system's own without it")
        parser.add_argument("--mode", choices=ImportMode.values, default=ImportMode.BOTH)
        parser.add_argument(
            "--effective-on",
            type=date.fromisoformat,
            metavar="DATE",
            help="since when moves, names and states hold",
        )
        parser.add_argument("--ignore-unknown", action="store_true", help="ignore headings nobody knows")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import, print the outcome, and exit with its status."""
        by, district = _actor(options["username"]), chosen_district(options["district"])
        with translation.override(FILE_LANGUAGE):
            report, status = _outcome(options, district, by)
            told = _as_json(report) if options["format"] == "json" else _as_text(report, status)
        self.stdout.write(told)
        if status:
            sys.exit(status)


def _actor(username: str | None) -> Any:
    if not username:
        return SYSTEM
    user = User.objects.named(username)
    if user is None:
        raise CommandError(f"There is no account named {username}.")
    return user


def _outcome(options: dict[str, Any], district: District, by: Actor) -> tuple[dict[str, Any], int]:
    """Return what is to be told of the import, and the exit status."""
    try:
        content = options["file"].read_bytes()
        with _kept(is_kept=not options["dry_run"]):
            return _imported(content, options, district, by)
    except OSError as error:
        return _unread(options, "no_file", error.strerror or str(error)), UNREADABLE
    except PermissionDenied:
        return _unread(options, "not_allowed", _("没有导入这种名册的权限。")), UNREADABLE
    except ValidationError as error:
        report = _report(options["kind"])
        report["errors"] = [_error(each.code or "", each) for each in complaints(error)]
        return report, UNREADABLE


@contextmanager
def _kept(*, is_kept: bool) -> Iterator[None]:
    """Keep what is written, or let all of it go as if it had never been."""
    if is_kept:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _imported(
    content: bytes, options: dict[str, Any], district: District, by: Actor
) -> tuple[dict[str, Any], int]:
    """Receive, check and apply a file. Raises: ValidationError if it cannot be read."""
    school = None if by is SYSTEM else own_school(by, district)
    batch = actions.receive(
        content, kind=options["kind"], file_name=options["file"].name, district=district, school=school, by=by
    )
    try:
        _read(batch, options, by)
    except ValidationError:
        actions.cancel(batch, by=by)
        raise
    report = _report(batch.kind, batch)
    if batch.rejected_count:
        return report, REJECTED
    actions.apply(batch, on=timezone.localdate(), by=by)
    return report, APPLIED


def _read(batch: ImportBatch, options: dict[str, Any], by: Actor) -> None:
    choice = Choice(encoding=options["encoding"], sheet=options["sheet"])
    matches = actions.survey(batch, choice).headings.matches if options["ignore_unknown"] else []
    actions.choose(
        batch,
        choice=choice,
        columns={match.position: "" for match in matches if match.column is None},
        mode=options["mode"],
        keeps_good_rows=False,
        effective_on=options["effective_on"],
        by=by,
    )
    actions.check(batch, on=timezone.localdate(), by=by)


def _report(kind: str, batch: ImportBatch | None = None) -> dict[str, Any]:
    """Return the contract's report of a batch, or of a file that never became one."""
    return {
        "batch": str(batch.key) if batch else None,
        "kind": kind,
        "encoding": batch.encoding if batch else "",
        "rows": batch.row_count if batch else 0,
        "created": batch.created_count if batch else 0,
        "updated": batch.updated_count if batch else 0,
        "unchanged": batch.unchanged_count if batch else 0,
        "errors": list(_errors(batch)) if batch else [],
    }


def _errors(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    for number, findings in batch.rows.rejected().values_list("number", "findings").iterator():
        for column, value, code, message, is_warning in findings:
            if not is_warning:
                yield {"row": number, "column": column, "value": value, "code": code, "message": message}


def _unread(options: dict[str, Any], code: str, message: str) -> dict[str, Any]:
    report = _report(options["kind"])
    report["errors"] = [_error(code, message)]
    return report


def _error(code: str, message: Any) -> dict[str, Any]:
    text = message.messages[0] if isinstance(message, ValidationError) else str(message)
    return {"row": None, "column": "", "value": "", "code": code, "message": text}


def complaints(error: ValidationError) -> list[ValidationError]:
    """Return each thing that is wrong by itself."""
    by_field = getattr(error, "error_dict", None)
    return list(chain.from_iterable(by_field.values())) if by_field else error.error_list


def _as_json(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=2)


def _as_text(report: dict[str, Any], status: int) -> str:
    heads = {
        APPLIED: _("已导入，或可以导入。"),
        REJECTED: _("有行被拒绝，没有写入任何内容。"),
        UNREADABLE: _("文件无法读取，没有写入任何内容。"),
    }
    counts = _("共 %(rows)s 行：新增 %(created)s，更新 %(updated)s，相同 %(unchanged)s。") % report
    lines = [heads[status], counts, *map(_line, report["errors"])]
    return "\n".join(lines)


def _line(error: dict[str, Any]) -> str:
    if error["row"] is None:
        return str(error["message"])
    return _("第 %(row)s 行：%(message)s") % error
