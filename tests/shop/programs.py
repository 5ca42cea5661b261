"""Operating-system processes that can be started, killed and started again."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

START_SECONDS = 45
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Program:
    """One program of the shop, in a session of its own so that its children die with it."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        health: str | None = None,
    ) -> None:
        self.name = name
        self.arguments = [sys.executable, *arguments]
        self.environment = dict(environment)
        self.log = log
        self.health = health
        self.process: subprocess.Popen[bytes] | None = None
        self.kills = 0

    def start(self, **environment: str) -> "Program":
        """Start it, with more in its environment if need be; it need not be ready yet."""
        assert not self.is_running, f"{self.name} runs already"
        inherited = {
            name: value
            for name, value in os.environ.items()
            # Children may keep their bytecode: a shop that is killed often must start quickly.
            if name not in ("PYTHONDONTWRITEBYTECODE", "CRASH_AT")
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.arguments,
                env={**inherited, **self.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    @property
    def is_running(self) -> bool:
        """Whether it is alive."""
        return self.process is not None and self.process.poll() is None

    def wait_until_healthy(self, seconds: float = START_SECONDS) -> None:
        """Wait for its first good answer."""
        deadline = time.monotonic() + seconds
        while self.health is not None:
            if not self.is_running:
                raise AssertionError(f"{self.name} ended at its start:\n{self.tail()}")
            try:
                with _DIRECT.open(self.health, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.URLError):
                pass
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.name} did not answer:\n{self.tail()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """`kill -9`, with everything it started."""
        if self.process is None:
            return
        if self.is_running:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.kills += 1
        self.process.wait()

    def kill_one_child(self) -> bool:
        """`kill -9` of one of several web processes; the others go on."""
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        children = listed.read_text().split() if listed.exists() else []
        if not children:
            return False
        os.kill(int(children[0]), signal.SIGKILL)
        self.kills += 1
        return True

    def died_of_kill(self, seconds: float) -> bool:
        """Whether it was killed within so many seconds: what a crash point does."""
        assert self.process is not None
        try:
            return self.process.wait(seconds) == -signal.SIGKILL
        except subprocess.TimeoutExpired:
            return False

    def stop(self) -> None:
        """Ask it to end, and insist after a while."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def tail(self, lines: int = 40) -> str:
        """The end of what it wrote."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
