"""The Universal Postal Union's customs declarations, in English and French as its forms are."""

from collections.abc import Sequence

from .page import Press
from .sheets import Declaration, Item, Party

MOST_CN22_ITEMS = 4
CN23_ROWS = 6

CERTIFY = (
    "I, the undersigned, whose name and address are given on the item, certify that the particulars"
    " given in this declaration are correct and that this item does not contain any dangerous"
    " article or articles prohibited by legislation or by postal or customs regulations."
)
MAY_BE_OPENED = "May be opened officially / Peut être ouvert d'office"
KINDS = (
    ("Gift / Cadeau", False),
    ("Documents", False),
    ("Commercial sample / Échantillon commercial", False),
    ("Returned goods / Retour de marchandise", False),
    ("Sale of goods / Vente de marchandises", True),
    ("Other / Autre", False),
)


def set_cn22(press: Press, paper: Declaration) -> None:
    """The small form, 74 × 105 mm, for goods of at most 300 SDR and a few kinds of them."""
    press.sheet(74, 105, margin=3)
    press.box(2, 2, 70, 101)
    press.text(3, 2.6, 46, "CUSTOMS DECLARATION\nDÉCLARATION EN DOUANE", 6.8, bold=True)
    press.text(53, 2.4, 18, "CN 22", 12, bold=True, align="R")
    press.text(3, 8.8, 68, MAY_BE_OPENED, 5.5, soft=True)
    press.barcode(12, 12, 50, 11.5, paper.waybill_no)
    press.line(2, 24, 70)
    _kinds(press, 3, 24.8, 34, 5, 3.8)
    press.line(2, 37, 70)
    _cn22_items(press, 37, paper.items)
    y = 77.0
    press.text(3, y + 0.4, 34, "Total weight / Poids total (kg)", 4.8, soft=True)
    press.text(3, y + 4.6, 22, paper.gross_weight_kg, 7.5, bold=True)
    press.text(38, y + 0.4, 33, "Total value / Valeur totale", 4.8, soft=True, align="R")
    press.text(38, y + 4.6, 33, f"{paper.value} {paper.currency}", 7.5, align="R", bold=True)
    press.line(2, y + 8.6, 70)
    press.text(3, y + 9, 68, CERTIFY, 5, height=9.5, smallest=4)
    press.text(3, y + 18.6, 68, "Date and sender's signature / Date et signature", 4.8, soft=True)
    press.text(3, y + 21, 68, f"{paper.posted_on}   {paper.sender.name}", 6.5, height=4)


def _cn22_items(press: Press, y: float, items: Sequence[Item]) -> None:
    widths = (34, 9, 13, 14)
    heads = (
        "Contents, HS number, origin / Contenu, n° SH, origine",
        "Qty\nQté",
        "Net kg\nPoids",
        "Value\nValeur",
    )
    x = 2.0
    for head, width in zip(heads, widths, strict=True):
        press.text(x + 0.8, y + 0.4, width - 1.2, head, 4.8, soft=True, height=4.6)
        x += width
    y += 5.2
    press.line(2, y, 70)
    each = 34.6 / max(len(items), 3)
    for item in items:
        what = f"{item.description}\n{item.hs_code} · {item.origin}"
        cells = (what, item.quantity, item.net_weight_kg, item.value)
        x = 2.0
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            align = "L" if n == 0 else "R"
            press.text(
                x + 0.8, y + 0.6, width - 1.6, cell, 6.5, height=each - 0.8, align=align, smallest=4
            )
            x += width
        y += each
        press.line(2, y, 70)


def _kinds(
    press: Press, x: float, y: float, width: float, size: float, each: float, columns: int = 2
) -> None:
    for n, (name, ticked) in enumerate(KINDS):
        left, top = x + (n % columns) * width, y + (n // columns) * each
        press.tick(left, top + 0.3, ticked, size * 0.48)
        press.text(left + size * 0.48 + 0.8, top, width - 4, name, size, height=each, smallest=4)


def set_cn23(press: Press, paper: Declaration) -> None:
    """The large form, A4; more kinds of goods than fit go on to a second one."""
    items = paper.items
    parts = [items[at : at + CN23_ROWS] for at in range(0, len(items), CN23_ROWS)]
    for n, part in enumerate(parts, 1):
        _cn23_page(press, paper, part, n, len(parts))


def _cn23_page(
    press: Press, paper: Declaration, items: Sequence[Item], page: int, pages: int
) -> None:
    press.sheet()
    press.box(12, 12, 186, 273)
    press.text(15, 14, 110, "CUSTOMS DECLARATION / DÉCLARATION EN DOUANE", 11, bold=True)
    press.text(15, 20, 110, MAY_BE_OPENED, 7.5, soft=True)
    press.text(160, 13, 35, "CN 23", 20, bold=True, align="R")
    if pages > 1:
        press.text(160, 22, 35, f"{page} / {pages}", 9, align="R")
    press.line(12, 28, 186)
    _sides(press, paper)
    y = _goods(press, 124, items)
    _totals(press, y, paper)
    _below(press, y + 17, paper)


def _sides(press: Press, paper: Declaration) -> None:
    _side(press, 12, 28, "From / De", paper.sender)
    _side(press, 12, 76, "To / À", paper.addressee)
    press.upright(107, 28, 124)
    press.line(12, 76, 95)
    x = 109
    press.text(x, 29, 86, "No. of item (bar code) / N° de l'envoi (code à barres)", 7, soft=True)
    press.barcode(x, 35, 86, 22, paper.waybill_no)
    press.line(107, 60, 91)
    press.text(x, 61, 86, "Sender's customs reference / Référence en douane", 7, soft=True)
    press.text(x, 65, 86, paper.reference, 9)
    press.line(107, 76, 91)
    press.text(x, 77, 86, "Importer's reference / Référence de l'importateur", 7, soft=True)
    press.text(x, 81, 86, "\n".join(paper.addressee.numbers), 9, height=12)
    press.line(107, 96, 91)
    press.text(x, 97, 86, "Importer's telephone, e-mail / Téléphone, courriel", 7, soft=True)
    contact = (paper.addressee.phone, paper.addressee.email)
    press.text(x, 101, 86, "\n".join(one for one in contact if one), 9, height=16)


def _side(press: Press, x: float, y: float, title: str, who: Party) -> None:
    press.text(x + 3, y + 1, 89, title, 7, soft=True)
    end = press.text(x + 3, y + 5, 89, who.name, 10, bold=True, height=9)
    contact = who.phone if title.startswith("From") else ""
    lines = "\n".join(line for line in (who.name_local, *who.lines, contact) if line)
    press.text(x + 3, end + 0.5, 89, lines, 9, height=y + 47 - end)


def _goods(press: Press, y: float, items: Sequence[Item]) -> float:
    columns = (
        (66, "Detailed description of contents / Description détaillée du contenu (1)"),
        (18, "Quantity / Quantité (2)"),
        (24, "Net weight / Poids net (kg) (3)"),
        (28, "Value / Valeur (5)"),
        (26, "HS tariff number / N° tarifaire du SH (7)"),
        (24, "Country of origin / Pays d'origine (8)"),
    )
    press.line(12, y, 186)
    x = 12.0
    for width, head in columns:
        press.text(x + 1, y + 0.8, width - 2, head, 6.5, soft=True, height=9)
        x += width
    top, y = y, y + 10
    press.line(12, y, 186)
    for at in range(CN23_ROWS):
        if at < len(items):
            item = items[at]
            what = "\n".join(p for p in (item.description, item.description_local) if p)
            cells = (
                what,
                item.quantity,
                item.net_weight_kg,
                item.value,
                item.hs_code,
                item.origin,
            )
            x = 12.0
            for n, ((width, _), cell) in enumerate(zip(columns, cells, strict=True)):
                align = "R" if n in (1, 2, 3) else "L"
                press.text(x + 1, y + 1, width - 2, cell, 8.5, height=9.4, align=align)
                x += width
        y += 11
        press.line(12, y, 186)
    x = 12.0
    for width, _ in columns[:-1]:
        x += width
        press.upright(x, top, y)
    return y


def _totals(press: Press, y: float, paper: Declaration) -> None:
    boxes = (
        (62, "Total gross weight / Poids brut total (4)", f"{paper.gross_weight_kg} kg"),
        (62, "Total value / Valeur totale (6)", f"{paper.value} {paper.currency}"),
        (62, "Postal charges, fees / Frais de port (9)", f"{paper.postage} {paper.currency}"),
    )
    x = 12.0
    for n, (width, title, value) in enumerate(boxes):
        press.text(x + 2, y + 1, width - 4, title, 7, soft=True)
        press.text(x + 2, y + 6, width - 4, value, 11, bold=True)
        x += width
        if n < 2:
            press.upright(x, y, y + 17)
    press.line(12, y + 17, 186)


def _below(press: Press, y: float, paper: Declaration) -> None:
    press.text(15, y + 1, 90, "Category of item / Catégorie de l'envoi (10)", 7, soft=True)
    _kinds(press, 15, y + 5, 60, 7.5, 5.5, columns=3)
    press.line(12, y + 17, 186)
    third = 62
    for n, (title, value) in enumerate(
        (
            ("Comments / Observations (11)", ""),
            ("Licence, certificate No. / Licence, certificat N° (12, 13)", ""),
            ("Invoice No. / N° de la facture (14)", paper.invoice_no),
        )
    ):
        x = 12 + n * third
        press.text(x + 2, y + 18, third - 4, title, 7, soft=True)
        press.text(x + 2, y + 22, third - 4, value, 9, height=5)
        if n:
            press.upright(x, y + 17, y + 29)
    press.line(12, y + 29, 186)
    press.text(15, y + 30, 115, CERTIFY, 7.5, height=14)
    press.text(15, y + 43, 80, "Date and sender's signature / Date et signature", 7, soft=True)
    press.text(15, y + 47, 100, f"{paper.posted_on}   {paper.sender.name}", 9, height=5)
    press.upright(135, y + 29, 285)
    press.text(
        137,
        y + 30,
        58,
        "Office of origin, date of posting / Bureau d'origine, date de dépôt",
        7,
        soft=True,
    )
    press.text(137, y + 37, 58, paper.posted_on, 9)
