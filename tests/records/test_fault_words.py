"""Every fault of a chain in words: as the command prints it, as people read it, and what they are to do."""

import pytest

from records.verification import ChainReport, Fault, FaultKind

WORDS = {
    FaultKind.MISSING: (
        "chain 510115 entry 7: entry 9 is missing",
        "第 9 条缺失（下一条是第 7 条）。",
        "请用备份找回缺失的记录，并查明谁能直接改动数据库。",
    ),
    FaultKind.UNLINKED: (
        "chain 510115 entry 7: does not follow the entry before it",
        "第 7 条与它前面的一条接不上。",
        "前面的一条可能被替换或改写；请与备份逐条核对这两条。",
    ),
    FaultKind.CHANGED: (
        "chain 510115 entry 7: content does not match its hash",
        "第 7 条的内容与摘要不符，写入之后被改动过。",
        "请用备份核对这一条原来的内容，并查明谁能直接改动数据库。",
    ),
    FaultKind.CUT: (
        "chain 510115: ends at 7, its head says 9",
        "链到第 7 条为止，链头却记着 9 条：末尾被截去或链头被改动。",
        "请与另行保存的校验结果和备份核对末尾的记录。",
    ),
    FaultKind.BEHIND: (
        "chain 510115: entry 9 stands behind its end 7",
        "链头记着 7 条，却还有第 9 条：有记录不是由本系统写入的。",
        "请查明多出的记录从何而来，不要采信其内容。",
    ),
}


@pytest.mark.parametrize("kind", FaultKind, ids=lambda kind: kind.name.lower())
def test_fault_is_told_in_words(kind):
    fault = Fault(kind, "510115", 7, 9)

    assert (fault.line, fault.sentence, fault.advice) == WORDS[kind]


@pytest.mark.parametrize("kind", FaultKind, ids=lambda kind: kind.name.lower())
def test_chain_of_no_district_is_a_dash(kind):
    assert Fault(kind, "", 7, 9).line == WORDS[kind][0].replace("510115", "-")


@pytest.mark.parametrize(("faults", "is_sound"), [([], True), ([Fault(FaultKind.CUT, "", 1)], False)])
def test_chain_without_a_fault_is_sound(faults, is_sound):
    assert ChainReport("", 1, "", faults).is_sound is is_sound
