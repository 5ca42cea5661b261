"""Sell gift cards in the shop: an order of one, for whom it is, and what a refund takes back."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PARTS = (
    "goods_minor - discount_minor + freight_minor + insurance_minor + import_vat_minor"
    " + import_duty_minor + fees_minor"
)
MOVES = "'issued','held','let_go','given_back','shown','blocked','unblocked'"


def upgrade() -> None:
    with op.batch_alter_table("orders") as table:
        table.add_column(
            sa.Column("gift_cards_minor", sa.BigInteger(), server_default="0", nullable=False)
        )
        table.drop_constraint(op.f("ck_orders_parts_sum_to_total"), type_="check")
        table.create_check_constraint(
            op.f("ck_orders_parts_sum_to_total"), f"{PARTS} + gift_cards_minor = total_minor"
        )
        table.create_check_constraint(
            op.f("ck_orders_gift_cards_alone"), "gift_cards_minor in (0, total_minor)"
        )
    with op.batch_alter_table("credit_moves") as table:
        table.drop_constraint(op.f("ck_credit_moves_kind"), type_="check")
        table.create_check_constraint(
            op.f("ck_credit_moves_kind"), f"kind in ({MOVES},'taken_back')"
        )
    op.create_table(
        "gift_card_purchases",
        sa.Column("order_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["card_id"], ["gift_cards.id"], name=op.f("fk_gift_card_purchases_card_id_gift_cards")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_gift_card_purchases")),
        sa.UniqueConstraint("card_id", name=op.f("uq_gift_card_purchases_card_id")),
    )


def downgrade() -> None:
    op.drop_table("gift_card_purchases")
    op.execute("UPDATE credit_moves SET kind = 'held' WHERE kind = 'taken_back'")
    with op.batch_alter_table("credit_moves") as table:
        table.drop_constraint(op.f("ck_credit_moves_kind"), type_="check")
        table.create_check_constraint(op.f("ck_credit_moves_kind"), f"kind in ({MOVES})")
    # What was paid for a card stays a part of its order.
    with op.batch_alter_table("orders") as table:
        table.drop_constraint(op.f("ck_orders_gift_cards_alone"), type_="check")
        table.drop_constraint(op.f("ck_orders_parts_sum_to_total"), type_="check")
    op.execute("UPDATE orders SET goods_minor = goods_minor + gift_cards_minor")
    with op.batch_alter_table("orders") as table:
        table.drop_column("gift_cards_minor")
        table.create_check_constraint(
            op.f("ck_orders_parts_sum_to_total"), f"{PARTS} = total_minor"
        )
