"""Who arrived is known, whatever becomes of the process or the database meanwhile."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, true
from sqlalchemy.exc import OperationalError

from storefront import clock, traffic
from storefront.db import db, transaction
from storefront.traffic.models import Visit
from storefront.web import guestbook
from storefront.web.guestbook import Guestbook
from storefront.web.visits import DoorCounter
from tests.shop import KINDS, Buyer, open_shop

NEWS = "utm_source=news&utm_medium=email&gclid=AbC"


def landing(visit: int = 1, query: str = NEWS) -> traffic.Landing:
    number = f"{visit:032x}"
    return traffic.Landing(
        number,
        number,
        clock.now(),
        "DE",
        "de",
        "/de-de/",
        traffic.classify("", query),
        basis="agreed",
    )


@pytest.fixture
def book(tmp_path: Path) -> Guestbook:
    return Guestbook(tmp_path)


@pytest.fixture
def door(app: Flask) -> Iterator[DoorCounter]:
    yield app.extensions["door_counter"]
    db.session.rollback()


def sources() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(traffic.arrivals(true()).c.source)))


def test_what_is_written_is_read(book: Guestbook) -> None:
    known: list[traffic.Landing] = []
    wrote = [landing(number) for number in range(3)]
    for each in wrote:
        book.write(each)
    book.empty(known.extend)
    book.empty(known.extend)
    assert known == wrote


def test_a_book_is_for_us_alone(book: Guestbook) -> None:
    book.write(landing())
    assert book.page.stat().st_mode & 0o777 == 0o600


def test_a_line_that_was_cut_off_hides_no_other(book: Guestbook) -> None:
    book.write(landing(1))
    with book.page.open("ab") as page:
        page.write(b'\n[1]\n{}\n\n{"visit_id": "ab')
    book.write(landing(2))
    known: list[traffic.Landing] = []
    book.empty(known.extend)
    assert [each.visit_id[-1] for each in known] == ["1", "2"]


def test_a_flood_does_not_fill_the_disk(book: Guestbook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guestbook, "FULL", 1000)
    for number in range(50):
        book.write(landing(number))
    assert book.page.stat().st_size < 2000


@pytest.mark.timeout(60)
def test_nobody_is_lost_or_counted_twice_while_pages_are_torn_out(book: Guestbook) -> None:
    writers, each = 6, 300
    known: list[str] = []
    is_over = threading.Event()

    def write(writer: int) -> None:
        mine = Guestbook(book.page.parent)
        for number in range(each):
            mine.write(landing(writer * each + number))

    def empty(_: int) -> None:
        mine = Guestbook(book.page.parent)
        while not is_over.is_set():
            mine.empty(lambda some: known.extend(landing.visit_id for landing in some))

    with ThreadPoolExecutor(writers + 2) as people:
        readers = [people.submit(empty, number) for number in range(2)]
        for writing in [people.submit(write, number) for number in range(writers)]:
            writing.result()
        is_over.set()
        for reading in readers:
            reading.result()
    book.empty(lambda some: known.extend(landing.visit_id for landing in some))
    assert len(known) == len(set(known)) == writers * each


def test_whoever_empties_the_book_knows_of_those_whom_another_is_writing_down(
    book: Guestbook,
) -> None:
    book.write(landing())
    may_go_on, began = threading.Event(), threading.Event()
    known: list[traffic.Landing] = []

    def slowly(some: list[traffic.Landing]) -> None:
        began.set()
        may_go_on.wait(10)
        known.extend(some)

    with ThreadPoolExecutor(2) as people:
        slow = people.submit(book.empty, slowly)
        began.wait(10)
        other = people.submit(Guestbook(book.page.parent).empty, known.extend)
        with pytest.raises(TimeoutError):
            other.result(0.2)
        may_go_on.set()
        other.result(10)
        assert len(known) == 1
        slow.result(10)


def test_who_is_handed_over_twice_is_counted_once(door: DoorCounter) -> None:
    first = landing(1)
    later = replace(
        landing(1, "utm_source=ig&utm_medium=social&fbclid=X"), at=first.at + timedelta(minutes=1)
    )
    for _ in range(2):
        door.guestbook.write(first)
        door.guestbook.write(later)
        door.flush()
    assert sorted(sources()) == ["ig", "news"]
    assert db.session.scalar(select(func.count()).select_from(traffic.ClickId)) == 2


def test_who_came_while_the_database_was_away_is_counted_when_it_is_back(
    door: DoorCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    door.guestbook.write(landing(1))
    with monkeypatch.context() as broken, pytest.raises(OperationalError):
        broken.setattr(traffic, "record", away)
        door.flush()
    door.guestbook.write(landing(2))
    door.flush()
    assert len(sources()) == 2


def test_one_that_cannot_be_written_keeps_out_no_other(door: DoorCounter) -> None:
    for each in (landing(1), replace(landing(2), country=None), landing(3)):  # type: ignore[arg-type]
        door.guestbook.write(each)
    door.flush()
    assert len(sources()) == 2


def test_who_is_written_down_late_is_summed_up_too(door: DoorCounter) -> None:
    door.guestbook.write(landing(1))
    with transaction():
        traffic.record([replace(landing(2), at=clock.now() - timedelta(minutes=1))])
    clock.shift(timedelta(days=3))
    traffic.sum_visits()
    door.flush()
    traffic.sum_visits()
    for grain in ("hour", "day"):
        of_grain = select(func.sum(traffic.VisitSum.visits)).where(traffic.VisitSum.grain == grain)
        assert db.session.scalar(of_grain) == 2, grain


def test_how_far_somebody_got_is_not_forgotten_while_the_database_is_away(
    app: Flask, door: DoorCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client: FlaskClient = app.test_client()
    client.get("/de-de/?" + NEWS, headers={"User-Agent": "Mozilla/5.0 Chrome/140.0"})
    door.flush()
    db.session.rollback()
    (visit,) = db.session.scalars(select(Visit.id))
    door.tally.reach(visit, traffic.Step.BASKET)

    def away(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    with monkeypatch.context() as broken, pytest.raises(OperationalError):
        broken.setattr(traffic, "record_steps", away)
        door.flush()
    door.flush()
    db.session.rollback()
    assert db.session.scalar(select(Visit.step)) == traffic.Step.BASKET


@pytest.mark.timeout(120)
@pytest.mark.parametrize("database", KINDS)
def test_a_landing_outlives_the_web_process_that_is_killed(database: str, tmp_path: Path) -> None:
    with open_shop(tmp_path, database) as shop:
        for number in range(3):
            assert Buyer(shop.url).land(f"{NEWS}&utm_campaign=c{number}").status == 200
            shop.web.kill()
            shop.web.start()
            shop.web.wait_until_healthy()
        Buyer(shop.url).land(f"{NEWS}&utm_campaign=last")
        shop.web.stop()  # which writes down what it knows
        with shop.inside():
            arrived = db.session.scalars(select(traffic.arrivals(true()).c.campaign)).all()
    assert sorted(arrived) == ["c0", "c1", "c2", "last"]
    assert shop.web.kills == 3
