"""Ids that look like Stripe's and cannot be guessed."""

import secrets

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def random_text(length: int) -> str:
    """Letters and digits nobody can foresee."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def new_id(prefix: str, length: int = 24) -> str:
    """A fresh id such as `pi_3…`."""
    return prefix + random_text(length)
