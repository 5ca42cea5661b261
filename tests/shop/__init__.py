"""A real shop of several operating-system processes, and the people who use it, for tests."""

from tests.ports import free_port

from .browsing import Browser, Form, NoAnswer, Page
from .buyer import ADDRESSES, CARD, CARD_3DS, CARD_DECLINED, Buyer
from .databases import KINDS, new_database
from .house import Shop, open_shop
from .owner import Owner
from .programs import Program
from .shelves import LAMP, MUG, RARE, stock_the_shelves

__all__ = [
    "ADDRESSES",
    "CARD",
    "CARD_3DS",
    "CARD_DECLINED",
    "KINDS",
    "LAMP",
    "MUG",
    "RARE",
    "Browser",
    "Buyer",
    "Form",
    "NoAnswer",
    "Owner",
    "Page",
    "Program",
    "Shop",
    "free_port",
    "new_database",
    "open_shop",
    "stock_the_shelves",
]
