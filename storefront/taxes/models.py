"""What destinations charge: operator-edited, dated rows. None of them is the truth."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, Minor


class ImportCharge(Base):
    """One charge of one destination country.

    `rate_bp` is hundredths of a percent of the taxable value; `fixed_minor` an amount per
    `per` ("hs6": each different subheading, "order": once). Values bound the goods value.
    """

    __tablename__ = "import_charges"
    __table_args__ = (CheckConstraint("kind in ('vat','duty','fee')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    hs_prefix: Mapped[str] = mapped_column(default="")
    origin_country: Mapped[str] = mapped_column(default="")
    """Only for goods made there; empty for goods from anywhere."""
    rate_bp: Mapped[int] = mapped_column(default=0)
    fixed_minor: Mapped[Minor] = mapped_column(default=0)
    per: Mapped[str] = mapped_column(default="order")
    currency: Mapped[str]
    above_minor: Mapped[Minor | None]
    """Applies when the goods value is greater than this."""
    up_to_minor: Mapped[Minor | None]
    """Applies when the goods value is at most this."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    """The last day on which it applies."""
    source: Mapped[str] = mapped_column(default="")
    """Where the figure was read, and when; shown with "check before use"."""
