"""Give a campaign's places and creatives rows of their own, with what platforms call them; and keep
by which card a payment was made."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

PLACES = {
    ("google", "cpc"): "google-ads",
    ("bing", "cpc"): "microsoft-ads",
    ("facebook", "paid_social"): "facebook-ads",
    ("instagram", "paid_social"): "instagram-ads",
    ("tiktok", "paid_social"): "tiktok-ads",
    ("pinterest", "paid_social"): "pinterest-ads",
    ("youtube", "paid_video"): "youtube-ads",
    ("newsletter", "email"): "newsletter",
    ("instagram", "social"): "instagram",
    ("facebook", "social"): "facebook",
    ("tiktok", "social"): "tiktok",
    ("youtube", "social"): "youtube",
    ("xiaohongshu", "social"): "xiaohongshu",
    ("influencer", "influencer"): "influencer",
    ("affiliate", "affiliate"): "affiliate",
    ("flyer", "qr"): "flyer",
    ("packaging", "qr"): "packaging",
}
"""As the vocabulary had it when links knew their place by their tags alone."""


NEW_KEYS = (
    ("campaign_links", "placement_id", "campaign_placements"),
    ("campaign_links", "creative_id", "creatives"),
    ("campaign_costs", "placement_id", "campaign_placements"),
)


def upgrade() -> None:
    op.add_column("payments", sa.Column("means", sa.String(), server_default="", nullable=False))
    op.create_index(op.f("ix_payments_means"), "payments", ["means"])
    op.create_table(
        "campaign_placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("external_campaign", sa.String(), nullable=False),
        sa.Column("external_group", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("budget_minor", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_placements_campaign_id_campaigns"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_placements")),
        sa.UniqueConstraint(
            "campaign_id", "key", name=op.f("uq_campaign_placements_campaign_id_key")
        ),
    )
    op.create_index(
        op.f("ix_campaign_placements_external_campaign"),
        "campaign_placements",
        ["external_campaign"],
    )
    op.create_table(
        "creatives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("external_ad", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["campaign_placements.id"],
            name=op.f("fk_creatives_placement_id_campaign_placements"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creatives")),
        sa.UniqueConstraint("placement_id", "name", name=op.f("uq_creatives_placement_id_name")),
    )
    # Not by making the tables anew: others point at their rows, and SQLite would not let them go.
    for table, column, target in NEW_KEYS:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_{table}_{column}_{target} REFERENCES {target} (id)"
        )
    op.create_index(op.f("ix_campaign_links_placement_id"), "campaign_links", ["placement_id"])
    _take_over()


def _take_over() -> None:
    """Every link that is out there gets its placement, and its creative where it names one."""
    links = sa.table(
        "campaign_links",
        *map(
            sa.column,
            ("id", "campaign_id", "source", "medium", "content", "placement_id", "creative_id"),
        ),
    )
    places = sa.table(
        "campaign_placements",
        *map(
            sa.column,
            ("id", "campaign_id", "key", "account", "external_campaign", "external_group"),
        ),
    )
    creatives = sa.table(
        "creatives", *map(sa.column, ("id", "placement_id", "name", "external_ad"))
    )
    connection = op.get_bind()
    for link in connection.execute(sa.select(links).order_by(links.c.id)).all():
        key = PLACES.get((link.source, link.medium))
        if key is None:
            continue
        where = {"campaign_id": link.campaign_id, "key": key}
        blank = {"account": "", "external_campaign": "", "external_group": ""}
        placement = _row(connection, places, where, blank)
        creative = None
        if link.content:
            named = {"placement_id": placement, "name": link.content}
            creative = _row(connection, creatives, named, {"external_ad": ""})
        connection.execute(
            links.update()
            .where(links.c.id == link.id)
            .values(placement_id=placement, creative_id=creative)
        )


def _row(
    connection: sa.Connection,
    table: sa.TableClause,
    where: dict[str, object],
    blank: dict[str, object],
) -> int:
    wanted = sa.select(table.c.id).filter_by(**where)
    found = connection.scalar(wanted)
    if found is None:
        connection.execute(table.insert().values(**where, **blank))
        found = connection.scalar(wanted)
    return int(found)


def downgrade() -> None:
    op.drop_index(op.f("ix_payments_means"), "payments")
    op.drop_column("payments", "means")
    with op.batch_alter_table("campaign_costs") as table:
        table.drop_constraint(
            op.f("fk_campaign_costs_placement_id_campaign_placements"), type_="foreignkey"
        )
        table.drop_column("placement_id")
    op.drop_index(op.f("ix_campaign_links_placement_id"), "campaign_links")
    with op.batch_alter_table("campaign_links") as table:
        table.drop_constraint(op.f("fk_campaign_links_creative_id_creatives"), type_="foreignkey")
        table.drop_constraint(
            op.f("fk_campaign_links_placement_id_campaign_placements"), type_="foreignkey"
        )
        table.drop_column("creative_id")
        table.drop_column("placement_id")
    op.drop_table("creatives")
    op.drop_table("campaign_placements")
