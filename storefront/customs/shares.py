"""What part of an order's money travels with one parcel.

Every piece of a line has its own share, known from the order alone; so the dossiers of an order
sum to its payment however it is split, and whatever parcels are still to come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from storefront.money import apportion
from storefront.orders import Order, OrderLine


@dataclass(frozen=True)
class Totals:
    """A parcel's money in minor units, under the names customs uses."""

    goods: int
    discount: int
    freight: int
    insurance: int
    import_vat: int
    import_duty: int
    fees: int
    prepaid: int = 0
    """What gift cards paid of it: no discount, for the goods cost as much, and no money that a
    payment company could tell customs of."""

    @property
    def cost(self) -> int:
        """What this parcel cost the buyer, however it was paid."""
        return (
            self.goods
            - self.discount
            + self.freight
            + self.insurance
            + self.import_vat
            + self.import_duty
            + self.fees
        )

    @property
    def grand_total(self) -> int:
        """What the payment company took for this parcel."""
        return self.cost - self.prepaid


def totals_of(order: Order, before: Mapping[int, int], inside: Mapping[int, int]) -> Totals:
    """The money of a parcel that holds `inside` pieces by order line, after `before` left.

    What gift cards paid is shared by what the parcels cost: no parcel is prepaid beyond that.
    """
    totals = _parts_of(order, before, inside)
    if not order.credit_minor:
        return totals
    earlier = _parts_of(order, {}, before).cost
    part = _part(order.credit_minor, earlier, totals.cost, order.total_minor)
    return replace(totals, prepaid=part)


def _parts_of(order: Order, before: Mapping[int, int], inside: Mapping[int, int]) -> Totals:
    """The same without gift cards.

    What belongs to the whole order (freight, its VAT, insurance) is shared among lines by goods
    value and then, like a line's own amounts, among its pieces.
    """
    weights = [line.goods_minor for line in order.lines]
    freight = apportion(order.freight_minor, weights)
    freight_vat = apportion(order.freight_vat_minor, weights)
    insurance = apportion(order.insurance_minor, weights)

    def pieces(amounts: list[int]) -> int:
        return sum(
            _share(amount, line, before.get(line.id, 0), inside.get(line.id, 0))
            for amount, line in zip(amounts, order.lines, strict=True)
        )

    return Totals(
        goods=sum(line.unit_net_minor * inside.get(line.id, 0) for line in order.lines),
        discount=pieces([line.discount_minor for line in order.lines]),
        freight=pieces(freight),
        insurance=pieces(insurance),
        import_vat=pieces([line.vat_minor for line in order.lines]) + pieces(freight_vat),
        import_duty=pieces([line.duty_minor for line in order.lines]),
        fees=pieces([line.fees_minor for line in order.lines]),
    )


def _share(amount: int, line: OrderLine, before: int, inside: int) -> int:
    """Pieces after the first `before` ones; all shares of a line together are its amount."""
    return _part(amount, before, inside, line.quantity)


def _part(amount: int, before: int, inside: int, whole: int) -> int:
    return amount * (before + inside) // whole - amount * before // whole
