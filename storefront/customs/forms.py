"""Words of JSON Schema: each of our forms has a title and an example."""

from typing import Any

Json = dict[str, Any]


def thing(title: str, members: Json, optional: tuple[str, ...] = (), **more: Any) -> Json:
    """An object with exactly these members, all of them needed but the optional ones."""
    return {
        "title": title,
        "type": "object",
        "required": [name for name in members if name not in optional],
        "additionalProperties": False,
        "properties": members,
        **more,
    }


def text(title: str, example: str, most: int = 250, least: int = 1, **more: Any) -> Json:
    """A text of so many characters."""
    return {
        "title": title,
        "type": "string",
        "minLength": least,
        "maxLength": most,
        "examples": [example],
        **more,
    }


def or_null(kind: Json) -> Json:
    """The same, or null where nothing is known."""
    title = {"title": kind["title"]} if "title" in kind else {}
    return {**title, "anyOf": [kind, {"type": "null"}]}


def shape(title: str, pattern: str, example: str) -> Json:
    """A text of this shape."""
    return {"title": title, "type": "string", "pattern": pattern, "examples": [example]}


def ref(name: str, title: str = "") -> Json:
    """One of the shared definitions, under a title of its own if given."""
    return {"title": title, "$ref": f"#/$defs/{name}"} if title else {"$ref": f"#/$defs/{name}"}


def array(title: str, items: Json, most: int = 100, least: int = 0) -> Json:
    """So many of one kind."""
    return {"title": title, "type": "array", "minItems": least, "maxItems": most, "items": items}


def one_of(title: str, *words: str) -> Json:
    """One of these words."""
    return {"title": title, "enum": list(words), "examples": [words[0]]}
