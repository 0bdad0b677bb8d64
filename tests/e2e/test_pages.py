"""The list of pages names every address of the portal that is read; this needs no browser."""

import re

from django.urls import resolve

from accounts.rights import READ, RIGHTS
from tests.e2e.pages import PAGES

IN_ITS_FLOW = "a batch is looked at where it is uploaded, in test_imports"
SHOWN_ELSEWHERE = {  # address: where it is looked at, or why there is nothing to see
    "healthz": "answers JSON",
    "coverage:designation_convert": "only for a level that another follows; the demonstration has none",
    "imports:import_detail": IN_ITS_FLOW,
    "imports:import_reading": IN_ITS_FLOW,
    "imports:import_undo": IN_ITS_FLOW,
    "imports:import_errors": IN_ITS_FLOW,
    "imports:import_template": "hands out a workbook",
    "exchanges:rotation_letter": "hands out a letter",
    "accounts:user_reactivate": "only for who has left; the demonstration has nobody",
}
KEYS = {"proposal": "29fcc902-d4d6-4677-9b57-a5c608ace1f2", "decided": "29fcc902-d4d6-4677-9b57-a5c608ace1f2"}


def view_of(address):
    """Return the name of the view that answers an address of the list; empty where none does."""
    path = re.sub("<(.+?)>", lambda word: KEYS.get(word[1], "1"), address.split("?")[0])
    path = path.replace("@", "510115-L001")
    return "" if "there-is-none" in path else resolve(path).view_name


def test_every_address_that_is_read_is_looked_at():
    read = {name for name, right in RIGHTS.items() if right.methods & READ and not name.startswith("admin")}

    looked_at = {view_of(address) for _person, address, _status in PAGES.values()} - {""}

    assert read - looked_at - SHOWN_ELSEWHERE.keys() == set()
    assert SHOWN_ELSEWHERE.keys() <= read - looked_at
