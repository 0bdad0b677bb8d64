"""A portal of its own for whole days of work, which leave the register changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.portal import Portal


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Return the portal of these tests; each works on schools that no other works on."""
    with Portal(tmp_path_factory.mktemp("days")).running() as portal:
        yield portal
