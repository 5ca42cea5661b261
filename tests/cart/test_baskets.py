"""Baskets: only their owner finds them, and they hold what was put in."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from storefront import cart, clock
from storefront.cart.models import Basket, BasketLine
from storefront.db import db, transaction
from storefront.errors import ShopError


def filled(variant_id: int, quantity: int = 2) -> str:
    """A basket's token."""
    with transaction():
        basket, token = cart.new_basket()
        cart.add(basket, variant_id, quantity)
    return token


def test_a_basket_is_found_by_its_token_alone(variants: dict[str, int]) -> None:
    token = filled(variants["cup"])
    assert cart.count(token) == 2
    assert cart.find_basket(token + "x") is None
    assert cart.find_basket("") is None
    stored = db.session.scalar(db.select(Basket.token_hash))
    assert token not in str(stored)


def test_the_same_thing_twice_is_one_line(variants: dict[str, int]) -> None:
    token = filled(variants["cup"])
    with transaction():
        basket = cart.find_basket(token)
        assert basket is not None
        cart.add(basket, variants["cup"], 3)
        cart.add(basket, variants["lamp"], 1)
        cart.change(basket, variants["lamp"], 0)
        cart.change(basket, variants["bag"], 4)
    assert cart.count(token) == 5


@pytest.mark.parametrize("quantity", [0, -1, 100, 2**63])
def test_an_impossible_quantity_is_refused(
    variants: dict[str, int],
    quantity: int,
) -> None:
    with pytest.raises(ShopError, match="from 1 to 99"):
        filled(variants["cup"], quantity)
    assert db.session.scalar(db.select(db.func.count()).select_from(Basket)) == 0


@pytest.mark.parametrize("variant_id", [0, -5, 999_999, 2**31, 2**63])
def test_a_thing_that_does_not_exist_is_refused(app: Flask, variant_id: int) -> None:
    with pytest.raises(ShopError) as refusal:
        filled(variant_id)
    assert refusal.value.status == 404


def test_two_clicks_at_once_make_one_line(
    app: Flask,
    variants: dict[str, int],
) -> None:
    with transaction():
        _, token = cart.new_basket()
    db.session.remove()

    def click() -> None:
        with app.app_context(), transaction():
            basket = cart.find_basket(token)
            assert basket is not None
            cart.add(basket, variants["cup"], 1)

    clicks = [threading.Thread(target=click) for _ in range(6)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert cart.count(token) == 6
    assert db.session.scalar(db.select(db.func.count()).select_from(BasketLine)) == 1


def test_baskets_are_let_go_after_sixty_days(variants: dict[str, int]) -> None:
    old = filled(variants["cup"])
    clock.shift(timedelta(days=59))
    kept = filled(variants["lamp"])
    assert cart.purge_baskets() == 0
    clock.shift(timedelta(days=2))
    assert cart.purge_baskets() == 1
    assert (cart.count(old), cart.count(kept)) == (0, 2)
