"""Where a finding of the customs comparison is mended."""

import re
from collections.abc import Mapping
from typing import Any

from flask import url_for

from storefront.orders import Order

PLACES = {"parcel": "parcels", "payment": "money"}
"""Parts of the order's page, by what a rule says is to be mended."""

LINE = re.compile(r"/order/lines/(\d{1,4})(?:/|$)", re.ASCII)


def fix_for(order: Order, finding: Mapping[str, Any]) -> str | None:
    """The address of the form that can mend it, or none: some things stand in the settings."""
    line = None
    if finding.get("code") == "data_missing":
        line = next((each for each in order.lines if each.sku == finding.get("found")), None)
    else:
        match = LINE.match(str(finding.get("pointer", "")))
        if match and int(match[1]) < len(order.lines):
            line = order.lines[int(match[1])]
    if line is not None:
        where = url_for("office.product", product_id=line.product_id)
        return f"{where}#customs-{line.variant_id}"
    if finding.get("fix") == "address":
        return url_for("office.order_address", number=order.number)
    place = PLACES.get(str(finding.get("fix", "")))
    return url_for("office.order", number=order.number, _anchor=place) if place else None
