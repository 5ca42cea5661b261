"""Know how far a visit got and which products were looked at; keep sums of visits for reports."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("step", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "visit_sums",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grain", sa.String(), nullable=False),
        sa.Column("begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("baskets", sa.Integer(), nullable=False),
        sa.Column("checkouts", sa.Integer(), nullable=False),
        sa.CheckConstraint("grain in ('hour','day')", name=op.f("ck_visit_sums_grain")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_sums")),
    )
    op.create_index("ix_visit_sums_begin", "visit_sums", ["grain", "begin"])
    op.create_table(
        "summed_spans",
        sa.Column("grain", sa.String(), nullable=False),
        sa.Column("begin", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("grain", "begin", name=op.f("pk_summed_spans")),
    )
    op.create_table(
        "product_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "slug", "country", name=op.f("pk_product_days")),
    )
    op.create_index("ix_orders_paid", "orders", ["paid_at"])


def downgrade() -> None:
    op.drop_index("ix_orders_paid", table_name="orders")
    op.drop_table("product_days")
    op.drop_table("summed_spans")
    op.drop_index("ix_visit_sums_begin", table_name="visit_sums")
    op.drop_table("visit_sums")
    op.drop_column("visits", "step")
