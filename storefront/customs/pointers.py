"""What changed between two JSON documents, as JSON Pointers (RFC 6901)."""

from typing import Any


def changes(before: Any, after: Any, at: str = "") -> list[str]:
    """Pointers to everything that is new, gone or different; lists of other length as a whole."""
    if isinstance(before, dict) and isinstance(after, dict):
        found: list[str] = []
        for name in sorted(before.keys() | after.keys()):
            found += changes(before.get(name), after.get(name), f"{at}/{escaped(name)}")
        return found
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        found = []
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            found += changes(old, new, f"{at}/{place}")
        return found
    return [] if before == after else [at]


def pointer(path: Any) -> str:
    """A path of keys and places as a pointer."""
    return "".join(f"/{escaped(str(part))}" for part in path)


def escaped(part: str) -> str:
    """One step of a pointer."""
    return part.replace("~", "~0").replace("/", "~1")
