"""The office, as the owner uses it."""
