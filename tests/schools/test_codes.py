"""What school codes say, and which are free."""

import pytest
from django.core.exceptions import ValidationError

from schools import codes
from schools.choices import SchoolKind
from tests import factories


def refused(check, *values, **more):
    """Return what a check says at which field, nothing where it lets the values pass."""
    try:
        check(*values, **more)
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("2151000001", True, id="ten-digits"),
        pytest.param("510115-L001", False, id="provisional"),
        pytest.param("215100001", False, id="nine-digits"),
        pytest.param("2151000001\n", False, id="line-break"),
        pytest.param("２１５１００００01", False, id="full-width-digits"),
    ],
)
def test_official_code_has_ten_digits(code, expected):
    assert codes.is_official(code) == expected


FITTING = [
    ("1151000001", "kindergarten"),
    ("2151000001", "primary"),
    ("3151000001", "junior"),
    ("3151000001", "nine_year"),
    ("3451000001", "complete_secondary"),
    ("3451000001", "senior"),
    ("3451000001", "twelve_year"),
    ("3651000001", "vocational_secondary"),
]


@pytest.mark.parametrize(("code", "kind"), FITTING, ids=[kind for _code, kind in FITTING])
def test_prefix_fits_the_kind(code, kind):
    assert refused(codes.check_fits, code, kind) == {}


@pytest.mark.parametrize(("_code", "kind"), FITTING, ids=[kind for _code, kind in FITTING])
def test_prefix_of_no_kind_is_refused_for_each(_code, kind):
    assert list(refused(codes.check_fits, "9951000001", kind)) == ["code"]


def test_prefix_of_another_kind_is_told_in_a_sentence():
    assert refused(codes.check_fits, "1151000001", "primary", field="kind") == {
        "kind": ["小学的学校标识码以 21 开头，“1151000001”与办学类型不符，请核对标识码和办学类型。"]
    }


@pytest.mark.parametrize("kind", ["vocational_college", "special"])
def test_kind_without_a_known_rule_takes_every_code(kind):
    assert refused(codes.check_fits, "9951000001", kind) == {}


@pytest.mark.parametrize("kind", SchoolKind.values)
def test_provisional_code_fits_every_kind(kind):
    assert refused(codes.check_fits, "510115-L001", kind) == {}


def test_code_that_a_school_bears_is_not_free(district):
    code = district.lone.code

    assert refused(codes.check_free, code) == {
        "code": [f"学校标识码“{code}”已用于庚小学，请核对后另填一个。"]
    }


def test_code_that_a_school_bore_is_not_free(district):
    factories.make_retired_code(district.lone, "510115-L901")

    assert refused(codes.check_free, "510115-L901") == {
        "code": [
            "学校标识码“510115-L901”曾用于庚小学，已停用，停用的标识码不再分配给任何学校。",
        ]
    }


def test_code_that_nobody_bore_is_free(district, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert refused(codes.check_free, "510115-L999") == {}


@pytest.mark.parametrize(
    ("borne", "retired", "expected"),
    [
        pytest.param([], [], "510115-L001", id="first"),
        pytest.param(["510115-L007"], [], "510115-L008", id="after-the-highest"),
        pytest.param(["510115-L007", "510115-L002"], [], "510115-L008", id="gaps-stay"),
        pytest.param(["510115-L007"], ["510115-L020"], "510115-L021", id="retired-count"),
        pytest.param(["510115-L999"], [], "510115-L1000", id="four-digits"),
        pytest.param(["2151000001"], [], "510115-L001", id="official-do-not-count"),
    ],
)
def test_next_provisional_code_was_never_given(borne, retired, expected, db):
    here, elsewhere = factories.make_district(), factories.make_district("510116", "双流区")
    factories.make_school(district=elsewhere, code="510116-L500")
    schools = [factories.make_school(code=code) for code in borne]
    for code in retired:
        factories.make_retired_code(schools[0], code)

    assert codes.next_provisional(here) == expected
