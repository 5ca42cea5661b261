"""Ports for the programs that tests start."""

import itertools
import os
import socket

# Below the range that the system gives to outgoing connections, and apart for each test process:
# a port that was free a moment ago must still be free when the program opens it, also when the
# program is killed and started again.
FIRST, EACH = 10_000, 2_000
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_ports = itertools.cycle(range(FIRST + _worker % 10 * EACH, FIRST + (_worker % 10 + 1) * EACH))


def free_port() -> int:
    """A port that nobody uses and no other test process will."""
    for port in itertools.islice(_ports, EACH):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("No port is free.")
