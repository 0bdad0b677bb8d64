"""How many examples a property is tried with: a few at every run, ten thousand at night."""

import os

from hypothesis import HealthCheck, settings

NIGHTLY = 10_000


def examples(count):
    """Return the settings of a property; with FUZZ=nightly it is tried with ten thousand examples."""
    is_night = os.environ.get("FUZZ") == "nightly"
    return settings(
        max_examples=NIGHTLY if is_night else count,
        derandomize=not is_night,  # by day the same examples for everybody
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
