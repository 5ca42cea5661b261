"""The goods lines as the inventory list will repeat them."""

from collections.abc import Iterator

from .check import Check, Dossier, History, Json, number, said


def line_mismatch(dossier: Dossier, _: History) -> Iterator[Check]:
    """Line numbers pair the order's lines with the list's: each is used once, ascending."""
    if not dossier.order:
        return
    numbers = [line["line_no"] for line in dossier.order["lines"]]
    yield Check(
        "line_mismatch",
        ("order", "list"),
        "/order/lines",
        "each line number once, ascending",
        ", ".join(str(number) for number in numbers),
        numbers == sorted(set(numbers)),
        "Line numbers must ascend and not repeat.",
    )


def statutory_unit_rule(dossier: Dossier, _: History) -> Iterator[Check]:
    """In the sales unit the statutory quantity is the quantity; a second unit has a quantity."""
    for place, line in enumerate(dossier.order["lines"] if dossier.order else ()):
        statutory = line.get("statutory") or []
        if statutory:
            yield from _units_of(_pointer(place), line, statutory)
        elif dossier.leaves_china:
            yield _unit_check(_pointer(place), line, "a statutory unit", "–", False)


def _pointer(place: int) -> str:
    return f"/order/lines/{place}/statutory"


def _units_of(pointer: str, line: Json, statutory: list[Json]) -> Iterator[Check]:
    first = statutory[0]
    if first["unit"] == line["unit"]:
        expected, actual = number(line["quantity"]), number(first["quantity"])
        yield _unit_check(
            f"{pointer}/0/quantity",
            line,
            f"{line['quantity']} {line['unit']}",
            f"{first['quantity']} {first['unit']}",
            expected == actual,
        )
    else:
        yield _unit_check(
            f"{pointer}/0",
            line,
            "a unit and a quantity above 0",
            f"{first['quantity']} {said(first['unit'])}",
            bool(first["unit"]) and number(first["quantity"]) > 0,
        )
    for second in statutory[1:]:
        yield _unit_check(
            f"{pointer}/1",
            line,
            "a unit and a quantity above 0, or neither",
            f"{second['quantity']} {said(second['unit'])}",
            bool(second["unit"]) == (number(second["quantity"]) > 0),
        )


def _unit_check(pointer: str, line: Json, expected: str, actual: str, holds: bool) -> Check:
    return Check(
        "statutory_unit_rule",
        ("list",),
        pointer,
        expected,
        actual,
        holds,
        f"Line {line['line_no']}: statutory units and quantities must fit the goods.",
    )
