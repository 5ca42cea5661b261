"""Let buyers pay with gift cards and store credit: cards, their ledger, what they pay of an order."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

ROLES = "role in ('main','duplicate','late','mismatch')"
ROLES_WITH_CREDIT = "role in ('main','credit','duplicate','late','mismatch')"


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "gift_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("sealed_code", sa.String(), nullable=False),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("issued_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", instant, nullable=True),
        sa.Column("blocked_at", instant, nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.CheckConstraint("balance_minor >= 0", name=op.f("ck_gift_cards_balance_not_negative")),
        sa.CheckConstraint("kind in ('gift','credit')", name=op.f("ck_gift_cards_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_cards")),
        sa.UniqueConstraint("key", name=op.f("uq_gift_cards_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_gift_cards_fingerprint")),
    )
    for column in ("ending", "order_id", "created_at"):
        op.create_index(op.f(f"ix_gift_cards_{column}"), "gift_cards", [column])
    op.create_table(
        "credit_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.CheckConstraint(
            "kind in ('issued','held','let_go','given_back','shown','blocked','unblocked')",
            name=op.f("ck_credit_moves_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["gift_cards.id"], name=op.f("fk_credit_moves_card_id_gift_cards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_moves")),
    )
    op.create_index(op.f("ix_credit_moves_card_id"), "credit_moves", ["card_id"])
    op.create_index(op.f("ix_credit_moves_order_id"), "credit_moves", ["order_id"])
    op.create_table(
        "credit_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.CheckConstraint(
            "state in ('held','committed','released')", name=op.f("ck_credit_uses_state")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_credit_uses_positive")),
        sa.ForeignKeyConstraint(
            ["card_id"], ["gift_cards.id"], name=op.f("fk_credit_uses_card_id_gift_cards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_uses")),
        sa.UniqueConstraint("card_id", "order_id", name=op.f("uq_credit_uses_card_id_order_id")),
    )
    op.create_index(op.f("ix_credit_uses_order_id"), "credit_uses", ["order_id"])
    op.add_column("letters", sa.Column("sealed", sa.String(), server_default="", nullable=False))
    op.add_column("baskets", sa.Column("gift_cards", JSON, server_default="[]", nullable=False))
    # In one statement with its check, which SQLite cannot add to a table later.
    op.execute(
        "ALTER TABLE orders ADD COLUMN credit_minor BIGINT DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_orders_credit_within_total"
        " CHECK (credit_minor between 0 and total_minor)"
    )
    with op.batch_alter_table("payments") as table:
        table.alter_column("attempt_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("gift_card_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_payments_gift_card_id_gift_cards"), "gift_cards", ["gift_card_id"], ["id"]
        )
        table.drop_constraint(op.f("ck_payments_role"), type_="check")
        table.create_check_constraint(op.f("ck_payments_role"), ROLES_WITH_CREDIT)


def downgrade() -> None:
    op.execute("DELETE FROM payments WHERE gift_card_id IS NOT NULL")
    with op.batch_alter_table("payments") as table:
        table.drop_constraint(op.f("ck_payments_role"), type_="check")
        table.create_check_constraint(op.f("ck_payments_role"), ROLES)
        table.drop_constraint(op.f("fk_payments_gift_card_id_gift_cards"), type_="foreignkey")
        table.drop_column("gift_card_id")
        table.alter_column("attempt_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("orders") as table:
        table.drop_constraint("ck_orders_credit_within_total", type_="check")
        table.drop_column("credit_minor")
    op.drop_column("baskets", "gift_cards")
    op.drop_column("letters", "sealed")
    op.drop_table("credit_uses")
    op.drop_table("credit_moves")
    op.drop_table("gift_cards")
