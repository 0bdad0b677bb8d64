"""Shares, days and lists in the reader's language."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from records.templatetags import records_format


@pytest.mark.parametrize(
    ("share", "written"),
    [
        pytest.param(Fraction(13, 16), "81.3 %", id="half rounded up"),
        pytest.param(Fraction(1, 16), "6.3 %", id="half above an even tenth"),
        pytest.param(Fraction(7, 24), "29.2 %", id="third decimal dropped"),
        pytest.param(Decimal("0.85"), "85.0 %", id="decimal"),
        pytest.param(Fraction(0), "0.0 %", id="zero is a value"),
        pytest.param(Fraction(1), "100.0 %", id="all"),
        pytest.param(None, "未知", id="unknown"),
    ],
)
def test_share_is_written_with_one_decimal(share, written):
    assert records_format.percent(share) == written


@pytest.mark.parametrize(
    ("language", "day", "values"),
    [
        pytest.param("zh-hans", "2022年9月1日", "小学、初中", id="Chinese"),
        pytest.param("en", "1 September 2022", "小学, 初中", id="English"),
    ],
)
def test_days_and_lists_follow_the_language(language, day, values):
    with translation.override(language):
        written = records_format.day(date(2022, 9, 1)), records_format.joined(["小学", "初中"])

    assert written == (day, values)


def test_missing_day_is_a_dash():
    assert records_format.day(None) == "—"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(None, "未知", id="nothing"),
        pytest.param("", "未知", id="empty text"),
        pytest.param(0, 0, id="zero is a value"),
    ],
)
def test_unknown_is_said_only_where_nothing_is_known(value, shown):
    assert records_format.or_unknown(value) == shown
