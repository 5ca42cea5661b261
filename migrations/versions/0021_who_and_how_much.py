"""Give promotions budgets, codes a recipient, orders a customer; keep groups of customers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storefront.promotions import customer_of

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("promotions", sa.Column("budgets", JSON, server_default="{}", nullable=False))
    op.add_column(
        "promotion_codes", sa.Column("customer", sa.String(), server_default="", nullable=False)
    )
    op.create_table(
        "customer_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_customer_groups_name")),
    )
    op.create_table(
        "customer_group_members",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["customer_groups.id"],
            name=op.f("fk_customer_group_members_group_id_customer_groups"),
        ),
        sa.PrimaryKeyConstraint("group_id", "customer", name=op.f("pk_customer_group_members")),
    )
    op.create_index(
        op.f("ix_customer_group_members_customer"), "customer_group_members", ["customer"]
    )
    op.add_column("orders", sa.Column("customer", sa.String(), server_default="", nullable=False))
    op.create_index(op.f("ix_orders_customer"), "orders", ["customer"])
    _recognise_customers()


def _recognise_customers() -> None:
    """Who bought before this was kept is no first buyer."""
    orders = sa.table("orders", sa.column("id"), sa.column("email"), sa.column("customer"))
    shop = op.get_bind()
    rows = shop.execute(sa.select(orders.c.id, orders.c.email)).all()
    change = sa.update(orders).where(orders.c.id == sa.bindparam("key"))
    told = [{"key": row.id, "customer": customer_of(row.email)} for row in rows]
    if told:
        shop.execute(change, told)


def downgrade() -> None:
    op.drop_index(op.f("ix_orders_customer"), "orders")
    op.drop_column("orders", "customer")
    op.drop_table("customer_group_members")
    op.drop_table("customer_groups")
    op.drop_column("promotion_codes", "customer")
    op.drop_column("promotions", "budgets")
