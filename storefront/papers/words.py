"""What the papers say around the facts, in each of their languages."""

from collections.abc import Mapping

from storefront.markets import LazyText, lazy_gettext, speaking

SLIP = {
    "title": lazy_gettext("Packing slip"),
    "to": lazy_gettext("To"),
    "order": lazy_gettext("Order no."),
    "placed": lazy_gettext("Ordered on"),
    "carrier": lazy_gettext("Carrier"),
    "waybill": lazy_gettext("Waybill"),
    "weight": lazy_gettext("Weight"),
    "packages": lazy_gettext("Packages"),
    "quantity": lazy_gettext("Quantity"),
    "goods": lazy_gettext("Goods"),
    "sku": lazy_gettext("Item no."),
    "thanks": lazy_gettext(
        "Thank you for your order. Is something missing or broken? Write to us."
    ),
}

INVOICE = {
    "title": lazy_gettext("Commercial invoice"),
    "seller": lazy_gettext("Seller and exporter"),
    "buyer": lazy_gettext("Buyer and consignee"),
    "number": lazy_gettext("Invoice no."),
    "date": lazy_gettext("Date"),
    "order": lazy_gettext("Order no."),
    "incoterm": lazy_gettext("Incoterm 2020"),
    "carrier": lazy_gettext("Carrier"),
    "waybill": lazy_gettext("Waybill"),
    "weight": lazy_gettext("Gross weight"),
    "packages": lazy_gettext("Packages"),
    "description": lazy_gettext("Description of goods"),
    "hs": lazy_gettext("HS code"),
    "origin": lazy_gettext("Origin"),
    "quantity": lazy_gettext("Quantity"),
    "net_weight": lazy_gettext("Net weight (kg)"),
    "unit_price": lazy_gettext("Unit price"),
    "amount": lazy_gettext("Amount"),
    "goods": lazy_gettext("Goods"),
    "discount": lazy_gettext("Discount"),
    "freight": lazy_gettext("Freight"),
    "insurance": lazy_gettext("Insurance"),
    "import_vat": lazy_gettext("Import VAT"),
    "import_duty": lazy_gettext("Import duty"),
    "fees": lazy_gettext("Import fees"),
    "total": lazy_gettext("Total"),
    "statement": lazy_gettext(
        "Reason for export: sale of goods. We declare that what this invoice says is true and"
        " correct."
    ),
    "signature": lazy_gettext("Signature and date"),
}


def words(labels: Mapping[str, LazyText], language: str) -> dict[str, tuple[str, ...]]:
    """Each label in this language, and in English where that is another one."""
    return {
        key: tuple(dict.fromkeys(_said(label, one) for one in (language, "en")))
        for key, label in labels.items()
    }


def _said(label: LazyText, language: str) -> str:
    with speaking(language):
        return str(label)
