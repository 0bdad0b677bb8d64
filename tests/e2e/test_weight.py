"""Every page stays light, also for whoever opens it for the first time."""

import pytest

from tests.e2e.pages import PAGES, SCHOOL, every_page

pytestmark = pytest.mark.e2e

MOST = 100_000  # bytes over the wire, compressed, with all that the page asks for


@every_page
def test_first_visit_transfers_little(name, visit, watch, portal):
    person, address, status = PAGES[name]
    watch.expect(*{status} - {200})
    page = visit(person)
    page.set_extra_http_headers({"Accept-Encoding": "gzip"})
    wire = page.context.new_cdp_session(page)
    received = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})

    page.goto(address.replace("@", portal.codes[SCHOOL]), wait_until="networkidle")

    assert len(received) > 4
    assert sum(received) < MOST
