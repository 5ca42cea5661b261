"""The printing press: papers in, PDF out, in a process of its own; knows nothing of the house.

Setting a page loads a megabyte of fonts' tables and some forty megabytes of program; a process
that ends gives all of it back.
"""

from .running import PressBusy, PressFailed, print_pdf
from .sheets import Declaration, Item, Label, Party, Sheet, Slip, SlipLine, TradeInvoice

__all__ = [
    "Declaration",
    "Item",
    "Label",
    "Party",
    "PressBusy",
    "PressFailed",
    "Sheet",
    "Slip",
    "SlipLine",
    "TradeInvoice",
    "print_pdf",
]
