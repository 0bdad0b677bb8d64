"""Every page is light, also for whoever opens it first, and prints without the portal's frame."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import PAGES, address_of, every_page

pytestmark = pytest.mark.e2e

MOST = 100_000  # bytes over the wire, compressed, with all that the page asks for
FRAME = (
    ".sidebar, .nav-toggle, .topbar form, .topbar details, .skip-link, .day-form button, .filter-bar, .pager"
)


@every_page
def test_page_is_light_at_the_first_visit_and_prints_without_its_frame(name, visit, watch, portal):
    person, _address, status = PAGES[name]
    watch.expect(*{status} - {200})
    page = visit(person)
    received = bytes_received(page)

    page.goto(address_of(name, portal), wait_until="networkidle")
    page.emulate_media(media="print")

    assert len(received) > 4
    assert sum(received) < MOST
    assert page.locator(FRAME).filter(visible=True).count() == 0
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def bytes_received(page):
    """Return the list to which every answer to the page will add its size on the wire; nothing is cached."""
    page.set_extra_http_headers({"Accept-Encoding": "gzip"})
    wire = page.context.new_cdp_session(page)
    received = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return received
