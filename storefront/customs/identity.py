"""Names for dossiers: 26 Crockford characters that sort by time and cannot be guessed."""

import secrets
from datetime import datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def dossier_id(at: datetime) -> str:
    """`dsr_` and a ULID: 48 bits of milliseconds, 80 random ones. 30 characters fit a copNo."""
    value = int(at.timestamp() * 1000) << 80 | secrets.randbits(80)
    return "dsr_" + "".join(ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))
