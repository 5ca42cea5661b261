"""How form fields become HTML, at a fraction of what the form library's own widgets cost.

A checkout page has a dozen fields, and the library escapes, formats and joins every attribute of
each on its own. Selections and whatever else is not a plain `<input>` are left to it.
"""

from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import Field
from wtforms.widgets import Input


class QuickMeta(FlaskForm.Meta):
    """For forms whose inputs are drawn quickly: `class Meta(QuickMeta): ...`."""

    def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
        """A field as HTML; attributes given here win over the field's own."""
        widget = field.widget
        if not isinstance(widget, Input):
            drawn: Markup = super().render_field(field, render_kw)
            return drawn
        flags = {name: getattr(field.flags, name, None) for name in widget.validation_attrs}
        attributes = {
            "id": field.id,
            "name": field.name,
            "type": widget.input_type,
            "value": field._value(),
            **{name: value for name, value in flags.items() if value is not None},
            **(field.render_kw or {}),
            **render_kw,
        }
        return Markup(f"<input{''.join(map(_attribute, attributes.items()))}>")


def _attribute(item: tuple[str, Any]) -> str:
    name, value = item
    if value is True:
        return f" {name}"
    return "" if value is False else f' {name}="{escape(value)}"'
