"""How many examples a property is tried with: a few at every run, ten thousand at night."""

import os

from hypothesis import HealthCheck, settings

NIGHTLY = 10_000


def examples(count, **options):
    """Return the settings of a property; with FUZZ=nightly it is tried with ten thousand examples."""
    count = NIGHTLY if os.environ.get("FUZZ") == "nightly" else count
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(**{"max_examples": count, "deadline": None, "suppress_health_check": quiet} | options)
