"""How fast deliveries are taken in: `python -m tests.connector.receiving [EVENTS]` prints it.

Signed events of as many dossiers come over one kept-alive connection; each is stored before it is
answered. Receipts wait, so that the receiving path is measured alone.
"""

import http.client
import json
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from storefront.connector import Settings, key_of, running
from storefront.connector.signatures import headers_for

SECRET = "whsec_" + "c2hvcC1zaWducy13aXRoLXRoaXMtc2VjcmV0"
LATER = 86_400.0


def body_of(number: int, example: dict[str, Any]) -> bytes:
    """The published example as another dossier, with an order and a waybill of its own."""
    data = {**example["data"], "dossier_id": f"dsr_measured_{number}"}
    for name in ("order", "payment", "waybill"):
        data[name] = {**data[name], "order_no": f"M-{number}"}
    data["waybill"]["waybill_no"] = f"MEASURED-{number}"
    return json.dumps({**example, "data": data}, ensure_ascii=False).encode()


def measure(events: int, state: Path) -> tuple[int, float]:
    """How many were newly accepted (202), and the seconds it took."""
    example = json.loads(
        files("storefront.connector").joinpath("example.dossier.json").read_text("utf-8")
    )
    bodies = [body_of(number, example) for number in range(events)]
    key, accepted = key_of(SECRET), 0
    settings = Settings(state=state, secrets=(SECRET,), receipt_secret=SECRET, step_delay=LATER)
    with running(settings) as connector:
        address = urlsplit(connector.url)
        line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        began = time.perf_counter()
        for number, body in enumerate(bodies):
            headers = headers_for(key, f"msg_{number}", int(time.time()), body)
            headers["content-type"] = "application/json"
            headers["x-customs-protocol"] = "2026-11-01"
            line.request("POST", "/", body, headers)
            response = line.getresponse()
            response.read()
            accepted += response.status == 202
        seconds = time.perf_counter() - began
        line.close()
    return accepted, seconds


def main() -> None:
    """Prints the figures; fails when an event was not accepted."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with tempfile.TemporaryDirectory() as folder:
        accepted, seconds = measure(events, Path(folder))
    print(f"{accepted} of {events} events accepted in {seconds:.1f} s: {events / seconds:.0f}/s")
    sys.exit(accepted != events)


if __name__ == "__main__":
    main()
