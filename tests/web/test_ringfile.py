"""What is kept in the ring is read as it was put in, or not at all."""

import random
import threading

import pytest

from storefront.web.ringfile import RingFile


def a_thing(key: str, chance: random.Random) -> bytes:
    return f"{key}|".encode() * chance.randint(1, 60)


def test_the_newest_stay_and_the_oldest_go() -> None:
    chance, ring = random.Random(7), RingFile(4_000)
    put: dict[str, bytes] = {}
    for number in range(500):
        key = str(chance.randrange(40))
        put[key] = a_thing(f"{key}.{number}", chance)
        ring.put(key, put[key], number, 0.0)
        for known, place in list(ring.places.items()):
            assert ring.read(place) == put[known]
        assert key in ring.places and len(ring.places) > min(number, 3)
        assert sum(place.length for place in ring.places.values()) <= 4_000


def test_what_is_too_large_is_not_kept() -> None:
    ring = RingFile(1_000)
    ring.put("small", b"x" * 250, 1, 0.0)
    ring.put("large", b"x" * 251, 1, 0.0)
    assert ring.find("small") and ring.find("large") is None


def test_nobody_reads_what_is_being_written_over() -> None:
    """Readers hold on to places while a writer laps them."""
    ring, stop, wrong, right = RingFile(3_000), threading.Event(), [], [0]

    def read() -> None:
        while not stop.is_set():
            for key, place in list(ring.places.items()):
                content = ring.read(place)
                if content is not None:
                    right[0] += 1
                    if content != f"{key}.{place.version}|".encode() * 20:
                        wrong.append(content)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(20_000):
        ring.put(str(number % 50), f"{number % 50}.{number}|".encode() * 20, number, 0.0)
    stop.set()
    for reader in readers:
        reader.join()
    assert right[0] > 100 and not wrong


def test_a_full_disk_keeps_nothing_and_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = RingFile(1_000)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    ring.put("before", b"x" * 10, 1, 0.0)
    monkeypatch.setattr("storefront.web.ringfile.os.pwrite", full)
    ring.put("after", b"x" * 10, 1, 0.0)
    assert ring.find("after") is None and ring.find("before")
