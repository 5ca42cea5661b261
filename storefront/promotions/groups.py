"""Groups of buyers who are meant by name. The caller holds the transaction."""

from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from storefront import clock
from storefront.db import db
from storefront.errors import NotFound, ShopError
from storefront.markets import gettext

from .models import CustomerGroup, GroupMember
from .planning import addresses_in
from .redeeming import customer_of


@dataclass(frozen=True)
class GroupFigures:
    """A group and how many are in it."""

    id: int
    name: str
    members: int


def list_groups() -> list[GroupFigures]:
    """All, by name."""
    rows = db.session.execute(
        select(CustomerGroup.id, CustomerGroup.name, func.count(GroupMember.customer))
        .outerjoin(GroupMember, GroupMember.group_id == CustomerGroup.id)
        .group_by(CustomerGroup.id, CustomerGroup.name)
        .order_by(CustomerGroup.name)
    )
    return [GroupFigures(*row) for row in rows]


def add_to_group(name: str, addresses: str) -> int:
    """Put buyers into a group, which is made when it is new; returns how many came new.

    Raises ShopError. Addresses come one a line and are kept as fingerprints alone.
    """
    name = name.strip()
    if not name or len(name) > 60:
        raise ShopError(gettext("A group has a name of at most 60 characters."))
    customers = {customer_of(address) for address in addresses_in(addresses)}
    group = db.session.scalar(select(CustomerGroup).where(CustomerGroup.name == name))
    if group is None:
        group = CustomerGroup(name=name, created_at=clock.now())
        db.session.add(group)
        db.session.flush()
    there = set(
        db.session.scalars(select(GroupMember.customer).where(GroupMember.group_id == group.id))
    )
    new = [{"group_id": group.id, "customer": each} for each in sorted(customers - there)]
    if new:
        db.session.execute(insert(GroupMember), new)
    return len(new)


def remove_group(group_id: int) -> None:
    """Forget a group and who was in it; promotions that ask for it apply to nobody then."""
    group = db.session.get(CustomerGroup, group_id)
    if group is None:
        raise NotFound(gettext("There is no such group."))
    db.session.execute(delete(GroupMember).where(GroupMember.group_id == group_id))
    db.session.delete(group)


def groups_of(customer: str) -> frozenset[int]:
    """The groups that a buyer is in."""
    return frozenset(
        db.session.scalars(select(GroupMember.group_id).where(GroupMember.customer == customer))
    )
