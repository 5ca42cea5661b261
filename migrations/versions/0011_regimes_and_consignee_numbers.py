"""Keep the operator's import rules, and sealed numbers that destinations ask of buyers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "import_regimes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("above_minor", sa.BigInteger(), nullable=True),
        sa.Column("up_to_minor", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("seller_numbers", JSON, nullable=False),
        sa.Column("consignee_id", sa.String(), nullable=False),
        sa.Column("needs", JSON, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_regimes")),
    )
    op.create_index(op.f("ix_import_regimes_country"), "import_regimes", ["country"])
    for name in ("consignee_id_kind", "consignee_id"):
        column = sa.Column(name, sa.String(), server_default="", nullable=False)
        op.add_column("orders", column)


def downgrade() -> None:
    op.drop_column("orders", "consignee_id")
    op.drop_column("orders", "consignee_id_kind")
    op.drop_index(op.f("ix_import_regimes_country"), table_name="import_regimes")
    op.drop_table("import_regimes")
