"""What each shop has one of, set when it is put together; several shops may live in one process."""

from collections.abc import Callable
from typing import Generic, TypeVar, cast

from flask import current_app

T = TypeVar("T")


class PerShop(Generic[T]):
    """One thing of the shop whose context is pushed, such as its connection to Stripe; `make` makes
    it where nobody set it."""

    def __init__(self, name: str, make: Callable[[], T] | None = None) -> None:
        self.name = f"storefront.{name}"
        self.make = make

    def set(self, thing: T) -> None:
        """From now on the shop has this one."""
        current_app.extensions[self.name] = thing

    def get(self) -> T:
        """The shop's own; raises RuntimeError before it was set."""
        if self.make is not None and self.name not in current_app.extensions:
            current_app.extensions.setdefault(self.name, self.make())
        try:
            return cast(T, current_app.extensions[self.name])
        except KeyError:
            raise RuntimeError(f"This shop was put together without {self.name}.") from None
