"""Letters, as written; the outbox carries them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base


class Letter(Base):
    """A letter to a person; `key` makes sure that it is written once."""

    __tablename__ = "letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    sealed: Mapped[str] = mapped_column(default="", server_default="")
    """What its reader alone may see, sealed; it stands in the letter that is carried and not in the
    one that is kept."""
    language: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(index=True)
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    carried_by: Mapped[str | None]
    """smtp or folder."""
