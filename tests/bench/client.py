"""A small, fast HTTP client for measuring: keep-alive sockets, one request at a time on each."""

import socket
import threading
import time
from dataclasses import dataclass, field

BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)


@dataclass
class Measured:
    """What a load run saw; times in seconds."""

    answered: int = 0
    failed: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds if self.seconds else 0.0

    def percentile(self, part: float) -> float:
        """The time within which this part of the answers came."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Connection:
    """One keep-alive connection."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send one request, read one answer: status, head, body."""
        self.socket.sendall(request)
        data = self.rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, data = data[:end], data[end + 4 :]
        lower = head.lower()
        at = lower.find(b"content-length:")
        if at >= 0:
            length = int(lower[at + 15 :].split(b"\r\n", 1)[0])
            while len(data) < length:
                data += self._more()
            body, self.rest = data[:length], data[length:]
        else:
            body, self.rest = data, b""
        return int(head[9:12]), head, body

    def _more(self) -> bytes:
        got = self.socket.recv(262_144)
        if not got:
            raise ConnectionError("closed by the server")
        return got

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def get(path: str, host: str, cookie: str = "", agent: str = BROWSER) -> bytes:
    """A GET as a browser sends it."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        f"User-Agent: {agent}",
        "Accept: text/html",
        "Accept-Encoding: gzip",
        "Accept-Language: de-DE,de;q=0.9",
    ]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def load(port: int, requests: list[bytes], connections: int, seconds: float) -> Measured:
    """Ask round and round on so many connections for so long."""
    result = Measured()
    lock = threading.Lock()
    stop_at = time.perf_counter() + seconds

    def work(offset: int) -> None:
        mine = Measured()
        connection = Connection("127.0.0.1", port)
        number = offset
        while (began := time.perf_counter()) < stop_at:
            try:
                status, _, _ = connection.ask(requests[number % len(requests)])
            except (OSError, ValueError):
                mine.failed += 1
                connection = Connection("127.0.0.1", port)
                continue
            mine.times.append(time.perf_counter() - began)
            mine.answered += status == 200
            mine.failed += status != 200
            number += 1
        connection.close()
        with lock:
            result.answered += mine.answered
            result.failed += mine.failed
            result.times += mine.times

    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - began
    return result
