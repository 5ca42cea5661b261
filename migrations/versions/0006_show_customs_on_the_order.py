"""Show on every order where its parcels are with customs, and by which rules they were compared."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORST_FIRST = (
    "rejected",
    "mismatch",
    "data_missing",
    "withdrawn",
    "amended",
    "ready",
    "sent",
    "accepted",
    "released",
    "cancelled",
)


def upgrade() -> None:
    # In one statement with its check, which SQLite cannot add to a table later.
    states = ",".join(f"'{state}'" for state in ("not_required", *WORST_FIRST))
    op.execute(
        "ALTER TABLE orders ADD COLUMN customs_state VARCHAR DEFAULT 'not_required' NOT NULL"
        f" CONSTRAINT ck_orders_customs_state CHECK (customs_state in ({states}))"
    )
    op.create_index("ix_orders_customs", "orders", ["customs_state", "placed_at"])
    for state in reversed(WORST_FIRST):
        op.execute(
            f"UPDATE orders SET customs_state = '{state}'"
            f" WHERE id IN (SELECT order_id FROM dossiers WHERE state = '{state}')"
        )
    op.add_column("dossiers", sa.Column("ruleset", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("dossiers", "ruleset")
    op.drop_index("ix_orders_customs", "orders")
    with op.batch_alter_table("orders") as table:
        table.drop_constraint("ck_orders_customs_state", type_="check")
        table.drop_column("customs_state")
