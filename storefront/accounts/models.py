"""Who may sign in."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base


class Staff(Base):
    """Somebody who works in the office."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    active: Mapped[bool] = mapped_column(default=True)
    session_key: Mapped[str]
    """Changes with the password, so that old sessions end."""
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
