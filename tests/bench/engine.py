"""How long the promotion engine takes: a full basket against more promotions than a shop has."""

import statistics
import time

from storefront.promotions import Context, Kind, Line, Promotion, evaluate

HERE = Context(market="de", country="DE", language="de", currency="EUR", shipping_minor=490)
LINES = [Line(n, n, "tea", f"S{n}", 3, 1_000 + n) for n in range(10)]


def two_hundred() -> list[Promotion]:
    """Of each kind some; most of them apply."""
    kinds = [*Kind]
    return [
        Promotion(n, kinds[n % len(kinds)], percent_bp=n % 50, amounts={"EUR": n}, buy=2, get=1)
        for n in range(1, 201)
    ]


def milliseconds(times: int = 60) -> float:
    """The median processor time of one evaluation."""
    many = two_hundred()
    took = []
    for _ in range(times):
        began = time.process_time()
        found = evaluate(LINES, HERE, many)
        took.append(time.process_time() - began)
        assert found.applied
    return statistics.median(took) * 1000
