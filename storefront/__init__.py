"""Storefront: a company's own shop, selling from one country to people in others."""

__version__ = "0.1.0"
