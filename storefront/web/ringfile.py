"""What can be made again, kept in a file instead of in memory."""

import os
import tempfile
import threading
import weakref
from dataclasses import dataclass
from functools import cached_property

import structlog

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file something is, counted from the first byte ever written, and since when."""

    start: int
    length: int
    version: int
    stored: float


class RingFile:
    """A file without a name in which the oldest is written over when it is full.

    The system keeps what is read often in memory and gives it up when memory is short, which a
    process cannot do. Only an index stays here: 0.3 KB for each thing that is kept.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.places: dict[str, Place] = {}
        """The oldest first."""
        self.end = 0
        self.lock = threading.Lock()

    def put(self, key: str, content: bytes, version: int, stored: float) -> None:
        """Keep something, unless it is large or the disk is full."""
        if len(content) > self.capacity // 4:
            return
        with self.lock:
            self.places.pop(key, None)
            rest_of_lap = -self.end % self.capacity
            start = self.end if len(content) <= rest_of_lap else self.end + rest_of_lap
            # Before the bytes change: whoever reads the old ones meanwhile looks here afterwards.
            self.end = start + len(content)
            while self.places and not self._stands(self.places[oldest := next(iter(self.places))]):
                del self.places[oldest]
            try:
                written = os.pwrite(self._file, content, start % self.capacity)
            except OSError as error:
                log.warning("page_not_kept", reason=error.strerror)
                return
            if written == len(content):
                self.places[key] = Place(start, len(content), version, stored)

    def find(self, key: str) -> Place | None:
        """Where something is, if it is kept."""
        return self.places.get(key)

    def read(self, place: Place) -> bytes | None:
        """What is there; none when it has been written over since it was found."""
        content = os.pread(self._file, place.length, place.start % self.capacity)
        return content if self._stands(place) else None

    def _stands(self, place: Place) -> bool:
        return place.start >= self.end - self.capacity

    @cached_property
    def _file(self) -> int:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
        weakref.finalize(self, os.close, descriptor)
        return descriptor
