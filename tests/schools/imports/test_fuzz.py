"""Whatever the cells hold: every row has one result, and what is stored is what the preview says."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal, InvalidOperation

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from records.reading import Fault, Line, Number
from schools.choices import ImportMode, RowResult
from schools.imports import actions
from schools.imports.checking import stage
from schools.imports.rosters import ROSTERS
from schools.imports.scope import Scope
from schools.models import Enrolment, Facility, School, Staff
from tests.fuzzing import examples
from tests.schools.imports.conftest import TODAY
from tests.schools.imports.test_undoing import TABLES

CODES = [
    "3151000001",
    "2151000002",
    "510115-L003",
    "2151000099",
    "3151000010",
    "甲校",
    "实验小学",
    "３１５１０００００１",
]
LIKELY = {  # what stands in a column, or nearly
    "code": CODES,
    "school": CODES,
    "staff_no": ["T1", "T2", "N1", "N2", "ｎ１", "'N3", '="N4"', "new", "1.2E+18", "N 5"],
    "name": ["张三", "李四", "王五", "甲校", "𠮷野", "甲校（旧）", "阿·卜杜"],
    "kind": ["小学", "九年制", "完中", "九年一贯制学校", "大学"],
    "ownership": ["公办", "民办", "私立"],
    "town": ["柳城", "金马"],
    "urban_rural": ["城区", "镇区", "城市"],
    "is_boarding": ["是", "否", "TRUE", "有"],
    "founded_on": ["1956-09-01", "1956年9月", "3000-01-01"],
    "former_name": ["老甲校", "老甲校、旧校", "甲校"],
    "post": ["教师", "专任教师", "校长", "校工"],
    "section": ["小学", "初中", "大学"],
    "subject": ["语文", "数学"],
    "title": ["高级", "一级教师", "特级"],
    "qualification": ["本科", "研究生", "学士"],
    "backbone_level": ["区级", "国家级"],
    "joined_on": ["2019-09-01", "2019/9/31", "43709", "2022年10月15日", "1/9/2019", "²²²²²"],
    "status": ["在岗", "离岗", "退休", "调出", "在办", "停办"],
    "year": ["2022", "2022-2023", "2021", "22", "²⁰²²"],
    "stage": ["小学", "初中", "学前", "大学"],
    "item": ["音乐教室", "图书", "=1+1"],
    "pupils": ["100", "1,200", "-3", "一百", "99999999999", "①②"],
    "classes": ["4", "4.5", "0"],
    "quantity": ["2", "两间", "2147483648"],
    "area": ["192.50", "1e3", "192.505"],
    "value": ["30000", "3万元", "999999999999999"],
}
# The reader hands over no NUL: a CSV that holds one is refused, and a cell of a workbook is a fault.
ANYTHING = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=10)
TYPED = st.one_of(
    st.integers(-5, 10**18).map(lambda number: Number(str(number))),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: Number(repr(number))),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from([Fault("error_cell", "#N/A"), Fault("never_computed", "=A1"), Fault("no_day", "-1")]),
)
STORED = {  # where what the rows of a kind say is found again, and what of it stands there as the row has it
    "schools": (School, ["code"], ["name", "kind", "ownership", "town", "urban_rural", "is_boarding"]),
    "staff": (
        Staff,
        ["staff_no"],
        ["name", "post", "section", "subject", "title", "status", "backbone_level"],
    ),
    "enrolment": (Enrolment, ["school__code", "year", "stage"], ["pupils", "classes"]),
    "facilities": (Facility, ["school__code", "year", "item"], ["quantity", "area", "value"]),
}


def likely(column):
    """Return cells of a column that can be right, are nearly right, or are blank."""
    return st.sampled_from([*LIKELY[column], "", "-", LIKELY[column][0]])


def tables(kind, more):
    """Return rows of all columns of a kind, mostly of likely cells."""
    row = [
        st.one_of(likely(column.name), likely(column.name), likely(column.name), more)
        for column in ROSTERS[kind].columns
    ]
    return st.lists(st.tuples(*row), min_size=1, max_size=6)


def as_csv(kind, rows):
    """Return a file of these rows under the headings of the kind's template."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[column.label for column in ROSTERS[kind].columns], *rows])
    return text.getvalue()


def sound(batch):
    """Return what is wrong with the outcome of a check: its rows have one result, reasons, and add up."""
    rows = list(batch.rows.order_by("number"))
    refused = [row for row in rows if any(not finding[4] for finding in row.findings)]
    results = {result: sum(row.result == result for row in rows) for result in RowResult.values}
    counted = {
        RowResult.NEW: batch.created_count,
        RowResult.CHANGED: batch.updated_count,
        RowResult.SAME: batch.unchanged_count,
        RowResult.REJECTED: batch.rejected_count,
    }
    assert results == counted
    assert len(rows) == batch.row_count
    assert [row.number for row in rows if row.result == RowResult.REJECTED] == [row.number for row in refused]
    return rows


@pytest.mark.parametrize("kind", ROSTERS)
@examples(40)
@given(data=st.data(), mode=st.sampled_from(ImportMode.values), on=st.sampled_from([None, date(2022, 9, 1)]))
def test_what_is_stored_is_what_the_preview_says_and_goes_back_to_what_it_was(
    register, checked, keeper, kind, data, mode, on
):
    content = as_csv(kind, data.draw(tables(kind, ANYTHING)))
    with transaction.atomic():
        try:
            batch = checked(kind, content, mode=mode, effective_on=on, keeps_good_rows=True)
        except actions.ValidationError:
            return  # the file as a whole cannot be read, with a sentence
        rows, before = sound(batch), contents()

        actions.apply(batch, on=TODAY, by=keeper)

        model, key, columns = STORED[kind]
        for row in rows:
            if row.result not in (RowResult.NEW, RowResult.CHANGED):
                continue
            found = (
                model.objects.get(pk=row.object_id) if row.object_id else model.objects.get(**keyed(row, key))
            )
            for column in [name for name in columns if name in row.after]:
                assert comparable(getattr(found, column)) == comparable(row.after[column])

        told = actions.undo(batch, by=keeper)

        assert (told.conflicts, contents()) == ([], before)
        transaction.set_rollback(True)


def contents():
    """Return all that an import could touch, but for the versions, which go on counting."""
    return [row.snapshot() | {"version": 0} for model in TABLES for row in model.objects.order_by("pk")]


def keyed(row, key):
    """Return by what the record of a new row is found."""
    return {name: row.after[name.partition("__")[0]] for name in key}


def comparable(value):
    """Return a stored figure or the text of one as a number, and what is no figure as it is."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value


@pytest.mark.parametrize("kind", ROSTERS)
@examples(40)
@given(data=st.data())
def test_cells_of_any_type_have_a_result(register, checked, keeper, kind, data):
    rows = data.draw(tables(kind, st.one_of(ANYTHING, TYPED)))
    headings = ",".join(column.label for column in ROSTERS[kind].columns)
    with transaction.atomic():
        batch = checked(kind, f"{headings}\n{',' * headings.count(',')}x")

        counts = stage(
            batch, Scope(batch, on=TODAY), [Line(n, list(row)) for n, row in enumerate(rows, start=2)]
        )

        counts.store_in(batch)
        assert len(sound(batch)) == len(rows)
        transaction.set_rollback(True)
