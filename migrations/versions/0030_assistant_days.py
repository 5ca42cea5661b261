"""Count how often AI assistants' crawlers read each product's page, and whom they sent."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assistant_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("assistant", sa.String(), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "slug", "country", "assistant", name="pk_assistant_days"),
    )


def downgrade() -> None:
    op.drop_table("assistant_days")
