"""Fields that read what people type strictly, and keep it as they typed it."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, StringField

from storefront.errors import ShopError
from storefront.markets import gettext as _
from storefront.money import Money, UnknownCurrency


class DeskForm(FlaskForm):
    """A form of the office; its token was checked before any view ran."""

    class Meta(FlaskForm.Meta):
        """No second token."""

        csrf = False

    def problems(self) -> dict[str, str]:
        """Field id → its first problem, in the order of the fields; for the list above a form."""
        return {field.id: str(field.errors[0]) for field in self if field.errors}


class WholeNumber(StringField):
    """A whole number of at most nine plain digits; empty is None."""

    def process_formdata(self, values: list[str]) -> None:
        """Raises ValueError with a sentence."""
        self.data: int | None = None
        text = values[0].strip() if values else ""
        if not text:
            return
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise ValueError(_("Please give a whole number, in digits only."))
        self.data = int(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class Day(DateField):
    """A day, or none; says so when it is neither."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError with a sentence."""
        self.data: date | None = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            raise ValueError(_("Please give a day as 2026-12-31.")) from None


def trimmed(text: Any) -> Any:
    """Without blanks at the ends."""
    return text.strip() if isinstance(text, str) else text


def minor_of(text: str | None, code: str) -> int | None:
    """An amount as it was typed in minor units; raises ShopError."""
    if not text:
        return None
    try:
        return Money.parse(text, code).minor
    except (UnknownCurrency, ValueError, ShopError):
        raise ShopError(
            _("“%(text)s” is no amount in %(code)s.") % {"text": text[:20], "code": code}
        ) from None
