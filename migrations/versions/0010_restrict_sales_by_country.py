"""Restrict what is sold to which country."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "sale_restrictions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("hs_prefix", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("notices", JSON, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint(
            "rule in ('forbidden','restricted')", name=op.f("ck_sale_restrictions_rule")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_restrictions")),
    )


def downgrade() -> None:
    op.drop_table("sale_restrictions")
