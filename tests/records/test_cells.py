"""Cells of a spreadsheet that compute nothing and come back unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.cells import neutralise, restore


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("a=1", "a=1"),
        ("", ""),
        ("温江中学", "温江中学"),
    ],
)
def test_cell_that_would_compute_is_quoted(text, cell):
    assert (neutralise(text), restore(cell)) == (cell, text)


@given(st.text(alphabet="=+-@'\t\r\n＝a校", max_size=6))
def test_every_text_comes_back(text):
    assert restore(neutralise(text)) == text


@given(st.text(max_size=6))
def test_no_cell_begins_like_a_formula(text):
    assert neutralise(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize("cell", ["'twas", "'", "a'=b"], ids=["word", "quote alone", "inside"])
def test_quote_that_was_typed_stays(cell):
    assert restore(cell) == cell
