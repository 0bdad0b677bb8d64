"""Rule sets of fixtures/rules/: loaded once, and left as people make them afterwards."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.access import Actor
from coverage.models import Rule, RuleSet
from records import actions
from records.facts import is_new, read_facts

RULES = "rules"
FILES = ("balanced_development", "exchange", "exchange_counting")


@transaction.atomic
def load_rules(*, by: Actor) -> int:
    """Load the rule sets that were never loaded before and return how many rows are new."""
    sets = [fact for name in FILES for fact in read_facts(RULES, name)["set"]]
    return sum(_load_set(fact, by) for fact in sets if is_new(RULES, f"{fact['code']} {fact['edition']}"))


def _load_set(fact: dict[str, Any], by: Actor) -> int:
    """Store a rule set with its rules and return how many rows that are."""
    values = dict(fact)
    rules = values.pop("rule")
    rule_set = actions.create(RuleSet(**values), by=by)
    rows = [Rule(rule_set=rule_set, position=place, **rule) for place, rule in enumerate(rules, start=1)]
    return 1 + len(actions.create_many(rows, by=by))
