"""Do the lines say what, how many, from where, at which price?"""

from collections.abc import Iterator

from storefront.markets import gettext

from .rule import Fix, Json, Known, Place, differing, number, rule


@rule(
    "order",
    "list",
    say=lambda: gettext("Quantity times unit price is the line total."),
    fix=Fix.PRODUCT,
)
def line_total_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """Quantity times unit price is the line total."""
    for place, line in enumerate(data["order"]["lines"]):
        product = number(line["quantity"]) * number(line["unit_price"])
        pointer = f"/order/lines/{place}/line_total"
        yield from differing(pointer, product, number(line["line_total"]))


@rule(
    "order",
    "list",
    say=lambda: gettext("Lines are numbered from 1 to at most 100."),
)
def line_count_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """Lines are numbered 1, 2, 3 … so that they pair with the list's, at most 100 of them."""
    lines = data["order"]["lines"]
    wanted = ", ".join(map(str, range(1, max(1, min(100, len(lines))) + 1)))
    found = ", ".join(str(line["line_no"]) for line in lines)
    yield from differing("/order/lines", wanted, found)


@rule(
    "order",
    "list",
    say=lambda: gettext("Every line says what it is, how many, and where it was made."),
    fix=Fix.PRODUCT,
)
def line_mismatch(data: Json, _known: Known) -> Iterator[Place]:
    """Every line says what, how many and from where."""
    for place, line in enumerate(data["order"]["lines"]):
        for name in ("name", "sku", "hs_code", "origin_country"):
            if not (line[name] or "").strip():
                yield f"/order/lines/{place}/{name}", "…", line[name]
        if number(line["quantity"]) <= 0:
            yield f"/order/lines/{place}/quantity", "> 0", line["quantity"]


@rule(
    "list",
    say=lambda: gettext("Statutory units and quantities fit the goods."),
    fix=Fix.PRODUCT,
)
def statutory_unit_rule(data: Json, _known: Known) -> Iterator[Place]:
    """In the sales unit the statutory quantity is the quantity; a second one is above zero."""
    for place, line in enumerate(data["order"]["lines"]):
        pointer = f"/order/lines/{place}/statutory"
        for n, statutory in enumerate(line["statutory"]):
            same_unit = statutory["unit"] == line["unit"]
            quantity, expected = number(statutory["quantity"]), number(line["quantity"])
            if not statutory["unit"] or quantity <= 0 or (same_unit and quantity != expected):
                wanted = f"{line['quantity']} {line['unit']}" if same_unit else "> 0"
                yield f"{pointer}/{n}", wanted, f"{statutory['quantity']} {statutory['unit']}"
        if not line["statutory"]:
            yield pointer, line["unit"], ""
