"""What each shop has one of, set when it is put together; several shops may live in one process."""

from typing import Generic, TypeVar, cast

from flask import current_app

T = TypeVar("T")


class PerShop(Generic[T]):
    """One thing of the shop whose context is pushed, such as its connection to Stripe."""

    def __init__(self, name: str) -> None:
        self.name = f"storefront.{name}"

    def set(self, thing: T) -> None:
        """From now on the shop has this one."""
        current_app.extensions[self.name] = thing

    def get(self) -> T:
        """The shop's own; raises RuntimeError before it was set."""
        try:
            return cast(T, current_app.extensions[self.name])
        except KeyError:
            raise RuntimeError(f"This shop was put together without {self.name}.") from None
