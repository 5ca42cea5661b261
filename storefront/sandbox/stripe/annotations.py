"""Shapes, read from the annotations of the installed stripe package.

stripe-python's generated classes are the API specification of exactly its own version: TypedDicts
under `stripe.params` describe every request, annotated resource classes every answer. A shape is
made from an annotation the first time something needs it, so nothing is generated at start.
"""

import ast
import importlib
import inspect
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple, get_args, get_origin

import typing_extensions
from stripe._list_object import ListObject
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject, UntypedStripeObject

from storefront.sandbox.stripe.shapes import (
    AnyOf,
    Choice,
    DecimalText,
    ListOf,
    MapOf,
    Mismatch,
    Nothing,
    Page,
    Scalar,
    Shape,
    Unread,
)


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


_CLEARABLE = ("",)  # a literal that only says: this text may be emptied
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


_RECORDS: dict[Any, Record] = {}


def record(cls: Any) -> Record:
    """The one shape of a class."""
    return _RECORDS.setdefault(cls, Record(cls))


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
    if any(get_args(one) != _CLEARABLE for one in literals):
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
