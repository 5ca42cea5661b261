"""Keep which price stands crossed out beside a reduced one."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("prices", sa.Column("was_minor", sa.BigInteger(), nullable=True))
    op.add_column("listings", sa.Column("was_minor", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("listings", "was_minor")
    op.drop_column("prices", "was_minor")
