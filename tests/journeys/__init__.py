"""Whole walks through the shop in a real browser."""
