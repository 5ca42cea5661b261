"""The tables themselves, for statements that read a few columns and make no objects."""

from sqlalchemy import Table

from . import models


def _table(model: type) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


categories = _table(models.Category)
category_texts = _table(models.CategoryText)
listings = _table(models.Listing)
pictures = _table(models.Picture)
prices = _table(models.Price)
product_texts = _table(models.ProductText)
products = _table(models.Product)
stock = _table(models.Stock)
variant_choices = _table(models.VariantChoice)
variants = _table(models.Variant)
