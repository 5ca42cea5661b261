"""Gift cards: every balance is the sum of its moves, and every move has its reason."""

from collections import Counter
from collections.abc import Iterator

from .rules import Books, check


@check("a gift card holds what its moves say, and never less than nothing")
def _balances(books: Books) -> Iterator[str]:
    for card in books.shop.cards.values():
        moves = books.shop.card_moves.get(card["id"], [])
        held = sum(move["amount_minor"] for move in moves)
        if held != card["balance_minor"]:
            yield f"card {card['id']}: {card['balance_minor']} on it, its moves make {held}"
        issued = [move["amount_minor"] for move in moves if move["kind"] == "issued"]
        if issued != [card["issued_minor"]]:
            yield f"card {card['id']}: issued with {card['issued_minor']}, its moves say {issued}"
        if not 0 <= card["balance_minor"] <= card["issued_minor"]:
            yield f"card {card['id']}: {card['balance_minor']} of {card['issued_minor']} on it"


@check("what gift cards gave to an order is what it says, and came back when it must")
def _uses(books: Books) -> Iterator[str]:
    moved = _moved(books)
    for order in books.shop.orders.values():
        uses = books.shop.card_uses.get(order["id"], [])
        states = {use["state"] for use in uses}
        promised = sum(use["amount_minor"] for use in uses)
        if promised != order["credit_minor"]:
            yield f"{order['number']}: cards promised {promised}, it says {order['credit_minor']}"
        expected = _expected(order)
        if states - {expected}:
            yield f"{order['number']}: its gift cards are {states}, not {expected}"
        for use in uses:
            card = books.shop.cards.get(use["card_id"])
            if card is None or card["currency"] != order["currency"]:
                yield f"{order['number']}: paid by a gift card that is not there, or of other money"
            kept = -moved["held", use["card_id"], order["id"]]
            kept -= moved["let_go", use["card_id"], order["id"]]
            if kept != (use["amount_minor"] if use["state"] != "released" else 0):
                yield f"{order['number']}: card {use['card_id']} gave {kept}"
    yield from _given_back(books, moved)


def _expected(order: dict[str, object]) -> str:
    if order["paid_at"] is not None:
        return "committed"
    return "released" if order["state"] == "cancelled" else "held"


def _given_back(books: Books, moved: Counter[tuple[str, int, int]]) -> Iterator[str]:
    refunded: Counter[str] = Counter()
    for refund in books.shop.refunds:
        if refund["status"] not in ("failed", "canceled"):
            refunded[refund["intent_id"]] += refund["amount_minor"]
    for order_id, rows in books.shop.payments.items():
        for row in rows:
            if row["gift_card_id"] is None:
                continue
            back = moved["given_back", row["gift_card_id"], order_id]
            if back != refunded[row["intent_id"]]:
                yield f"{row['intent_id']}: {refunded[row['intent_id']]} refunded, {back} on it"


@check("a gift card that was bought holds its price, less what of it went back")
def _bought(books: Books) -> Iterator[str]:
    moved = _moved(books)
    for order in books.shop.orders.values():
        purchase = books.shop.card_purchases.get(order["id"])
        if (purchase is not None) != (order["gift_cards_minor"] > 0):
            yield f"{order['number']}: a gift card without a price, or a price without a card"
            continue
        if purchase is None:
            continue
        card = books.shop.cards.get(purchase["card_id"] or 0)
        if (card is not None) != (order["paid_at"] is not None):
            yield f"{order['number']}: its gift card was handed out unpaid, or never"
        if card is None:
            continue
        issued = (card["issued_minor"], card["currency"], card["order_id"])
        if issued != (order["gift_cards_minor"], order["currency"], order["id"]):
            yield f"{order['number']}: its gift card holds something else"
        decided, gone = _price_back(books, order["id"])
        taken = -moved["taken_back", card["id"], order["id"]]
        if not decided <= taken <= gone:
            yield f"{order['number']}: {gone} of its price went back, {taken} left its gift card"


def _price_back(books: Books, order_id: int) -> tuple[int, int]:
    """What of the price the shop has decided to give back, and that with what was given back at
    Stripe itself, perhaps after it was spent."""
    price = {
        row["intent_id"] for row in books.shop.payments.get(order_id, []) if row["role"] == "main"
    }
    made = [
        row
        for row in books.shop.refunds
        if row["intent_id"] in price and row["status"] not in ("failed", "canceled")
    ]
    promised = sum(
        job["amount_minor"]
        for job in books.shop.refund_jobs
        if job["intent_id"] in price and job["state"] == "promised"
    )
    decided = promised + sum(row["amount_minor"] for row in made if row["job_id"] is not None)
    return decided, promised + sum(row["amount_minor"] for row in made)


def _moved(books: Books) -> Counter[tuple[str, int, int]]:
    """The sum of moves by kind, card and order (0 for none)."""
    sums: Counter[tuple[str, int, int]] = Counter()
    for card_id, moves in books.shop.card_moves.items():
        for move in moves:
            sums[move["kind"], card_id, move["order_id"] or 0] += move["amount_minor"]
    return sums
