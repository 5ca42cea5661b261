"""Let buyers invite friends by a code of their own, and be rewarded for it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("promotions", sa.Column("role", sa.String(), server_default="", nullable=False))
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["promotion_codes.id"], name=op.f("fk_referrals_code_id_promotion_codes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("code_id", name=op.f("uq_referrals_code_id")),
        sa.UniqueConstraint("customer", name=op.f("uq_referrals_customer")),
    )
    op.create_table(
        "referral_rewards",
        sa.Column("redemption_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"],
            ["promotion_codes.id"],
            name=op.f("fk_referral_rewards_code_id_promotion_codes"),
        ),
        sa.ForeignKeyConstraint(
            ["redemption_id"],
            ["redemptions.id"],
            name=op.f("fk_referral_rewards_redemption_id_redemptions"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referrals.id"],
            name=op.f("fk_referral_rewards_referral_id_referrals"),
        ),
        sa.PrimaryKeyConstraint("redemption_id", name=op.f("pk_referral_rewards")),
    )
    op.create_index(op.f("ix_referral_rewards_referral_id"), "referral_rewards", ["referral_id"])


def downgrade() -> None:
    op.drop_table("referral_rewards")
    op.drop_table("referrals")
    op.drop_column("promotions", "role")
