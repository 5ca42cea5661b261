"""Where a finding of the customs comparison is mended."""

import re
from collections.abc import Mapping
from typing import Any

from flask import url_for

from storefront.orders import Order

LINE = re.compile(r"/order/lines/(\d{1,4})(?:/|$)", re.ASCII)


def fix_for(order: Order, finding: Mapping[str, Any]) -> str | None:
    """The address of the form that can mend it: the product's customs facts, or none."""
    line = None
    if finding.get("code") == "data_missing":
        line = next((each for each in order.lines if each.sku == finding.get("found")), None)
    else:
        match = LINE.match(str(finding.get("pointer", "")))
        if match and int(match[1]) < len(order.lines):
            line = order.lines[int(match[1])]
    if line is None:
        return None
    where = url_for("office.product", product_id=line.product_id)
    return f"{where}#customs-{line.variant_id}"
