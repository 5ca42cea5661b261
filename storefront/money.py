"""Money in integer minor units with its currency, and sharing it without losing a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Currency:
    """A currency that Stripe can charge: `exponent` decimals, amounts in whole `step`s of the
    minor unit, and the least amount a charge may have (minor units)."""

    code: str
    exponent: int = 2
    step: int = 1
    minimum: int = 50


# An allow-list, not ISO 4217: Stripe departs from ISO for ISK, UGX and the three-decimal ones.
CURRENCIES: dict[str, Currency] = {
    currency.code: currency
    for currency in (
        *(Currency(code) for code in ("USD", "EUR", "CAD", "AUD", "CHF", "SGD", "NZD", "BRL")),
        Currency("GBP", minimum=30),
        Currency("HKD", minimum=400),
        Currency("CNY", minimum=400),
        Currency("SEK", minimum=300),
        Currency("NOK", minimum=300),
        Currency("DKK", minimum=250),
        Currency("PLN", minimum=200),
        Currency("CZK", minimum=1500),
        Currency("MXN", minimum=1000),
        *(Currency(code, exponent=0) for code in ("JPY", "CLP", "XPF")),
        Currency("KRW", exponent=0, minimum=100),
        Currency("VND", exponent=0, minimum=10_000),
        *(
            Currency(code, exponent=3, step=10, minimum=500)
            for code in ("BHD", "JOD", "OMR", "TND")
        ),
        Currency("KWD", exponent=3, step=10, minimum=500),
        Currency("ISK", step=100, minimum=10_000),
    )
}


class UnknownCurrency(ValueError):
    """The shop does not know how to charge in this currency."""


def currency(code: str) -> Currency:
    """The rules of one currency; raises UnknownCurrency."""
    try:
        return CURRENCIES[code]
    except KeyError:
        raise UnknownCurrency(f"{code!r} is not a currency the shop can charge.") from None


@dataclass(frozen=True, order=False)
class Money:
    """An amount in minor units (cents, pence, yen) of one currency."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, code: str) -> "Money":
        """From a plain decimal such as "19.90"; raises ValueError when it does not fit."""
        exponent = currency(code).exponent
        text = text.strip()
        if not text.isascii() or len(text) > 15 or not text.replace(".", "", 1).isdigit():
            raise ValueError(f"{text!r} is not an amount.")
        scaled = Decimal(text).scaleb(exponent)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{code} has {exponent} decimals.")
        return cls(int(scaled), code)

    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-currency(self.currency).exponent)

    def plain(self) -> str:
        """The amount as a decimal string with every decimal: "19.90", "1200", "1.250"."""
        return f"{self.decimal():.{currency(self.currency).exponent}f}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up.")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0


def divided(minor: int, by: int) -> int:
    """The nearest whole part of an amount by a positive number, halves away from zero."""
    whole = (2 * abs(minor) + by) // (2 * by)
    return whole if minor >= 0 else -whole


def share(minor: int, basis_points: int) -> int:
    """A rate in hundredths of a percent of an amount, rounded to the minor unit."""
    return divided(minor * basis_points, 10_000)


def apportion(minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to weights; the parts always sum to the whole.

    Largest remainder; ties go to the earlier part. All-zero weights share evenly.
    """
    if not weights:
        if minor:
            raise ValueError("There is nobody to share the amount with.")
        return []
    total = sum(weights)
    if total == 0:
        weights, total = [1] * len(weights), len(weights)
    sign = -1 if minor < 0 else 1
    floors = [abs(minor) * weight // total for weight in weights]
    remainders = [abs(minor) * weight % total for weight in weights]
    left = abs(minor) - sum(floors)
    for index in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[:left]:
        floors[index] += 1
    return [sign * part for part in floors]
