"""The heaviest pages stay light, also for whoever opens them for the first time."""

import pytest

pytestmark = pytest.mark.e2e

MOST = 200_000  # bytes over the wire, compressed, with all that the page asks for


@pytest.mark.parametrize("address", ["/", "/coverage/", "/groups/"])
def test_first_visit_transfers_little(visit, capsys, address):
    page = visit("bureau")
    wire = page.context.new_cdp_session(page)
    received = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    wire.send("Network.enable")

    page.goto(address, wait_until="networkidle")

    with capsys.disabled():
        print(f"\n{address} transfers {sum(received):,.0f} bytes in {len(received)} answers")
    assert len(received) > 5
    assert sum(received) < MOST
