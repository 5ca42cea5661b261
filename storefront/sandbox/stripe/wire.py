"""What travels: bracketed forms in, JSON out, checked against the types on both ways."""

import re
from collections.abc import Iterable
from typing import Any

from storefront.sandbox.stripe.contract import Operation
from storefront.sandbox.stripe.refusal import Refusal
from storefront.sandbox.stripe.shapes import Mismatch

_KEY = re.compile(r"[^\[\]]+|\[([^\[\]]*)\]")
_DEEPEST = 12


def decode(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0][c]=x` as nested objects: digit keys make lists, `a[]` appends to one."""
    root: dict[str, Any] = {}
    for key, value in pairs:
        parts = [part.strip("[]") for part in (m.group(0) for m in _KEY.finditer(key))]
        if not parts or len(parts) > _DEEPEST:
            raise Refusal(f"Invalid parameter name: {key[:100]}", keep=False)
        inside = root
        for part in parts[:-1]:
            inside = inside.setdefault(part, {})
            if not isinstance(inside, dict):
                raise Refusal("Invalid object", param=dotted(parts), keep=False)
        last = parts[-1]
        inside[last if last else str(len(inside))] = value
    return {key: _listed(value) for key, value in root.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(one) for key, one in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def dotted(path: Iterable[str]) -> str:
    """A path as the API names a parameter: `line_items[0][price_data]`."""
    first, *rest = path
    return first + "".join(f"[{part}]" for part in rest)


def read_params(operation: Operation, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The typed parameters of a request; refuses what the types do not know."""
    shape = operation.request
    params: dict[str, Any] = shape.coerce(decode(pairs))
    if "payment_method_types" in params and "payment_method_types" not in shape.fields:
        raise Refusal(
            "The `payment_method_types` parameter is no longer supported. Manage payment methods"
            " from the Dashboard, or use `excluded_payment_method_types`.",
            "payment_method_types_no_longer_supported",
            "payment_method_types",
            keep=False,
        )
    if found := shape.check(params):
        raise _complaint(found)
    return params


def _complaint(found: Mismatch) -> Refusal:
    param = dotted(found.path) if found.path else None
    if found.why == "unknown":
        return Refusal(f"{found.saying}: {found.path[-1]}", "parameter_unknown", param, keep=False)
    if found.why == "missing":
        return Refusal(f"{found.saying}: {param}.", "parameter_missing", param, keep=False)
    code = "parameter_invalid_integer" if found.saying.startswith("Invalid integer") else None
    return Refusal(f"{found.saying} ({param})", code, param, keep=False)
