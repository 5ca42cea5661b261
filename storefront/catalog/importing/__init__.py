"""Bringing in products from a Shopify export, whatever state it is in."""

from .drafting import Refusal, Terms
from .running import Import, Report
from .sheet import BadSheet, Sheet

__all__ = ["BadSheet", "Import", "Refusal", "Report", "Sheet", "Terms"]
