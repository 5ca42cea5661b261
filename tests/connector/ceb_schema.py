"""An XML schema of the messages, built from the field dictionary, to hold what is written to it.

The dictionary stands here a second time, so that a slip in the program's own copy is seen.
"""

import csv
from functools import cache
from pathlib import Path

from lxml import etree

DICTIONARY = Path(__file__).parent / "data" / "ceb_202205.tsv"
NAMESPACE = "http://www.chinaport.gov.cn/ceb"
XSD = "http://www.w3.org/2001/XMLSchema"
MANY = ' maxOccurs="100"'
OPTIONAL = ' minOccurs="0"'
SHAPES = {
    "303": ("Order", ("OrderHead", "OrderList")),
    "403": ("Receipts", ()),
    "505": ("Logistics", ()),
    "603": ("Inventory", ("InventoryHead", "InventoryList")),
}


@cache
def schema(number: str) -> etree.XMLSchema:
    """The schema of one message."""
    entity, blocks = SHAPES[number]
    inner = "".join(
        f'<x:element name="{name}"{MANY if name.endswith("List") else ""}>'
        f"{_block(number, name)}</x:element>"
        for name in blocks
    )
    body = (
        f"<x:complexType><x:sequence>{inner}</x:sequence></x:complexType>"
        if inner
        else _block(number, entity)
    )
    text = (
        f'<x:schema xmlns:x="{XSD}" targetNamespace="{NAMESPACE}" elementFormDefault="qualified">'
        f'<x:element name="CEB{number}Message"><x:complexType><x:sequence>'
        f'<x:element name="{entity}" maxOccurs="100">{body}</x:element>'
        f'<x:element name="BaseTransfer">{_block("*", "BaseTransfer")}</x:element>'
        f'</x:sequence><x:attribute name="guid" use="required">{_type("C36")}</x:attribute>'
        f'<x:attribute name="version" use="required" fixed="1.0"/>'
        f"</x:complexType></x:element></x:schema>"
    )
    return etree.XMLSchema(etree.fromstring(text.encode()))


def problems(number: str, xml: bytes) -> list[str]:
    """What of a message does not fit its schema."""
    judge = schema(number)
    judge.validate(etree.fromstring(xml))
    return [str(error) for error in judge.error_log]


def _block(number: str, name: str) -> str:
    elements = "".join(
        f'<x:element name="{row["element"]}"{OPTIONAL if row["optional"] else ""}>'
        f"{_type(row['form'])}</x:element>"
        for row in _rows()
        if row["message"] == number and row["block"] == name
    )
    assert elements, (number, name)
    return f"<x:complexType><x:sequence>{elements}</x:sequence></x:complexType>"


def _type(form: str) -> str:
    if form.startswith("N"):
        digits, places = form[1:].split(",")
        rules = (
            f'<x:totalDigits value="{digits}"/><x:fractionDigits value="{places}"/>'
            '<x:minInclusive value="0"/>'
        )
        return _restricted("x:decimal", rules)
    if form.startswith("int"):
        return _restricted("x:nonNegativeInteger", f'<x:totalDigits value="{form[3:]}"/>')
    least, _, most = form[1:].partition("..")
    shortest, longest = (least or "1", most) if most else (least, least)
    rules = f'<x:minLength value="{max(1, int(shortest))}"/><x:maxLength value="{longest}"/>'
    return _restricted("x:string", rules)


def _restricted(base: str, rules: str) -> str:
    return f'<x:simpleType><x:restriction base="{base}">{rules}</x:restriction></x:simpleType>'


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = DICTIONARY.read_text("utf-8").splitlines()
    return tuple(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))
