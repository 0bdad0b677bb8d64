"""What pages must show, written from what the commands of the contract say in JSON."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

STAGES = {
    "preschool": "学前教育",
    "compulsory": "义务教育",
    "senior": "普通高中",
    "vocational": "中等职业教育",
}
BASES = {"designated": "已认定", "reached": "已覆盖"}
WEIGHTS = {"institutions": "按学校", "pupils": "按学生"}
VERDICTS = {True: "达标", False: "未达标", None: "无法判定"}
NO_TARGET = "未设比例目标"
UNDECLARED = "未载明"  # the section of what is registered and was never declared
MEASURES_HEADING = ["学段", "口径", "覆盖率", "分子 / 分母", "目标", "已报学校", "结论"]


def name_of(measure: dict[str, Any]) -> str:
    """Return the measure's name."""
    return f"{BASES[measure['basis']]} · {WEIGHTS[measure['weight']]}"


def percent(share: float | None, unknown: str = "未知") -> str:
    """Return a share as pages write it: one decimal, a half rounded up."""
    return unknown if share is None else f"{Decimal(share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"


def verdict_of(stage: dict[str, Any], measure: dict[str, Any]) -> str:
    """Return what a page says of the target."""
    return NO_TARGET if stage["target"] is None else VERDICTS[measure["met"]]


def cards(figures: dict[str, Any]) -> list[str]:
    """Return the texts of the headline cards."""
    return [_card(stage, figures["headline"]) for stage in figures["stages"]]


def _card(stage: dict[str, Any], headline: dict[str, str]) -> str:
    [shown] = [m for m in stage["measures"] if {"basis": m["basis"], "weight": m["weight"]} == headline]
    fraction = [] if shown["share"] is None else [f"{shown['numerator']}/{shown['denominator']}"]
    target = [] if stage["target"] is None else [f"目标 {percent(stage['target'])}"]
    gaps = (
        []
        if shown["reported"] == shown["expected"]
        else [f"已报 {shown['reported']} / {shown['expected']} 校"]
    )
    verdict = verdict_of(stage, shown)
    return " ".join(
        [
            STAGES[stage["stage"]],
            percent(shown["share"]),
            *fraction,
            verdict,
            *target,
            *gaps,
            f"口径：{name_of(shown)}",
        ]
    )


def measures_table(figures: dict[str, Any]) -> list[list[str]]:
    """Return the cells of the table of the four measures."""
    rows = [_measure_row(stage, measure) for stage in figures["stages"] for measure in stage["measures"]]
    for first, stage in zip(rows[::4], figures["stages"], strict=True):
        first.insert(0, STAGES[stage["stage"]])
    return [MEASURES_HEADING, *rows]


def _measure_row(stage: dict[str, Any], measure: dict[str, Any]) -> list[str]:
    is_known = measure["numerator"] is not None
    return [
        name_of(measure),
        percent(measure["share"]),
        f"{measure['numerator']} / {measure['denominator']}" if is_known else "查看缺报学校",
        percent(stage["target"], "—"),
        f"{measure['reported']} / {measure['expected']}",
        verdict_of(stage, measure),
    ]


def reconciliation_table(figures: dict[str, Any]) -> list[list[str]]:
    """Return the cells of the reconciliation line by line."""
    lines = [
        [
            f"{line['section']} · {line['label']}" + (" 未上报" if line["section"] == UNDECLARED else ""),
            str(line["declared"]),
            str(line["registered"]),
            signed(line["difference"]),
            " ".join(school["name"] for school in line["schools"]),
        ]
        for line in figures["lines"]
    ]
    total = [str(figures["declared"]), str(figures["registered"]), f"{figures['difference']:+d}"]
    return [["办学性质与类型", "上报", "在册", "差额", "在册学校"], *lines, ["合计", *total, ""]]


def signed(difference: int) -> str:
    """Return a difference as the page writes it: with a sign, but for none."""
    return f"{difference:+d}" if difference else "0"
