"""How fast rosters of staff come in: check and apply with trail and undo, the stock resource, and bare COPY.

Run:  python -m benchmarks.imports --rows 10000
      (SQLite; with DATABASE_URL a PostgreSQL database; both in a test database that is dropped again)

All ways are measured in one run. The floor is one COPY (SQLite: executemany) of the same finished rows into
the same tables: people, employments and two entries of the trail for each; «people alone» leaves the others
out. The stock resource is django-import-export's write path with the model's validators, on a thousand rows,
because it takes minutes for more; it writes no trail and no employment.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from collections.abc import Callable
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["LOG_LEVEL"] = "ERROR"

import django

django.setup()

import tablib
from django.db import connection, transaction
from import_export.resources import ModelResource

from accounts.access import SYSTEM
from records import engines
from schools.imports import actions
from schools.models import District, ImportBatch, School, Staff

DAY = date(2022, 12, 31)
HEADINGS = "staff_no,name,school,post,section,subject,title,joined_on"
SUBJECTS = ["chinese", "maths", "english", "science", "sports", "music", "art", "technology"]
NAMES = list(map(chr, [0x738B, 0x674E, 0x5F20, 0x5218, 0x9648, 0x6768, 0x8D75, 0x9EC4]))  # family names
SCHOOLS = 40
STOCK_ROWS = 1_000
FREE = 100_000_000  # above every key of the benchmark


def fill() -> District:
    """Store a district of primary schools."""
    district = District.objects.create(code="510115", name="Benchmark")
    School.objects.bulk_create(
        School(district=district, code=f"21510{n:05d}", name=f"School {n}", kind=School.Kind.PRIMARY)
        for n in range(SCHOOLS)
    )
    return district


def roster(begin: int, count: int, changed: int = 0) -> bytes:
    """Return a roster as a school sends it; the first of its rows say another title than the rest."""
    lines = [HEADINGS]
    for n in range(begin, begin + count):
        title = "senior" if n - begin < changed else "first"
        name = NAMES[n % 8] + NAMES[n // 8 % 8] + chr(0x4E00 + n % 5000)
        school, subject = f"21510{n % SCHOOLS:05d}", SUBJECTS[n % 8]
        lines.append(f"P{n:07d},{name},{school},teacher,primary,{subject},{title},2019-09-01")
    return "\r\n".join(lines).encode("gb18030")


def received(content: bytes, district: District) -> ImportBatch:
    """Return a batch that waits to be checked."""
    batch = actions.receive(
        content, kind="staff", file_name="roster.csv", district=district, school=None, by=SYSTEM
    )
    return actions.choose(
        batch,
        choice=actions.Choice(),
        columns={},
        mode="both",
        keeps_good_rows=False,
        effective_on=None,
        by=SYSTEM,
    )


def check_and_apply(content: bytes, district: District) -> tuple[float, float]:
    """Return how long the check and the apply took. Unit: seconds."""
    batch = received(content, district)
    start = time.perf_counter()
    actions.check(batch, on=DAY, by=SYSTEM)
    between = time.perf_counter()
    actions.apply(batch, on=DAY, by=SYSTEM)
    end = time.perf_counter()
    if batch.rejected_count:
        raise SystemExit("the benchmark's own roster has rejected rows")
    return between - start, end - between


class StockResource(ModelResource):
    """The stock write path over the same model, with the model's validators."""

    class Meta:
        model = Staff
        fields = ("district", "staff_no", "name", "post", "section", "subject", "title", "status")
        import_id_fields = ("district", "staff_no")
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True


def stock(begin: int, district: District) -> float:
    """Return how long the stock resource takes for a thousand rows. Unit: seconds."""
    data = tablib.Dataset(headers=list(StockResource._meta.fields))
    for n in range(begin, begin + STOCK_ROWS):
        facts = (NAMES[0], "teacher", "primary", SUBJECTS[0], "first", "active")
        data.append((district.pk, f"P{n:07d}", *facts))
    start = time.perf_counter()
    result = StockResource().import_data(data, raise_errors=True)
    end = time.perf_counter()
    if result.totals["new"] != STOCK_ROWS:
        raise SystemExit(f"the stock resource stored {result.totals}")
    return end - start


TABLES = {  # what an import of new people fills; how a stored row becomes another one with its keys free
    "schools_staff": ("id", "staff_no"),
    "schools_employment": ("id", "staff_id"),
    "records_auditentry": ("id", "chain"),
}


def floor(tables: list[str], rows: int, run: int) -> float:
    """Return how long the bare rows of the newest people take into their tables. Unit: seconds."""
    copies = {
        table: _copies(table, rows * (2 if table == "records_auditentry" else 1), run) for table in tables
    }
    start = time.perf_counter()
    with transaction.atomic():
        for table, (names, values) in copies.items():
            engines.insert_rows(connection, table, names, values)
    return time.perf_counter() - start


def _copies(table: str, count: int, run: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the newest stored rows with keys of their own."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id < {FREE} ORDER BY id DESC LIMIT {count}")
        names, rows = [column[0] for column in cursor.description], cursor.fetchall()
    places = [names.index(name) for name in TABLES[table]]
    return names, [_free(row, places, run) for row in rows]


def _free(row: tuple[Any, ...], places: list[int], run: int) -> tuple[Any, ...]:
    values = list(row)
    for place in places:
        value = values[place]
        values[place] = value + FREE * (run + 1) if isinstance(value, int) else f"{value}-{run}"
    return tuple(values)


def repeated(work: Callable[[int], float], repeats: int) -> float:
    """Return the median of several runs, each told which one it is. Unit: seconds."""
    return statistics.median(work(number) for number in range(repeats))


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":  # a file, as the portal has it: in memory its journals are slower
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/benchmark.sqlite3"
        connection.creation.create_test_db(verbosity=0)
        try:
            measure(fill(), asked.rows, asked.repeats)
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure(district: District, rows: int, repeats: int) -> None:
    """Measure every way and print its rate and ratios."""
    idle = _peak()
    slots = iter(range(0, 10_000_000, 100_000))
    new = [check_and_apply(roster(next(slots), rows), district) for _ in range(repeats)]
    peak = _peak()
    known = next(slots)
    check_and_apply(roster(known, rows), district)
    changed = [
        check_and_apply(roster(known, rows, changed=rows // 100 * (run % 2 == 0)), district)
        for run in range(repeats)
    ]
    people = repeated(lambda run: floor(["schools_staff"], rows, run), repeats)
    base = repeated(lambda run: floor(list(TABLES), rows, repeats + run), repeats)
    slow = repeated(lambda _run: stock(next(slots), district), repeats) / STOCK_ROWS * rows
    print(f"{connection.vendor}, {rows} rows, median of {repeats} runs, in rows a second")
    for name, runs in {"new rows": new, "1 % changed": changed}.items():
        check, both = statistics.median(run[0] for run in runs), statistics.median(sum(run) for run in runs)
        print(
            f"{name:<14}{rows / both:>10.0f} rows/s (check alone {rows / check:.0f})"
            f"{slow / both:>8.1f} x stock{both / base:>8.1f} x floor{both / people:>8.1f} x people alone"
        )
    print(f"{'stock resource':<14}{rows / slow:>10.0f} rows/s")
    print(f"{'floor':<14}{rows / base:>10.0f} rows/s, people alone {rows / people:.0f} rows/s")
    print(f"peak memory of the new rows over the idle process: {(peak - idle) / 1024:.0f} MB")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
