"""Remember why a customs connector is not being called."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customs_endpoints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('active','paused','disabled')", name=op.f("ck_customs_endpoints_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customs_endpoints")),
        sa.UniqueConstraint("url", name=op.f("uq_customs_endpoints_url")),
    )


def downgrade() -> None:
    op.drop_table("customs_endpoints")
