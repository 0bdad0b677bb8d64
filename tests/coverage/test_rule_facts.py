"""The rule sets of the fixtures: the thresholds of the policy, loaded once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.access import SYSTEM
from coverage.models import Rule, RuleSet
from coverage.rule_facts import load_rules

pytestmark = pytest.mark.django_db
INDICATORS = {  # primary, its floor, junior, its floor
    "L1": ("4.2", "3.57", "5.3", "4.51"),
    "L2": ("1", "0.85", "1", "0.85"),
    "L3": ("0.9", "0.765", "0.9", "0.765"),
    "L4": ("4.5", "3.825", "5.8", "4.93"),
    "L5": ("7.5", "6.375", "10.2", "8.67"),
    "L6": ("2000", "1700", "2500", "2125"),
    "L7": ("2.3", "1.955", "2.4", "2.04"),
}
OTHERS = {
    ("balanced-development", "least-met"): ("at_least", "6"),
    ("balanced-development", "primary-cv"): ("at_most", "0.5"),
    ("balanced-development", "junior-cv"): ("at_most", "0.45"),
    ("balanced-development", "smallest-point"): ("at_least", "50"),
    ("balanced-development", "split-nine-junior"): ("exactly", "1.1"),
    ("balanced-development", "split-complete-senior"): ("exactly", "1.2"),
    ("balanced-development", "split-twelve-junior"): ("exactly", "1.1"),
    ("balanced-development", "split-twelve-senior"): ("exactly", "1.32"),
    ("exchange", "share-of-eligible"): ("at_least", "0.1"),
    ("exchange", "backbone-share-of-exchanged"): ("at_least", "0.2"),
    ("exchange", "years-at-school"): ("at_least", "6"),
    ("exchange-chengdu", "share-of-eligible"): ("at_least", "0.15"),
    ("exchange-chengdu", "years-of-principal"): ("at_most", "9"),
    ("exchange-counting", "least-part-of-year"): ("at_least", "0.5"),
    ("exchange-counting", "least-backbone-rank"): ("at_least", "2"),
    ("exchange-counting", "lead-least-staff"): ("at_least", "0.9"),
    ("exchange-counting", "lead-least-backbone"): ("at_least", "0.8"),
}


def value(code, rule_set="balanced-development"):
    """Return comparison and value of a rule."""
    rule = Rule.objects.get(rule_set__code=rule_set, code=code)
    return rule.comparison, rule.shown_value


@pytest.mark.parametrize(("name", "values"), INDICATORS.items())
def test_indicator_has_its_thresholds_and_floors(name, values):
    load_rules(by=SYSTEM)

    codes = [f"primary-{name}", f"primary-{name}-floor", f"junior-{name}", f"junior-{name}-floor"]
    assert [value(code) for code in codes] == [("at_least", number) for number in values]


@pytest.mark.parametrize(("key", "rule"), OTHERS.items())
def test_rule_has_its_value(key, rule):
    load_rules(by=SYSTEM)

    assert value(key[1], key[0]) == rule


def test_there_is_no_other_rule():
    load_rules(by=SYSTEM)

    assert Rule.objects.count() == 4 * len(INDICATORS) + len(OTHERS)
    assert sorted(RuleSet.objects.values_list("code", "confidence")) == [
        ("balanced-development", "V"),
        ("exchange", "V"),
        ("exchange-chengdu", "V"),
        ("exchange-counting", "R"),
    ]


def test_rules_are_loaded_once_and_what_people_made_of_them_stays():
    first = load_rules(by=SYSTEM)
    Rule.objects.filter(code="least-met").update(value=5)

    assert (first, load_rules(by=SYSTEM)) == (4 + 45, 0)
    assert Rule.objects.get(code="least-met").value == Decimal(5)
