"""The lines of a Checkout Session, priced in the request itself: there is no catalogue here."""

from typing import Any

from storefront.sandbox.stripe.contract import blank
from storefront.sandbox.stripe.currencies import currency
from storefront.sandbox.stripe.ids import new_id
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.state import Thing

Params = dict[str, Any]

MOST_LINES = 100


def line_items(params: Params) -> list[Thing]:
    """What the buyer is shown and pays, line by line; refuses what has no plain price."""
    lines = params["line_items"]
    if len(lines) > MOST_LINES:
        raise Refusal(f"You may have at most {MOST_LINES} line items.", param="line_items")
    items = [_line_item(line, f"line_items[{n}]") for n, line in enumerate(lines)]
    if len({item["currency"] for item in items}) > 1:
        raise Refusal(
            "All line items must have the same currency.", "currency_mismatch", "line_items"
        )
    return items


def _line_item(line: Params, param: str) -> Thing:
    if "price" in line:
        raise Refusal(f"No such price: '{line['price']}'", "resource_missing", f"{param}[price]")
    price = line.get("price_data")
    if price is None:
        raise Refusal(f"Missing required param: {param}[price].", "parameter_missing", param)
    if "product" in price:
        where = f"{param}[price_data][product]"
        raise Refusal(f"No such product: '{price['product']}'", "resource_missing", where)
    product = price.get("product_data")
    if product is None:
        where = f"{param}[price_data][product_data]"
        raise Refusal(f"Missing required param: {where}.", "parameter_missing", where)
    unit, quantity = price.get("unit_amount"), line.get("quantity", 1)
    if unit is None:
        where = f"{param}[price_data][unit_amount]"
        raise Refusal(f"Missing required param: {where}.", "parameter_missing", where)
    if unit < 0 or quantity < 1:
        raise Refusal(
            "This value must be greater than or equal to 0.", "parameter_invalid_integer", param
        )
    amount = unit * quantity
    return blank("item") | {
        "id": new_id("li_1"),
        "amount_subtotal": amount,
        "amount_total": amount,
        "currency": currency(price["currency"], f"{param}[price_data][currency]").code,
        "description": product["name"],
        "metadata": line.get("metadata") or {},
        "quantity": quantity,
        "_detail": product.get("description"),
    }


def shipping_amount(params: Params) -> int:
    """The amount of the first shipping option, the one a buyer finds chosen."""
    for option in params.get("shipping_options", [])[:1]:
        amount: int = option.get("shipping_rate_data", {}).get("fixed_amount", {}).get("amount", 0)
        return amount
    return 0
