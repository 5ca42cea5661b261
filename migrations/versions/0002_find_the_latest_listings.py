"""Find what is new and what is put forward without looking at everything that is listed."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_listings_latest", "listings", ["market", "listed_at", "product_id"])
    op.create_index(
        "ix_listings_featured", "listings", ["market", "featured", "listed_at", "product_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_listings_featured", "listings")
    op.drop_index("ix_listings_latest", "listings")
