"""Let owners say which gift cards are sold: in which currencies, and what amounts are offered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "gift_card_offers",
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("is_sold", sa.Boolean(), nullable=False),
        sa.Column("amounts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("currency", name=op.f("pk_gift_card_offers")),
    )


def downgrade() -> None:
    op.drop_table("gift_card_offers")
