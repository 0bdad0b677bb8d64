"""The register as of a day: the eve of a change, the day itself and the day after, on every page and file."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse

from records.timeline import Event
from schools.actions import change_status
from schools.actions_register import record_lineage, rename_school, replace_code, split_school
from schools.models import FormerName, School, SchoolStatus, StageService
from schools.stages import Stage
from schools.timeline import school_timeline
from tests import factories

LIST = reverse("schools:school_list")
FIRST, SECOND = date(2018, 9, 1), date(2021, 9, 1)  # the days of the two renamings
DAYS = [
    pytest.param("2018-08-31", "旧庚小学", id="eve-of-the-first"),
    pytest.param("2018-09-01", "庚小学", id="day-of-the-first"),
    pytest.param("2018-09-02", "庚小学", id="day-after-the-first"),
    pytest.param("2021-08-31", "庚小学", id="eve-of-the-second"),
    pytest.param("2021-09-01", "庚实验小学", id="day-of-the-second"),
    pytest.param("2021-09-02", "庚实验小学", id="day-after-the-second"),
]


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


@pytest.fixture
def renamed(district, officer):
    """Return a school that was renamed twice, and has an alias besides."""
    School.objects.filter(pk=district.lone.pk).update(name="旧庚小学")
    school = School.objects.get(pk=district.lone.pk)
    rename_school(school, name="庚小学", day=FIRST, document="〔2018〕1号", by=officer)
    rename_school(school, name="庚实验小学", day=SECOND, by=officer)
    factories.make_former_name(school, "庚小")
    return school


def csv_rows(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]


def told(school):
    return school_timeline(School.objects.for_record(SECOND).get(pk=school.pk))


# --- names ---


@pytest.mark.parametrize(("day", "name"), DAYS)
def test_record_bears_the_name_of_the_day(day, name, renamed, bureau):
    response = bureau.get(renamed.get_absolute_url(), {"on": day})

    heading = response.text.partition("</h1>")[0].rpartition("<h1")[2].partition(">")[2].strip()
    assert (heading, response.context["school"].shown_name) == (name, name)
    assert ("现名：庚实验小学" in response.text) == (name != "庚实验小学")


@pytest.mark.parametrize(("day", "name"), DAYS)
def test_list_bears_the_name_of_the_day(day, name, renamed, bureau):
    page = bureau.get(LIST, {"on": day, "q": renamed.code})

    assert [school.shown_name for school in page.context["page_obj"]] == [name]
    assert f'href="{renamed.get_absolute_url()}?on={day}">{name}</a>' in page.text


@pytest.mark.parametrize(("day", "name"), DAYS)
@pytest.mark.parametrize("who", ["officer", "inspector", "lone_principal"])
def test_file_bears_the_name_of_the_day(who, day, name, renamed, signed_in, request):
    browser = signed_in(
        factories.make_user("lone", role="principal", school=renamed)
        if who == "lone_principal"
        else request.getfixturevalue(who)
    )

    rows = csv_rows(browser.get(LIST, {"export": "csv", "on": day, "q": renamed.code}))

    assert [(row[0], row[1], row[-1]) for row in rows] == [(name, renamed.code, "庚小、旧庚小学、庚小学")]


@pytest.mark.parametrize("day", ["2018-08-31", "2018-09-01", "2021-09-01"])
@pytest.mark.parametrize(
    "text", ["旧庚小学", "庚小学", "庚实验小学", "庚小", "jgxx", "gsyxx"], ids=lambda text: f"by-{text}"
)
def test_every_name_finds_the_school_on_every_day(text, day, renamed, bureau):
    found = bureau.get(LIST, {"on": day, "q": text}).context["page_obj"]

    assert [school.code for school in found] == [renamed.code]


def test_timeline_tells_the_renamings_in_order_without_the_alias(renamed):
    assert told(renamed)[2:] == [
        Event(FIRST, "由“旧庚小学”更名为“庚小学”", "〔2018〕1号"),
        Event(SECOND, "由“庚小学”更名为“庚实验小学”"),
    ]


def test_removed_name_no_longer_stands_on_its_days(renamed, bureau):
    FormerName.objects.filter(name="旧庚小学").delete()

    page = bureau.get(LIST, {"on": "2018-08-31", "q": renamed.code})

    assert [school.shown_name for school in page.context["page_obj"]] == ["庚小学"]


# --- states and stages ---


@pytest.mark.parametrize(
    ("day", "state"),
    [
        pytest.param("2018-08-31", "operating", id="eve-of-the-pause"),
        pytest.param("2018-09-01", "suspended", id="first-day-of-the-pause"),
        pytest.param("2021-08-31", "suspended", id="last-day-of-the-pause"),
        pytest.param("2021-09-01", None, id="day-after-it"),
    ],
)
def test_state_on_page_list_and_filter_is_that_of_the_day(day, state, district, bureau):
    district.lone.statuses.update(end=FIRST)
    SchoolStatus.objects.create(school=district.lone, status="suspended", start=FIRST, end=SECOND)

    asked = {"on": day, "q": district.lone.code}
    detail = bureau.get(district.lone.get_absolute_url(), {"on": day}).context["school"].status_on_day
    listed = [row.status_on_day for row in bureau.get(LIST, asked).context["page_obj"]]
    filtered = [
        status
        for status in ("operating", "suspended", "unknown")
        if list(bureau.get(LIST, {**asked, "status": status}).context["page_obj"])
    ]
    assert (detail, listed, filtered) == (state, [state], [state or "unknown"])


@pytest.mark.parametrize(
    ("day", "stages"),
    [
        pytest.param("2018-08-31", ["primary"], id="eve-of-the-beginning"),
        pytest.param("2018-09-01", ["primary", "junior"], id="first-day"),
        pytest.param("2021-08-31", ["primary", "junior"], id="last-day"),
        pytest.param("2021-09-01", ["primary"], id="day-after-it"),
    ],
)
def test_stages_in_the_list_are_those_of_the_day(day, stages, district, bureau):
    StageService.objects.create(school=district.lone, stage=Stage.JUNIOR, start=FIRST, end=SECOND)

    asked = {"on": day, "q": district.lone.code}
    [row] = bureau.get(LIST, asked).context["page_obj"]
    of_junior = list(bureau.get(LIST, {**asked, "stage": "junior"}).context["page_obj"])
    assert [service.stage for service in row.stages_on_day] == stages
    assert bool(of_junior) == ("junior" in stages)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2018-08-31", [], id="eve-of-coming"),
        pytest.param("2018-09-01", ["张老师"], id="first-day"),
        pytest.param("2021-08-31", ["张老师"], id="last-day"),
        pytest.param("2021-09-01", [], id="day-of-leaving"),
    ],
)
def test_roster_its_file_and_its_count_are_those_of_the_day(day, expected, district, bureau):
    person = factories.make_staff(district.lone, start=FIRST)
    person.employments.update(end=SECOND)
    address = reverse("schools:staff_list", args=[district.lone.code])

    page = [row.staff.name for row in bureau.get(address, {"on": day}).context["page_obj"]]
    file = [row[0] for row in csv_rows(bureau.get(address, {"on": day, "export": "csv"}))]
    count = bureau.get(district.lone.get_absolute_url(), {"on": day}).context["staff_count"]
    assert (page, file, count) == (expected, expected, len(expected))


# --- lineage and codes ---


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        pytest.param("merged_into", "并入庚小学", "丙校并入本校", id="merged"),
        pytest.param("split_from", "分设出庚小学", "由丙校分设", id="split"),
        pytest.param("replaced_by", "变更办学类型，由庚小学取代", "变更办学类型，取代丙校", id="replaced"),
    ],
)
def test_lineage_is_told_in_both_timelines(kind, before, after, district, officer):
    record_lineage(district.member, district.lone, kind=kind, day=SECOND, document="〔2021〕9号", by=officer)

    assert told(district.member)[-1] == Event(SECOND, before, "〔2021〕9号")
    assert told(district.lone)[-1] == Event(SECOND, after, "〔2021〕9号")


@pytest.mark.parametrize("kind", ["merged_into", "split_from", "replaced_by"])
def test_lineage_stands_on_both_pages_of_the_bureau(kind, district, officer, bureau):
    record_lineage(district.member, district.lone, kind=kind, day=SECOND, by=officer)

    before, after = (bureau.get(school.get_absolute_url()) for school in (district.member, district.lone))

    assert f'href="{district.lone.get_absolute_url()}' in before.text
    assert f'href="{district.member.get_absolute_url()}' in after.text


def test_school_of_many_merged_schools_names_each(district, officer):
    for school in (district.member, district.partner):
        record_lineage(school, district.lone, kind="merged_into", day=SECOND, by=officer)

    assert [event.text for event in told(district.lone)[-2:]] == ["丙校并入本校", "丁校并入本校"]


def test_split_school_begins_on_the_day_and_not_on_its_eve(district, officer, bureau):
    new = School(district=district.district, code="510115-L900", name="庚分校", kind="primary")
    split_school(district.lone, new, stages=[Stage.PRIMARY], day=SECOND, by=officer)

    listed = {
        day: [
            row.code
            for row in bureau.get(LIST, {"on": day, "status": "operating", "q": "庚"}).context["page_obj"]
        ]
        for day in ("2021-08-31", "2021-09-01")
    }

    assert listed == {
        "2021-08-31": [district.lone.code],
        "2021-09-01": [district.lone.code, "510115-L900"],
    }
    assert told(district.lone)[-1] == Event(SECOND, "分设出庚分校")


def test_new_code_stands_on_every_day_and_the_old_one_leads_on(district, officer, bureau):
    old = district.lone.get_absolute_url()
    replace_code(district.lone, code="2151011501", day=SECOND, by=officer)

    for day in ("2021-08-31", "2021-09-01"):
        moved = bureau.get(old, {"on": day})
        rows = csv_rows(bureau.get(LIST, {"export": "csv", "on": day, "q": "庚小学"}))
        assert (moved.status_code, moved.url) == (302, f"/schools/2151011501/?on={day}")
        assert [row[:2] for row in rows] == [["庚小学", "2151011501"]]


@pytest.mark.parametrize("name", ["staff_list", "school_edit", "location_edit", "contact_new"])
def test_retired_code_is_no_address_of_any_other_page(name, district, bureau):
    factories.make_retired_code(district.lone, "510115-L800")

    assert bureau.get(reverse(f"schools:{name}", args=["510115-L800"])).status_code == 404


@pytest.mark.parametrize(("on", "name"), [("2018-10-01", "旧丙校"), ("2022-10-01", "丙校")])
def test_confirmations_of_a_day_bear_the_names_of_the_day(on, name, district, bureau):
    factories.make_former_name(district.member, "旧丙校", used_until=date(2020, 9, 1))
    address = reverse("schools:confirmation_list")

    page = bureau.get(address, {"on": on, "q": "丙校"})
    file = bureau.get(address, {"on": on, "q": "丙校", "export": "csv"})

    assert [school.shown_name for school in page.context["page_obj"]] == [name]
    assert f">{name}</a>" in page.text
    assert file.content.decode("utf-8-sig").splitlines()[1].split(",")[0] == name


# --- what the record says of later days ---


def panel(bureau, school, heading, day):
    """Return the markup of a panel of the record on a day, on one line; nothing where it is not shown."""
    page = bureau.get(school.get_absolute_url(), {"on": day}).text
    return " ".join(page.partition(f">{heading}</h2>")[2].partition("</section>")[0].split())


@pytest.mark.parametrize(
    ("day", "former"),
    [
        pytest.param("2018-08-31", ["庚小"], id="eve-of-the-first"),
        pytest.param("2018-09-01", ["庚小", "旧庚小学"], id="day-of-the-first"),
        pytest.param("2021-08-31", ["庚小", "旧庚小学"], id="eve-of-the-second"),
        pytest.param("2021-09-01", ["庚小", "旧庚小学", "庚小学"], id="day-of-the-second"),
    ],
)
def test_record_calls_a_name_former_only_once_it_is(day, former, renamed, bureau):
    facts = panel(bureau, renamed, "基本情况", day)

    assert re.findall(r"<div>(\w*庚小学?)", facts.partition("曾用名和别名")[2]) == former


@pytest.mark.parametrize(("day", "is_shown"), [("2021-08-31", False), ("2021-09-01", True)])
def test_panel_of_lineage_waits_for_its_day(day, is_shown, district, officer, bureau):
    record_lineage(district.member, district.lone, kind="merged_into", day=SECOND, by=officer)
    factories.make_retired_code(district.stranger, "510115-L800", retired_on=SECOND)

    shown = [panel(bureau, s, "学校沿革", day) for s in (district.member, district.lone, district.stranger)]

    assert [bool(text) for text in shown] == [is_shown] * 3


@pytest.mark.parametrize(("day", "name"), [("2021-08-31", "庚小学"), ("2021-09-01", "庚实验小学")])
def test_other_schools_of_a_lineage_bear_the_name_of_the_day(day, name, renamed, district, officer, bureau):
    record_lineage(district.member, renamed, kind="merged_into", day=FIRST, by=officer)

    lineage, timeline = (panel(bureau, district.member, title, day) for title in ("学校沿革", "大事记"))

    assert f">{name}</a>" in lineage
    assert f"并入{name}</div>" in " ".join(timeline.replace(" </div>", "</div>").split())


@pytest.mark.parametrize(
    ("day", "rows"),
    [
        pytest.param(
            "2018-08-31",
            [
                ("小学", "在办"),
                ("初中", "晚于查看日期"),
                ("状态：在办", "当日状态"),
                ("状态：停办", "晚于查看日期"),
            ],
            id="eve",
        ),
        pytest.param(
            "2018-09-01",
            [("小学", "在办"), ("初中", "在办"), ("状态：在办", "—"), ("状态：停办", "当日状态")],
            id="first-day",
        ),
    ],
)
def test_states_and_stages_that_begin_later_are_marked(day, rows, district, officer, bureau):
    StageService.objects.create(school=district.lone, stage=Stage.JUNIOR, start=FIRST)
    change_status(district.lone, status="suspended", day=FIRST, by=officer)

    table = panel(bureau, district.lone, "所办学段与状态", day)

    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", table)[4:]]
    assert list(zip(cells[::4], cells[2::4], strict=True)) == rows
    assert table.count('<tr class="is-later">') == [state for _what, state in rows].count("晚于查看日期")
