"""Whose money went back: which part of a refund belongs to which parcel.

A refunded piece that never left belongs to no parcel; of those that left, the latest parcel's count
first, because a buyer who sends something back does so soon.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from storefront.money import apportion
from storefront.orders import Order
from storefront.shipping import Shipment

from .shares import Totals, totals_of

Json = dict[str, Any]


@dataclass(frozen=True)
class Refunded:
    """A refund that was made; amounts in minor units.

    `lines` are (order line id, pieces, amount); what is neither of a line nor freight was given
    back without saying for what.
    """

    refund_no: str
    amount_minor: int
    refunded_at: datetime
    lines: Sequence[tuple[int, int, int]] = ()
    freight_minor: int = 0
    decision: str = ""
    """Refunds that share one are for the same pieces, paid by several means."""
    prepaid: bool = False
    """It went back to a gift card: the payment company knows nothing of it."""


@dataclass
class Part:
    """What of one refund belongs to one parcel: pieces and amounts by order line, freight, and an
    amount that belongs to nothing in particular."""

    refund_no: str
    refunded_at: str
    lines: dict[str, list[int]] = field(default_factory=dict)
    freight_minor: int = 0
    other_minor: int = 0
    amends: bool = True
    """Whether it lowers what is declared; after customs took the parcel in it is only told."""
    decision: str = ""
    prepaid: bool = False
    since: int = 0
    """The dossier's revision that told of it first."""

    @property
    def amount_minor(self) -> int:
        """All of it."""
        lines = sum(amount for _, amount in self.lines.values())
        return lines + self.freight_minor + self.other_minor

    def give_up(self, amount: int) -> None:
        """Be less by so much."""
        for name in ("other_minor", "freight_minor"):
            off = min(amount, getattr(self, name))
            setattr(self, name, getattr(self, name) - off)
            amount -= off
        for entry in reversed(self.lines.values()):
            off = min(amount, entry[1])
            entry[1] -= off
            amount -= off

    def as_json(self) -> Json:
        """As it is kept with the dossier."""
        return asdict(self)


def part_from(kept: Mapping[str, Any]) -> Part:
    """A part as it was kept."""
    return Part(**kept)


def divide(
    order: Order, parcels: Sequence[Shipment], refunds: Sequence[Refunded], at: Any
) -> dict[int, list[Part]]:
    """The parts of each parcel by shipment id, in the order of the refunds.

    `at` writes an instant as the protocol does. All parts of a refund together are at most its
    amount; the rest belongs to what never left.
    """
    room = _Room(order, parcels)
    parts: dict[int, list[Part]] = {parcel.id: [] for parcel in parcels}
    for refund in refunds:
        mine = {
            each.id: Part(
                refund.refund_no,
                at(refund.refunded_at),
                decision=refund.decision,
                prepaid=refund.prepaid,
            )
            for each in parcels
        }
        left = room.prepaid if refund.prepaid else room.left
        said = 0
        for line_id, count, amount in refund.lines:
            said += amount
            for parcel_id, pieces, money in room.take(line_id, count, amount, refund.decision):
                if parcel_id in mine:
                    mine[parcel_id].lines[str(line_id)] = [pieces, money]
        said += refund.freight_minor
        for parcel_id, money in room.freight(refund.freight_minor):
            if parcel_id in mine:
                mine[parcel_id].freight_minor = money
        for parcel_id, money in room.other(max(0, refund.amount_minor - said), mine, left):
            mine[parcel_id].other_minor = money
        _keep_within(left, mine)
        for parcel_id, part in mine.items():
            if part.amount_minor:
                left[parcel_id] -= part.amount_minor
                parts[parcel_id].append(part)
    return parts


def _keep_within(left: Mapping[int, int], parts: Mapping[int, Part]) -> None:
    """No parcel gives back more than was paid for it.

    Pieces share a refund by their number and parcels the payment by their goods, so that the last
    minor unit may fall to another parcel here than there.
    """
    too_much = 0
    for parcel_id, part in parts.items():
        over = part.amount_minor - left[parcel_id]
        if over > 0:
            part.give_up(over)
            too_much += over
    for parcel_id, part in parts.items():
        room = min(too_much, left[parcel_id] - part.amount_minor)
        if part.amount_minor and room > 0:
            part.other_minor += room
            too_much -= room


class _Room:
    """What of an order can still be given back, and where it is."""

    def __init__(self, order: Order, parcels: Sequence[Shipment]) -> None:
        self.parcels = list(parcels)
        before: dict[int, int] = {}
        self.inside: dict[int, dict[int, int]] = {}
        self.left: dict[int, int] = {}
        self.prepaid: dict[int, int] = {}
        self.taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
        self.ways: dict[int, int] = {}
        for parcel in parcels:
            held = {line.order_line_id: line.quantity for line in parcel.lines}
            totals = totals_of(order, before, held)
            self.inside[parcel.id] = dict(held)
            self.left[parcel.id] = totals.grand_total
            self.prepaid[parcel.id] = totals.prepaid
            self.ways[parcel.id] = totals.freight + totals.insurance
            for line_id, count in held.items():
                before[line_id] = before.get(line_id, 0) + count
        self.unsent = {line.id: line.quantity - before.get(line.id, 0) for line in order.lines}
        way = order.freight_minor + order.insurance_minor
        self.ways[0] = max(0, way - sum(self.ways.values()))

    def take(
        self, line_id: int, count: int, amount: int, decision: str
    ) -> list[tuple[int, int, int]]:
        """(parcel or 0, pieces, money) of so many refunded pieces of a line; pieces of one decision
        are taken once, by whatever means their money goes back."""
        found = self.taken.get((decision, line_id)) if decision else None
        if found is None:
            found = self._pieces(line_id, count)
            self.taken[decision, line_id] = found
        if not found:
            return []
        money = apportion(amount, [pieces for _, pieces in found])
        return [(where, n, share) for (where, n), share in zip(found, money, strict=True)]

    def _pieces(self, line_id: int, count: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        here = min(count, self.unsent.get(line_id, 0))
        if here:
            self.unsent[line_id] -= here
            found.append((0, here))
        for parcel in reversed(self.parcels):
            held = self.inside[parcel.id].get(line_id, 0)
            here = min(count - sum(pieces for _, pieces in found), held)
            if here > 0:
                self.inside[parcel.id][line_id] -= here
                found.append((parcel.id, here))
        return found

    def freight(self, amount: int) -> list[tuple[int, int]]:
        """What was paid for the way goes back in the shares in which it was declared."""
        if not amount:
            return []
        places = list(self.ways)
        weights = [self.ways[place] for place in places]
        if not any(weights):
            weights = [int(place != 0) or int(len(places) == 1) for place in places]
        return list(zip(places, apportion(amount, weights), strict=True))

    def other(
        self, amount: int, mine: Mapping[int, Part], left: Mapping[int, int]
    ) -> list[tuple[int, int]]:
        """What was given back for nothing in particular: the latest parcels first, as far as there
        is something left of their money."""
        found = []
        for parcel in reversed(self.parcels):
            part = min(amount, max(0, left[parcel.id] - mine[parcel.id].amount_minor))
            if part:
                found.append((parcel.id, part))
                amount -= part
        return found


def lowered(order: Order, totals: Totals, parts: Sequence[Part]) -> Totals:
    """A parcel's money after refunds that came before customs took it in.

    Import VAT, duty and fees fall by the refunded pieces' shares; what was given back for the goods
    themselves becomes discount, since the goods are in the parcel all the same. The grand total
    falls by exactly what the payment company gave back, and what was prepaid by what is on gift
    cards again.
    """
    amending = [part for part in parts if part.amends]
    for part in _by_decision(amending):
        totals = _lower_lines(order, totals, part)
        totals = _lower_way(order, totals, part)
        totals = _discounted(totals, part.other_minor)
    prepaid = sum(part.amount_minor for part in amending if part.prepaid)
    return _less(totals, prepaid=prepaid)


def _by_decision(parts: Sequence[Part]) -> Iterator[Part]:
    """What went back by several means for the same pieces, as one: their taxes fall once."""
    known: dict[str, list[Part]] = {}
    for n, part in enumerate(parts):
        known.setdefault(part.decision or f"#{n}", []).append(part)
    for of_one in known.values():
        lines: dict[str, list[int]] = {}
        for part in of_one:
            for line, (pieces, amount) in part.lines.items():
                lines[line] = [pieces, lines.get(line, [0, 0])[1] + amount]
        yield Part(
            of_one[0].refund_no,
            of_one[0].refunded_at,
            lines,
            sum(part.freight_minor for part in of_one),
            sum(part.other_minor for part in of_one),
        )


def _lower_lines(order: Order, totals: Totals, part: Part) -> Totals:
    for line in order.lines:
        pieces, amount = part.lines.get(str(line.id), (0, 0))
        if not amount:
            continue
        vat = min(line.vat_minor * pieces // line.quantity, totals.import_vat, amount)
        duty = min(line.duty_minor * pieces // line.quantity, totals.import_duty, amount - vat)
        fees = min(line.fees_minor * pieces // line.quantity, totals.fees, amount - vat - duty)
        totals = _less(totals, import_vat=vat, import_duty=duty, fees=fees)
        totals = _discounted(totals, amount - vat - duty - fees)
    return totals


def _lower_way(order: Order, totals: Totals, part: Part) -> Totals:
    amount = part.freight_minor
    if not amount:
        return totals
    parts = [order.freight_minor, order.freight_vat_minor, order.insurance_minor]
    shares = apportion(amount, parts) if any(parts) else [0, 0, 0]
    freight = min(shares[0], totals.freight)
    vat = min(shares[1], totals.import_vat)
    insurance = min(shares[2], totals.insurance)
    totals = _less(totals, freight=freight, import_vat=vat, insurance=insurance)
    return _discounted(totals, amount - freight - vat - insurance)


def _less(totals: Totals, **less: int) -> Totals:
    return Totals(**{name: value - less.get(name, 0) for name, value in vars(totals).items()})


def _discounted(totals: Totals, amount: int) -> Totals:
    """Taken off the goods, and where they are worth less, off whatever is left."""
    off = min(amount, totals.goods - totals.discount)
    totals = _less(totals, discount=-off)
    rest = amount - off
    for name in ("freight", "import_vat", "import_duty", "fees", "insurance"):
        part = min(rest, getattr(totals, name))
        totals, rest = _less(totals, **{name: part}), rest - part
    return totals
