"""Keep what a carrier billed for a parcel."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shipments", sa.Column("freight_billed_minor", sa.BigInteger(), nullable=True))
    op.add_column(
        "shipments",
        sa.Column("freight_billed_currency", sa.String(), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("shipments", "freight_billed_currency")
    op.drop_column("shipments", "freight_billed_minor")
