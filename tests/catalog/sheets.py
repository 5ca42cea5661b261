"""Product sheets to import: written as Shopify writes them, or worse."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

SHIRT: Mapping[str, str] = {
    "Handle": "blue-shirt",
    "Title": "Blue Shirt",
    "Body (HTML)": "<p>Soft <b>cotton</b>.</p>",
    "Vendor": "Maker",
    "Type": "Shirts",
    "Tags": "men, summer",
    "Published": "true",
    "Option1 Name": "Size",
    "Option1 Value": "S",
    "Variant SKU": "",
    "Variant Grams": "250",
    "Variant Inventory Qty": "7",
    "Variant Price": "50.00",
}


def sheet(*rows: Mapping[str, str], delimiter: str = ",") -> str:
    """Rows as CSV, with a column for whatever any row names."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def shirt(**changes: str) -> dict[str, str]:
    """A shirt's first row; write `Variant_Price` for `Variant Price`."""
    return {**SHIRT, **named(changes)}


def more(**changes: str) -> dict[str, str]:
    """A further row of the shirt."""
    row = {"Handle": "blue-shirt", "Option1 Value": "M", "Variant Price": "50.00"}
    return {**row, "Variant Inventory Qty": "3", **named(changes)}


def named(changes: Mapping[str, str]) -> dict[str, str]:
    """Keyword arguments as names of columns."""
    return {key.replace("_", " "): value for key, value in changes.items()}


def write_large(path: Path, rows: int, *, scattered: bool = False) -> int:
    """A sheet of this many rows: products of one to twelve variants; returns how many products.

    Scattered, the variants of a product stand far from each other.
    """
    lines: list[tuple[int, Mapping[str, str]]] = []
    count = products = 0
    while count < rows:
        products += 1
        for place, row in enumerate(_product(products)):
            if count < rows:
                lines.append((place, row))
                count += 1
    if scattered:
        lines.sort(key=lambda line: line[0])
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(SHIRT) + ["Option2 Name", "Option2 Value"], restval="")
        writer.writeheader()
        writer.writerows(row for _, row in lines)
    return products


def _product(number: int) -> Iterable[Mapping[str, str]]:
    first = True
    for colour in ("Red", "Blue", "Ecru")[: 1 + number % 3]:
        for size in ("S", "M", "L", "XL")[: 1 + number % 4]:
            row = {
                "Handle": f"thing-{number}",
                "Option1 Value": size,
                "Option2 Value": colour,
                "Variant SKU": f"T{number}-{colour}-{size}",
                "Variant Grams": "250",
                "Variant Inventory Qty": "5",
                "Variant Price": f"{number % 290 + 10}.00",
            }
            if first:
                row |= {
                    "Title": f"Thing number {number}",
                    "Body (HTML)": f"<p>Thing {number}, made of wool\nand oak.</p>" * 5,
                    "Vendor": "Maker",
                    "Type": f"Type {number % 7}",
                    "Option1 Name": "Size",
                    "Option2 Name": "Color",
                }
            first = False
            yield row
