"""What a value may look like, read from the annotations of the installed stripe package.

stripe-python's generated classes are the API specification of exactly its own version: TypedDicts
under `stripe.params` describe every request, annotated resource classes every answer. A shape is
made from an annotation the first time something needs it, so nothing is generated at start.
"""

import ast
import importlib
import inspect
import re
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple, get_args, get_origin

import typing_extensions
from stripe._list_object import ListObject
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject, UntypedStripeObject

Why = Literal["unknown", "missing", "invalid"]

DECIMAL = re.compile(r"-?\d+(\.\d+)?")
WHOLE = re.compile(r"-?\d+")
EMPTY_MARK = ("",)


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
        structured = (
            s for s in self.shapes if isinstance(wire, dict | list) and s.check("") is not None
        )
        return next((s.coerce(wire) for s in structured), wire)

    @property
    def nullable(self) -> bool:
        """Whether null is among the shapes."""
        return any(
            isinstance(s, Nothing) or (isinstance(s, AnyOf) and s.nullable) for s in self.shapes
        )

    def blank(self) -> Any:
        return None if self.nullable else self.shapes[0].blank()


class Field(NamedTuple):
    """A named part of a record."""

    shape: Shape
    required: bool


class Record(Shape):
    """An object with known fields: a TypedDict of a request or a resource class of an answer."""

    def __init__(self, cls: type) -> None:
        self.cls = cls
        self.is_request = typing_extensions.is_typeddict(cls)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Its fields by name; made on first use, so that cycles between classes end."""
        return dict(self._read())

    def _read(self) -> Iterator[tuple[str, Field]]:
        for cls in _owners(self.cls, self.is_request):
            names = _Names(cls)
            for name, note in cls.__dict__.get("__annotations__", {}).items():
                if name.startswith("_") or (self.is_request and name in _OPTIONS):
                    continue
                annotation = _evaluate(note, names)
                if get_origin(annotation) is typing.ClassVar:
                    continue
                if self.is_request:
                    required = get_origin(annotation) is not typing_extensions.NotRequired
                else:
                    required = type(None) not in get_args(annotation)
                yield name, Field(_shape(annotation, names), required)

    def check(self, value: Any, path: tuple[str, ...] = ()) -> Mismatch | None:
        if not isinstance(value, dict):
            return Mismatch(path, "invalid", "Invalid object")
        fields = self.fields
        for name in value:
            if name not in fields:
                return Mismatch((*path, name), "unknown", "Received unknown parameter")
        for name, field in fields.items():
            if name in value:
                if found := field.shape.check(value[name], (*path, name)):
                    return found
            elif field.required:
                return Mismatch((*path, name), "missing", "Missing required param")
        return None

    def coerce(self, wire: Any) -> Any:
        if not isinstance(wire, dict):
            return wire
        fields = self.fields
        return {
            name: fields[name].shape.coerce(one) if name in fields else one
            for name, one in wire.items()
        }

    def blank(self) -> dict[str, Any]:
        return {
            name: field.shape.blank() if field.required else None
            for name, field in self.fields.items()
        }


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


_OPTIONS = frozenset(RequestOptions.__annotations__)
_SCALARS: dict[Any, Shape] = {
    bool: Scalar(bool, "boolean"),
    int: Scalar(int, "integer"),
    float: Scalar(float, "number"),
    str: Scalar(str, "string"),
    datetime: Scalar(int, "timestamp"),
    Decimal: DecimalText(),
    type(None): Nothing(),
    None: Nothing(),
    Any: Shape(),
}
_TEXT = _SCALARS[str]


@cache
def record(cls: type) -> Record:
    """The one shape of a class."""
    return Record(cls)


def _owners(cls: type, is_request: bool) -> Iterator[type]:
    """The generated classes whose annotations count; the SDK's own machinery does not."""
    if is_request:
        for base in getattr(cls, "__orig_bases__", ()):
            if typing_extensions.is_typeddict(base) and base is not RequestOptions:
                yield from _owners(base, True)
        yield cls
        return
    for base in reversed(cls.__mro__):
        module = base.__module__
        machinery = module.endswith(("_api_resource", "_stripe_object", "_list_object"))
        if module.startswith("stripe") and not machinery and "_resource_base" not in module:
            yield base


class _Names(Mapping[str, Any]):
    """The names an annotation of a class may use, those imported for type checking included."""

    def __init__(self, cls: type) -> None:
        self.module = sys.modules[cls.__module__]
        self.nested: dict[str, Any] = {}
        owner: Any = self.module
        for part in cls.__qualname__.split("."):
            owner = getattr(owner, part)
            self.nested.update({k: v for k, v in vars(owner).items() if isinstance(v, type)})

    def __getitem__(self, name: str) -> Any:
        if name in self.nested:
            return self.nested[name]
        if name in vars(self.module):
            return vars(self.module)[name]
        if name in (guarded := _guarded_imports(self.module)):
            return getattr(importlib.import_module(guarded[name][0]), guarded[name][1])
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.nested)

    def __len__(self) -> int:
        return len(self.nested)


@cache
def _guarded_imports(module: types.ModuleType) -> dict[str, tuple[str, str]]:
    """Names the module imports only under `if TYPE_CHECKING`, with where they come from."""
    found: dict[str, tuple[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for line in node.body:
                if isinstance(line, ast.ImportFrom) and line.module:
                    for alias in line.names:
                        found[alias.asname or alias.name] = (line.module, alias.name)
    return found


def _evaluate(note: Any, names: _Names) -> Any:
    if isinstance(note, typing.ForwardRef):
        note = note.__forward_arg__
    if isinstance(note, str):
        # the text is the stripe package's own source, never input
        return eval(note, {}, names)
    return note


def _shape(note: Any, names: _Names) -> Shape:
    annotation = _evaluate(note, names)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (typing_extensions.NotRequired, typing_extensions.Required):
        return _shape(args[0], names)
    if origin is Literal:
        return Choice(args)
    if origin in (typing.Union, types.UnionType):
        return _union([_evaluate(one, names) for one in args], names)
    if origin is list:
        return ListOf(_shape(args[0], names))
    if origin is dict:
        return MapOf(_shape(args[1], names))
    if UntypedStripeObject in (origin, annotation):
        return MapOf(_shape(args[0], names) if args else Shape())
    if ListObject in (origin, annotation):
        return Page(_shape(args[0], names) if args else Shape())
    if inspect.isclass(annotation) and (
        typing_extensions.is_typeddict(annotation) or issubclass(annotation, StripeObject)
    ):
        return record(annotation)
    return Unread(annotation)


def _union(members: list[Any], names: _Names) -> Shape:
    literals = [one for one in members if get_origin(one) is Literal]
    # «Literal[…] | str» only says that newer values may come: here the list is closed.
    # «Literal['']» alone marks a text that may be cleared: there the text stays.
    if any(get_args(one) != EMPTY_MARK for one in literals):
        members = [one for one in members if one is not str]
    shapes = [_shape(one, names) for one in members if one not in literals]
    if literals:
        shapes.append(Choice(tuple(value for one in literals for value in get_args(one))))
    # cheap shapes first: an id is text, and a class that is never needed is never read
    shapes.sort(key=lambda shape: isinstance(shape, Record | Page | MapOf | AnyOf))
    if len(shapes) == 1:
        return shapes[0]
    texts_and_records = _TEXT in shapes and any(isinstance(s, Record | AnyOf) for s in shapes)
    return AnyOf(tuple(shapes), expandable=texts_and_records)
