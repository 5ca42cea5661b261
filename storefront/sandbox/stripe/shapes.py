"""What a value may look like: shapes that check values, read form texts and make blank values."""

import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Why = Literal["unknown", "missing", "invalid"]

DECIMAL = re.compile(r"-?\d+(\.\d+)?")
WHOLE = re.compile(r"-?\d+")


class Mismatch(NamedTuple):
    """One place where a value leaves its shape; `path` is made of keys and list positions."""

    path: tuple[str, ...]
    why: Why
    saying: str


class Shape:
    """Anything goes, unless a subclass knows better."""

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        """The first place where the value leaves the shape."""
        return None

    def coerce(self, wire: Any) -> Any:
        """A form's text as the value it stands for; what does not fit stays as it came."""
        return wire

    def blank(self) -> Any:
        """The smallest value of this shape."""
        return None


@dataclass(frozen=True)
class Scalar(Shape):
    """Text, a whole number, a number or a yes-or-no."""

    type: type
    saying: str

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        accepts = (int, float) if self.type is float else self.type
        fits = isinstance(value, accepts) and (self.type is bool or not isinstance(value, bool))
        return None if fits else Mismatch(path, "invalid", f"Invalid {self.saying}: {value!r}")

    def coerce(self, wire: Any) -> Any:
        if not isinstance(wire, str):
            return wire
        if self.type is bool and wire in ("true", "false"):
            return wire == "true"
        if self.type is int and WHOLE.fullmatch(wire):
            return int(wire)
        if self.type is float and DECIMAL.fullmatch(wire):
            return float(wire)
        return wire

    def blank(self) -> Any:
        return self.type()


class Nothing(Shape):
    """Null."""

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        return None if value is None else Mismatch(path, "invalid", f"Invalid null: {value!r}")


class DecimalText(Shape):
    """A decimal number written as text."""

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        fits = isinstance(value, str) and DECIMAL.fullmatch(value)
        return None if fits else Mismatch(path, "invalid", f"Invalid decimal: {value!r}")

    def blank(self) -> str:
        return "0"


@dataclass(frozen=True)
class Choice(Shape):
    """One of a closed list of values."""

    values: tuple[Any, ...]

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        if any(value == one and type(value) is type(one) for one in self.values):
            return None
        named = ", ".join(map(str, self.values))
        return Mismatch(path, "invalid", f"Invalid value {value!r}: must be one of {named}")

    def blank(self) -> Any:
        return self.values[0]


@dataclass(frozen=True)
class ListOf(Shape):
    """A list of one shape."""

    item: Shape

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        if not isinstance(value, list):
            return Mismatch(path, "invalid", "Invalid array")
        found = (self.item.check(one, (*path, str(n))) for n, one in enumerate(value))
        return next(filter(None, found), None)

    def coerce(self, wire: Any) -> Any:
        return [self.item.coerce(one) for one in wire] if isinstance(wire, list) else wire

    def blank(self) -> list[Any]:
        return []


@dataclass(frozen=True)
class MapOf(Shape):
    """An object whose keys are free."""

    item: Shape

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        if not isinstance(value, dict):
            return Mismatch(path, "invalid", "Invalid object")
        found = (self.item.check(one, (*path, key)) for key, one in value.items())
        return next(filter(None, found), None)

    def coerce(self, wire: Any) -> Any:
        if isinstance(wire, list):  # a map may have keys that look like list positions
            wire = {str(n): one for n, one in enumerate(wire)}
        if not isinstance(wire, dict):
            return wire
        return {key: self.item.coerce(one) for key, one in wire.items()}

    def blank(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class AnyOf(Shape):
    """One of several shapes."""

    shapes: tuple[Shape, ...]
    expandable: bool = False

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        deepest: Mismatch | None = None
        for shape in self.shapes:
            found = shape.check(value, path)
            if found is None:
                return None
            if deepest is None or len(found.path) > len(deepest.path):
                deepest = found
        return deepest

    def coerce(self, wire: Any) -> Any:
        for shape in self.shapes:
            value = shape.coerce(wire)
            if shape.check(value) is None:
                return value
        # nothing fits: go in where the structure does, so that the complaint is precise
        if not isinstance(wire, dict | list):
            return wire
        structured = (one for one in self.shapes if not isinstance(one, Scalar | Choice | Nothing))
        return next((one.coerce(wire) for one in structured), wire)

    @property
    def nullable(self) -> bool:
        """Whether null is among the shapes."""
        return any(
            isinstance(s, Nothing) or (isinstance(s, AnyOf) and s.nullable) for s in self.shapes
        )

    def blank(self) -> Any:
        return None if self.nullable else self.shapes[0].blank()


@dataclass(frozen=True)
class Page(Shape):
    """A list answer with its cursor facts."""

    item: Shape

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        if not isinstance(value, dict) or value.get("object") != "list":
            return Mismatch(path, "invalid", "Invalid list object")
        if surplus := set(value) - {"object", "url", "has_more", "data", "total_count"}:
            return Mismatch((*path, surplus.pop()), "unknown", "Received unknown parameter")
        if not isinstance(value.get("has_more"), bool) or not isinstance(value.get("url"), str):
            return Mismatch(path, "missing", "Missing has_more or url")
        return ListOf(self.item).check(value.get("data"), (*path, "data"))

    def blank(self) -> dict[str, Any]:
        return {"object": "list", "data": [], "has_more": False, "url": ""}


class Unread(Shape):
    """An annotation this reader does not understand; tests assert that there is none."""

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation
