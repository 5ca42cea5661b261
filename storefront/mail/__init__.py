"""Letters to people: written with their cause, carried by SMTP or laid into a folder."""

from .carriers import Carrier, Folder, Smtp, Undeliverable, carrier_from
from .models import Letter
from .sending import use
from .writing import get, letters_of, list_letters, send_again, write

__all__ = [
    "Carrier",
    "Folder",
    "Letter",
    "Smtp",
    "Undeliverable",
    "carrier_from",
    "get",
    "letters_of",
    "list_letters",
    "send_again",
    "use",
    "write",
]
