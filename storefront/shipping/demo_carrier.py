"""A carrier for shops that try things out: real numbers, real labels, and a plausible journey.

It stands behind the same interface as a carrier's own program would. Nothing is posted: its
labels say so.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from storefront import clock, press
from storefront.money import Money

from .services import CarrierDown, CarrierRefused, Consignment, Given
from .tracking import News, Status
from .waybills import s10_check_digit

HEAVIEST_G = 30_000
"""What postal parcels may weigh (Universal Postal Convention)."""

JOURNEY: tuple[tuple[timedelta, Status, str], ...] = (
    (timedelta(hours=1), Status.HANDED_OVER, "Shenzhen"),
    (timedelta(hours=14), Status.IN_TRANSIT, "Guangzhou"),
    (timedelta(hours=30), Status.IN_CUSTOMS, ""),
    (timedelta(days=4), Status.ARRIVED, ""),
    (timedelta(days=6), Status.OUT_FOR_DELIVERY, ""),
    (timedelta(days=6, hours=5), Status.DELIVERED, ""),
)


class DemoCarrier:
    """A post that keeps nothing: numbers follow from the key, news from the time."""

    def rate(self, consignment: Consignment) -> Money:
        """18.00 CNY and 0.09 CNY for each gram begun of every package."""
        self._takes(consignment)
        return Money(1800 * consignment.packages + 9 * consignment.gross_weight_g, "CNY")

    def label(self, consignment: Consignment, key: str) -> Given:
        """A postal item number of the series LX … CN, and a label of 100 × 150 mm."""
        self._takes(consignment)
        serial = f"{int(hashlib.sha256(key.encode()).hexdigest(), 16) % 100_000_000:08}"
        waybill_no = f"LX{serial}{s10_check_digit(serial)}CN"
        sheet = press.Label(
            language="en",
            waybill_no=waybill_no,
            service="Demo carrier",
            reference=consignment.reference,
            to=press.Party(consignment.name, consignment.lines, phone=consignment.phone),
            country=consignment.country,
            weight=f"{consignment.gross_weight_g / 1000:.3f} kg",
            packages=str(consignment.packages),
            contents=tuple(f"{count} × {name}" for count, name in consignment.contents),
            note="SPECIMEN: no postage paid",
        )
        try:
            return Given(waybill_no, press.print_pdf([sheet]))
        except (press.PressBusy, press.PressFailed) as trouble:
            raise CarrierDown("The label could not be printed.") from trouble

    def track(self, waybill_no: str, handed_over_at: datetime | None) -> Sequence[News]:
        """Events by hours since the hand-over, up to now."""
        if handed_over_at is None:
            return []
        return [
            News(f"{waybill_no}-{status}", waybill_no, status, handed_over_at + after, place)
            for after, status, place in JOURNEY
            if handed_over_at + after <= clock.now()
        ]

    def _takes(self, consignment: Consignment) -> None:
        if consignment.gross_weight_g > HEAVIEST_G * consignment.packages:
            raise CarrierRefused("A postal parcel weighs at most 30 kg.")
