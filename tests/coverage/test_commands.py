"""The commands of the contract on the loaded report: coverage and reconcile."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.usefixtures("report_of_module"), pytest.mark.django_db]


def run(*arguments):
    """Return what a command prints."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def figures(output):
    """Return numerator, denominator, met, reported and expected by stage, basis and weight."""
    return {
        (stage["stage"], m["basis"], m["weight"]): (
            m["numerator"],
            m["denominator"],
            m["met"],
            m["reported"],
            m["expected"],
        )
        for stage in output["stages"]
        for m in stage["measures"]
    }


def test_coverage_of_the_report_alone():
    output = json.loads(run("coverage", "--on", "2022-12-31", "--format", "json"))

    assert (output["on"], output["headline"]) == (
        "2022-12-31",
        {"basis": "designated", "weight": "institutions"},
    )
    assert [(stage["stage"], stage["target"]) for stage in output["stages"]] == [
        ("preschool", 0.85),
        ("compulsory", 0.85),
        ("senior", 1.0),
        ("vocational", None),
    ]
    assert figures(output) == {
        ("preschool", "designated", "institutions"): (4, 16, False, 16, 16),
        ("preschool", "designated", "pupils"): (None, None, None, 0, 16),
        ("preschool", "reached", "institutions"): (16, 16, True, 16, 16),
        ("preschool", "reached", "pupils"): (None, None, None, 0, 16),
        ("compulsory", "designated", "institutions"): (7, 24, False, 24, 24),
        ("compulsory", "designated", "pupils"): (None, None, None, 0, 24),
        ("compulsory", "reached", "institutions"): (24, 24, True, 24, 24),
        ("compulsory", "reached", "pupils"): (None, None, None, 0, 24),
        ("senior", "designated", "institutions"): (3, 3, True, 3, 3),
        ("senior", "designated", "pupils"): (None, None, None, 0, 3),
        ("senior", "reached", "institutions"): (3, 3, True, 3, 3),
        ("senior", "reached", "pupils"): (None, None, None, 0, 3),
        ("vocational", "designated", "institutions"): (0, 1, None, 1, 1),
        ("vocational", "designated", "pupils"): (None, None, None, 0, 1),
        ("vocational", "reached", "institutions"): (0, 1, None, 1, 1),
        ("vocational", "reached", "pupils"): (None, None, None, 0, 1),
    }


def test_coverage_gives_shares_unrounded():
    output = json.loads(run("coverage", "--format", "json"))

    shares = [measure["share"] for measure in output["stages"][1]["measures"]]
    assert shares == [7 / 24, None, 1.0, None]


def test_coverage_as_a_table_names_day_and_measure():
    lines = run("coverage", "--on", "2022-12-31").splitlines()

    assert lines[0] == "on 2022-12-31, headline designated/institutions"
    assert lines[2].split() == [
        "preschool",
        "designated",
        "institutions",
        "4/16",
        "=",
        "25.0%",
        "85%",
        "no",
        "16/16",
    ]
    assert lines[3].split() == ["preschool", "designated", "pupils", "-", "85%", "-", "0/16"]


def test_reconcile_of_the_report():
    output = json.loads(run("reconcile", "--format", "json"))

    assert (output["declared"], output["registered"], output["difference"]) == (40, 41, 1)
    assert output["by_kind"]["kindergarten"] == {"declared": 14, "registered": 16, "difference": 2}
    lines = {(line["section"], line["label"]): line["difference"] for line in output["lines"]}
    assert lines == {
        ("公办", "普通高完中"): 0,
        ("公办", "九年一贯制学校"): 0,
        ("公办", "职业中学"): 0,
        ("公办", "单设初中小学"): 0,
        ("公办", "幼儿园"): 0,
        ("民办、乡镇中心", "幼儿园"): 0,
        ("民办、乡镇中心", "幼儿园以外（报告未列明）"): -1,
        ("未载明", "幼儿园"): 2,
    }
    assert [school["name"] for school in output["lines"][-1]["schools"]] == ["金苹果幼儿园", "学前教育中心"]


def test_reconcile_as_a_table_ends_with_the_total():
    assert run("reconcile").splitlines()[-1].split() == ["40", "41", "+1", "total"]


@pytest.mark.parametrize("command", ["coverage", "reconcile"])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["--on", "2022-13-31"], "'2022-13-31' is not a day; write it as 2022-12-31.", id="no such day"
        ),
        pytest.param(["--district", "110101"], "District 110101 is not known.", id="unknown district"),
    ],
)
def test_bad_argument_is_named(command, arguments, message):
    with pytest.raises(CommandError, match=message):
        run(command, *arguments)
