"""Stand-ins for the outside world, for demonstrations and tests; the shop itself never imports them."""

__all__: list[str] = []
