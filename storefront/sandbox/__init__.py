"""Stand-ins for the outside world; the shop itself never imports them."""

__all__: list[str] = []
