"""How long the four measures take in a large district: one grouped query, a history, and a naive loop.

Run:  python -m benchmarks.coverage_rate --schools 2000
      (SQLite; with DATABASE_URL a PostgreSQL database; both in a test database that is dropped again)

All ways are measured in one run over the same rows and must agree. Ratios are to the grouped query. The
naive loop asks the database for every school; it is measured on the same rows and only once.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import date

os.environ.setdefault("SECRET_KEY", "only-for-benchmarks")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["LOG_LEVEL"] = "ERROR"

import django

django.setup()

from django.db import connection

from coverage.counts import grouped_totals
from coverage.history import fetch_history
from coverage.models import Designation, DesignationLevel, DesignationScheme
from coverage.rate import StageMeasures, all_stages, by_stage
from groups.models import EducationGroup, Membership
from schools.models import District, Enrolment, School, SchoolStatus, StageService

DAY = date(2022, 12, 31)
LINE = [date(year, 12, 31) for year in range(2016, 2027)]
GROUP_SIZE = 5
REPEATS = 5


def fill(count: int) -> District:
    """Store a district of primary schools in groups of five; every seventh school is designated."""
    district = District.objects.create(code="510115", name="Benchmark")
    schools = School.objects.bulk_create(
        School(district=district, code=f"21510{n:05d}", name=f"School {n}", kind=School.Kind.PRIMARY)
        for n in range(count)
    )
    SchoolStatus.objects.bulk_create(SchoolStatus(school=s, status="operating") for s in schools)
    StageService.objects.bulk_create(StageService(school=s, stage="primary") for s in schools)
    Enrolment.objects.bulk_create(
        Enrolment(school=s, year=2022, stage="primary", pupils=500 + n) for n, s in enumerate(schools)
    )
    form_groups(district, schools)
    level = DesignationLevel.objects.create(
        scheme=DesignationScheme.objects.create(code="quality", name="Quality"),
        code="quality",
        name="Quality",
    )
    Designation.objects.bulk_create(Designation(school=s, level=level) for s in schools[::7])
    return district


def form_groups(district: District, schools: list[School]) -> None:
    """Store groups of five schools under the first of each; schools left over are in none."""
    groups = EducationGroup.objects.bulk_create(
        EducationGroup(district=district, slug=f"group-{n}", name=f"Group {n}")
        for n in range(len(schools) // GROUP_SIZE)
    )
    Membership.objects.bulk_create(
        Membership(group=groups[n // GROUP_SIZE], school=s, role="member" if n % GROUP_SIZE else "lead")
        for n, s in enumerate(schools[: len(groups) * GROUP_SIZE])
    )


def by_grouped_query(district: District) -> list[StageMeasures]:
    """Count in the database."""
    return all_stages(grouped_totals(School.objects.counted_in(district), DAY), {})


def by_history(district: District) -> list[StageMeasures]:
    """Fetch the dated facts and count in Python."""
    return all_stages(by_stage(fetch_history(School.objects.counted_in(district)).on(DAY)), {})


def by_naive_loop(district: District) -> list[StageMeasures]:
    """Ask for the facts of every school by itself."""
    rows = [row for s in School.objects.counted_in(district) for row in fetch_history([s]).on(DAY)]
    return all_stages(by_stage(rows), {})


def line_by_grouped_query(district: District) -> None:
    """Count eleven days in the database, one query a day."""
    for day in LINE:
        grouped_totals(School.objects.counted_in(district), day)


def line_by_history(district: District) -> None:
    """Count eleven days from one history."""
    history = fetch_history(School.objects.counted_in(district))
    for day in LINE:
        by_stage(history.on(day))


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the median time of several runs. Unit: seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Fill, check that all ways agree, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=2000)
    count = parser.parse_args().schools
    connection.creation.create_test_db(verbosity=0)
    try:
        measure(fill(count), count)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure(district: District, count: int) -> None:
    """Measure every way and print its time and ratio."""
    if not by_grouped_query(district) == by_history(district) == by_naive_loop(district):
        raise SystemExit("the three ways disagree")
    base = seconds(lambda: by_grouped_query(district))
    line = seconds(lambda: line_by_grouped_query(district))
    print(f"{connection.vendor}, {count} schools, median of {REPEATS} runs")
    rows = [
        ("one day, grouped query", base, base),
        ("one day, history", seconds(lambda: by_history(district)), base),
        ("one day, naive loop (1 run)", seconds(lambda: by_naive_loop(district), 1), base),
        ("eleven days, grouped query", line, line),
        ("eleven days, history", seconds(lambda: line_by_history(district)), line),
    ]
    for name, took, reference in rows:
        print(f"{name:<30}{took * 1000:>10.1f} ms{took / reference:>8.2f} x")


if __name__ == "__main__":
    main()
