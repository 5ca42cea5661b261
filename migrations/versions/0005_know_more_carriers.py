"""Let the operator change and add carriers, and find the parcels of a day."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carriers",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_local", sa.String(), nullable=False),
        sa.Column("tracking", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("shortest", sa.Integer(), nullable=False),
        sa.Column("longest", sa.Integer(), nullable=False),
        sa.Column("transport_mode", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rule in ('','s10','digits','signs')", name=op.f("ck_carriers_rule")),
        sa.CheckConstraint(
            "transport_mode in ('air','post','sea','rail','road')",
            name=op.f("ck_carriers_transport_mode"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_carriers")),
    )
    op.create_index("ix_shipments_created", "shipments", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_shipments_created", "shipments")
    op.drop_table("carriers")
