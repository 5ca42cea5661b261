"""Writing messages: every element in its place and within its form, or a reason why not."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from .dictionary import NAMESPACE, Field, fields

register_namespace("ceb", NAMESPACE)

Values = Mapping[str, str | None]

CUT = frozenset({"itemName", "itemDescribe", "goodsInfo", "gname", "gmodel", "note", "returnInfo"})
"""Prose may be cut to its length; a number, a code or a name never."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Unfit(ValueError):
    """A value that customs' form cannot hold, with the element it was for."""

    def __init__(self, element: str, why: str) -> None:
        super().__init__(f"{element}: {why}")
        self.element, self.why = element, why


def message(number: str, guid: str, entity: Element, transfer: Values) -> bytes:
    """A whole message around one entity, as UTF-8 XML."""
    root = Element(_tag(f"CEB{number}Message"), {"guid": guid, "version": "1.0"})
    root.append(entity)
    root.append(block(number, "BaseTransfer", transfer))
    return tostring(root, encoding="utf-8", xml_declaration=True)


def entity(name: str, blocks: Sequence[Element]) -> Element:
    """An entity of several blocks, such as an order with its head and lines."""
    made = Element(_tag(name))
    made.extend(blocks)
    return made


def block(number: str, name: str, values: Values) -> Element:
    """One block; raises Unfit for what is missing, too long or of another form."""
    made = Element(_tag(name))
    known = fields(number, name)
    strangers = values.keys() - {field.element for field in known}
    if strangers:
        raise KeyError(f"CEB{number} {name} has no {sorted(strangers)}")
    for field in known:
        text = written(field, values.get(field.element))
        if text is not None:
            SubElement(made, _tag(field.element)).text = text
    return made


def written(field: Field, value: str | None) -> str | None:
    """A value in its element's form; None when it is left out."""
    text = _CONTROLS.sub(" ", value).strip() if value is not None else ""
    if not text:
        if field.optional:
            return None
        raise Unfit(field.element, "is missing")
    if field.form.startswith("N"):
        return _number(field, text)
    if field.form.startswith("int"):
        if not (text.isascii() and text.isdigit() and len(text) <= int(field.form[3:])):
            raise Unfit(field.element, f"{text} is no whole number of this size")
        return text
    assert field.longest is not None
    if len(text) > field.longest:
        if field.element not in CUT:
            raise Unfit(field.element, f"has {len(text)} characters, at most {field.longest} fit")
        text = text[: field.longest]
    if len(text) < field.shortest:
        raise Unfit(field.element, f"has {len(text)} characters, not {field.form}")
    return text


def _number(field: Field, text: str) -> str:
    digits, places = (int(part) for part in field.form[1:].split(","))
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Unfit(field.element, f"{text} is no number") from None
    if not value.is_finite() or value < 0:
        raise Unfit(field.element, f"{text} is no amount")
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        raise Unfit(field.element, f"{text} has more than {places} decimal places")
    if len(str(int(value))) > digits - places:
        raise Unfit(field.element, f"{text} has too many digits")
    return f"{value:f}"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
