"""A minor unit more or a row less, anywhere in the ledgers of the shop, is found."""

import pytest

from .conftest import Auditor

FIGURES = {
    "orders": (
        "goods_minor",
        "discount_minor",
        "freight_minor",
        "freight_vat_minor",
        "insurance_minor",
        "import_vat_minor",
        "import_duty_minor",
        "fees_minor",
        "gift_cards_minor",
        "total_minor",
    ),
    "gift_cards": ("issued_minor", "balance_minor"),
    "credit_moves": ("amount_minor",),
    "credit_uses": ("amount_minor",),
    "order_lines": (
        "quantity",
        "refunded_quantity",
        "unit_net_minor",
        "goods_minor",
        "discount_minor",
        "vat_minor",
        "duty_minor",
        "fees_minor",
        "total_minor",
    ),
    "payments": ("amount_minor", "fee_minor", "net_minor"),
    "payment_attempts": ("amount_minor",),
    "refunds": ("amount_minor",),
    "refund_jobs": ("amount_minor",),
    "stock": ("on_hand", "reserved"),
    "stock_moves": ("on_hand", "reserved"),
    "shipment_lines": ("quantity",),
}
ROWS = (
    "orders",
    "order_lines",
    "payments",
    "payment_attempts",
    "refunds",
    "refund_jobs",
    "stock",
    "stock_moves",
    "shipments",
    "shipment_lines",
    "dossiers",
    "dossier_revisions",
    "customs_receipts",
    "letters",
    "gift_cards",
    "gift_card_purchases",
    "credit_moves",
    "credit_uses",
)


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, names in FIGURES.items() for column in names]
)
@pytest.mark.parametrize("difference", [1, -1])
def test_a_figure_that_is_one_off_is_found(
    auditor: Auditor, table: str, column: str, difference: int
) -> None:
    row = auditor.value(f"SELECT rowid FROM {table} WHERE {column} IS NOT NULL ORDER BY rowid")
    auditor.change(f"UPDATE {table} SET {column} = {column} + {difference} WHERE rowid = {row}")
    assert auditor.broken()


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize("which", ["min", "max"])
def test_a_row_that_is_missing_is_found(auditor: Auditor, table: str, which: str) -> None:
    row = auditor.value(f"SELECT {which}(rowid) FROM {table}")
    assert row is not None, f"{table} is empty, so nothing is proven"
    auditor.change(f"DELETE FROM {table} WHERE rowid = {row}")
    assert auditor.broken()
