"""Facts of a school as texts: kept, read back, and put into words."""

from datetime import date

import pytest

from schools import fact_values
from schools.choices import ProposedFact
from schools.models import School

CASES = [
    pytest.param("name", "甲校", "甲校", "甲校", id="name"),
    pytest.param("kind", "nine_year", "nine_year", "九年一贯制学校", id="kind"),
    pytest.param("ownership", "public", "public", "公办", id="ownership"),
    pytest.param("town", "万春镇", "万春镇", "万春镇", id="town"),
    pytest.param("town", "", "", "未知", id="no-town"),
    pytest.param("urban_rural", "village", "village", "乡村", id="urban-or-rural"),
    pytest.param("is_boarding", True, "true", "是", id="boarding"),
    pytest.param("is_boarding", False, "false", "否", id="not-boarding"),
    pytest.param("is_boarding", None, "", "未知", id="boarding-unknown"),
    pytest.param("founded_on", date(1956, 9, 1), "1956-09-01", "1956年9月1日", id="day"),
    pytest.param("founded_on", None, "", "未知", id="no-day"),
]


@pytest.mark.parametrize(("fact", "value", "text", "words"), CASES)
def test_value_is_kept_as_text_and_comes_back(fact, value, text, words):
    school = School(**{fact: value})

    assert fact_values.present(school, fact) == text
    assert fact_values.as_value(fact, text) == value
    assert fact_values.in_words(fact, text) == words


def test_every_proposed_fact_is_a_column_of_the_school():
    assert [fact_values.column(fact).name for fact in ProposedFact] == ProposedFact.values


def test_code_that_is_no_choice_any_more_is_shown_as_it_is():
    assert fact_values.in_words("kind", "castle") == "castle"


def test_facts_of_a_school_bear_their_basis_where_one_is_kept(district):
    school = School(name="甲校", kind="primary", kind_basis="inferred", ownership="public", town="永宁镇")

    facts = fact_values.facts_of(school)

    assert [(fact.label, fact.value, fact.basis_label) for fact in facts] == [
        ("学校名称", "甲校", ""),
        ("办学类型", "小学", "推断"),
        ("办学性质", "公办", "录入"),
        ("镇街", "永宁镇", ""),
        ("城乡分类", "未知", ""),
        ("寄宿制", "未知", ""),
        ("建校日期", "未知", ""),
    ]
