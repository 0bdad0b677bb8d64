"""Importing accounts from a table: every row is checked, and all are written or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import require
from accounts.actions import draw_password
from accounts.models import Appointment, User
from accounts.roles import ROLES, Permission
from records import actions
from records.exports import FILE_LANGUAGE
from records.forms import WRITTEN_DAYS
from records.models import Basis
from records.tables import Line, Table, read_table

MOST_ROWS = 300  # a hash is slow by design, and all of them are made in one request
HEADINGS = {
    "username": gettext_lazy("用户名"),
    "name": gettext_lazy("姓名"),
    "role": gettext_lazy("角色"),
    "school": gettext_lazy("学校标识码"),
    "district": gettext_lazy("区县代码"),
    "start": gettext_lazy("开始日期"),
    "end": gettext_lazy("结束日期"),
}
REQUIRED = ("username", "name", "role")
MISSING_HEADINGS = gettext_lazy("缺少必需的列：%(names)s。")
REPEATED_HEADINGS = gettext_lazy("列名重复：%(names)s。")
UNKNOWN_HEADINGS = gettext_lazy("不认识的列名：%(names)s。可用的列名有：%(known)s。")
EMPTY = gettext_lazy("这张表没有数据行：第一行是列名，从第二行起每行一个账号。")
TOO_MANY_CELLS = gettext_lazy("这一行有 %(count)s 格，多于列名的 %(limit)s 列。")
REQUIRED_CELL = gettext_lazy("必须填写。")
NO_ROLE = gettext_lazy("没有这个角色；可以填写：%(known)s。")
NO_SCHOOL = gettext_lazy("没有这个学校标识码的学校。")
NO_DISTRICT = gettext_lazy("没有这个区县代码的区县。")
NO_DAY = gettext_lazy("不是有效的日期，请按 2022-09-01 的格式填写。")
REPEATED_NAME = gettext_lazy("与第 %(row)s 行的用户名相同。")
REASON = gettext_lazy("批量导入账号")


@dataclass(frozen=True)
class CellFault:
    """One thing that is wrong: in which row and column as the spreadsheet shows them, and how to mend it."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass
class NewAccount:
    """One row that is to become an account with its appointment."""

    row: int
    user: User
    appointment: Appointment
    password: str = ""


@dataclass
class AccountImport:
    """A table of accounts as read: what would be written, or all that is wrong."""

    accounts: list[NewAccount] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)

    @property
    def by_role(self) -> list[tuple[str, int]]:
        """Return how many accounts each role gets."""
        held = [account.appointment.role for account in self.accounts]
        return [(str(role.name), held.count(code)) for code, role in ROLES.items() if code in held]


def read_accounts(content: bytes) -> Table:
    """Return the table of an uploaded file under the columns' own names.

    Raises: ValidationError that says what is wrong with the file as a whole.
    """
    table = read_table(content, most_rows=MOST_ROWS)
    known = _by_name(HEADINGS.items())
    given = [known.get(heading, heading) for heading in table.headings]
    found = list(_complaints(table.headings, given))
    if found:
        raise ValidationError(found)
    if not table.lines:
        raise ValidationError(EMPTY, code="empty")
    return Table(given, table.lines)


def _complaints(typed: list[str], given: list[str]) -> Iterator[ValidationError]:
    """Return what is wrong with the headings, as typed and by the columns' own names."""
    both = list(zip(typed, given, strict=True))
    complaints: dict[Any, list[str]] = {
        MISSING_HEADINGS: [str(HEADINGS[name]) for name in REQUIRED if name not in given],
        REPEATED_HEADINGS: sorted({heading for heading, name in both if given.count(name) > 1}),
        UNKNOWN_HEADINGS: [heading for heading, name in both if name not in HEADINGS],
    }
    known = _("、").join(f"{label}（{name}）" for name, label in HEADINGS.items())
    for message, names in complaints.items():
        if names:
            yield ValidationError(message, params={"names": _("、").join(names), "known": known})


def _by_name(named: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return codes by themselves, by their Chinese name, and by the one in the reader's language."""
    found = {}
    for code, name in named:
        with translation.override(FILE_LANGUAGE):
            found[str(name)] = code
        found |= {str(name): code, code: code}
    return found


def check(table: Table) -> AccountImport:
    """Return what a table would write, every row checked. Queries: 3, and what each row's own checks ask."""
    known = _Known(table)
    found, first_row = AccountImport(), dict[str, int]()
    for line in table.lines:
        reading = _Row(table.headings, line, known)
        account = reading.account()
        earlier = first_row.setdefault(account.user.username, line.number)
        if account.user.username and earlier != line.number:
            reading.refuse("username", REPEATED_NAME % {"row": earlier})
        found.accounts.append(account)
        found.faults += reading.faults
    return found


class _Known:
    """The schools and districts that a table names, fetched once."""

    def __init__(self, table: Table) -> None:
        school, district = (
            Appointment._meta.get_field(name).related_model for name in ("school", "district")
        )
        self.schools = self._by_code(school, table, "school")
        self.districts = self._by_code(district, table, "district")

    @staticmethod
    def _by_code(model: Any, table: Table, column: str) -> dict[str, Any]:
        if column not in table.headings:
            return {}
        at = table.headings.index(column)
        codes = {line.cells[at].upper() for line in table.lines if len(line.cells) > at}
        return {row.code: row for row in model._base_manager.filter(code__in=codes)}


class _Row:
    """One row while it is read; what is wrong with it is gathered."""

    def __init__(self, headings: list[str], line: Line, known: _Known) -> None:
        self.number, self.known, self.faults = line.number, known, list[CellFault]()
        self.cells = dict.fromkeys(HEADINGS, "") | dict(zip(headings, line.cells, strict=False))
        if len(line.cells) > len(headings):
            params = {"count": len(line.cells), "limit": len(headings)}
            self.refuse("", TOO_MANY_CELLS % params)

    def refuse(self, column: str, sentence: Any) -> None:
        """Note down what is wrong with a cell, or with the row as a whole."""
        label = str(HEADINGS.get(column, ""))
        self.faults.append(CellFault(self.number, label, self.cells.get(column, "")[:60], str(sentence)))

    def account(self) -> NewAccount:
        """Return the account and appointment of the row, checked as far as they could be read."""
        user = User(username=self.cells["username"].lower(), name=self.cells["name"], basis=Basis.IMPORTED)
        user.set_unusable_password()
        appointment = Appointment(
            role=self._role(),
            school=self._found("school", self.known.schools, NO_SCHOOL),
            district=self._found("district", self.known.districts, NO_DISTRICT),
            start=self._day("start"),
            end=self._day("end"),
            basis=Basis.IMPORTED,
        )
        for name in REQUIRED:
            if not self.cells[name]:
                self.refuse(name, REQUIRED_CELL)
        self._check(user.full_clean)
        self._check(lambda: appointment.clean_fields(exclude=["user", "school", "district"]))
        if not self.faults:
            self._check(lambda: appointment.validate_constraints(exclude={"user"}))
        return NewAccount(self.number, user, appointment)

    def _check(self, check: Callable[[], None]) -> None:
        """Note down what a check says, at its column, but nothing at a column that was refused before."""
        refused = {fault.column for fault in self.faults}
        try:
            check()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                column = "" if name == NON_FIELD_ERRORS else name
                if str(HEADINGS.get(column, "-")) not in refused:
                    for sentence in sentences:
                        self.refuse(column, sentence)

    def _role(self) -> str:
        text = self.cells["role"]
        named = _by_name((code, role.name) for code, role in ROLES.items())
        if text and text not in named:
            self.refuse("role", NO_ROLE % {"known": _("、").join(str(role.name) for role in ROLES.values())})
        return named.get(text, "")

    def _found(self, column: str, rows: dict[str, Any], sentence: Any) -> Any:
        text = self.cells[column].upper()
        if text and text not in rows:
            self.refuse(column, sentence)
        return rows.get(text)

    def _day(self, column: str) -> date | None:
        text = self.cells[column]
        for written in WRITTEN_DAYS if text else ():
            try:
                return datetime.strptime(text, written).date()  # noqa: DTZ007 # a day has no zone
            except ValueError:
                continue
        if text:
            self.refuse(column, NO_DAY)
        return None


def write(found: AccountImport, *, request_key: UUID, by: Any) -> list[NewAccount]:
    """Store all accounts of a faultless import with their appointments, and return them with their passwords.

    The passwords are drawn here and returned, and stored only as hashes.
    Raises: AlreadyDone; ValidationError if a row came into conflict since it was checked.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    actions.refuse_used_key(request_key)
    accounts = found.accounts
    for account in accounts:
        account.password = draw_password()
    # Hashed before the transaction, which on SQLite keeps everybody else from writing.
    for account, hashed in zip(accounts, _hashes(each.password for each in accounts), strict=True):
        account.user.password = hashed
    return _store(accounts, request_key, by)


def _hashes(passwords: Iterable[str]) -> Iterator[str]:
    with ThreadPoolExecutor() as pool:
        yield from pool.map(make_password, passwords)


@transaction.atomic
def _store(accounts: list[NewAccount], request_key: UUID, by: Any) -> list[NewAccount]:
    actions.claim(request_key, result=_("%(count)s 个账号") % {"count": len(accounts)}, by=by)
    for account in accounts:
        account.user.validate_unique()
    users = actions.create_many([account.user for account in accounts], reason=str(REASON), by=by)
    for account, user in zip(accounts, users, strict=True):
        account.user = account.appointment.user = user
    actions.create_many([account.appointment for account in accounts], reason=str(REASON), by=by)
    return accounts
