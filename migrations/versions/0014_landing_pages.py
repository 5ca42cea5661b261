"""Keep landing pages and the addresses they had; let a campaign's link carry a code."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "landing_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("texts", JSON, nullable=False),
        sa.Column("products", JSON, nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landing_pages")),
        sa.UniqueConstraint("slug", name=op.f("uq_landing_pages_slug")),
    )
    op.create_table(
        "landing_addresses",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"],
            ["landing_pages.id"],
            name=op.f("fk_landing_addresses_page_id_landing_pages"),
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_landing_addresses")),
    )
    op.create_index(op.f("ix_landing_addresses_page_id"), "landing_addresses", ["page_id"])
    op.add_column(
        "campaign_links", sa.Column("code", sa.String(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("campaign_links", "code")
    op.drop_table("landing_addresses")
    op.drop_table("landing_pages")
