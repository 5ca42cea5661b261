"""One connector put together: store, desk, office and outbox, with its two threads."""

import logging
import threading
from collections.abc import Callable

from .ceb import Folder
from .desk import Desk
from .faults import FaultPanel
from .line import FolderOffice
from .office import Office
from .outbox import Outbox
from .settings import Settings
from .signatures import key_of
from .store import Store

log = logging.getLogger("storefront.connector")
IDLE_SECONDS = 0.5


class Connector:
    """Everything behind the connector's web face; `start()` sets the office to work."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.keys = tuple(key_of(secret) for secret in settings.secrets)
        self.faults = FaultPanel(settings.step_delay)
        self.store = Store(settings.state)
        self.folder = Folder(settings.state / "ceb", durable=not settings.simulated)
        if settings.simulated:
            self.office = Office(self.store, self.faults, self.folder, settings.broker)
        else:
            self.office = FolderOffice(self.store, self.faults, self.folder, settings.broker)
        self.outbox = Outbox(settings, self.store, self.faults)
        self._stopping = threading.Event()
        self.desk = Desk(self.store, self.faults)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Starts the office and the sender; what was left undone before goes on."""
        for name, work in (("office", self.office.work), ("outbox", self.outbox.work)):
            thread = threading.Thread(target=self._keep_at, args=(work,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Ends both threads after the work in hand, then closes the file."""
        self._stopping.set()
        self.outbox.wind_down()
        for thread in self._threads:
            thread.join(timeout=20)
        self.outbox.close()
        self.store.close()

    def _keep_at(self, work: Callable[[], int]) -> None:
        # A short look at an indexed table; shorter when steps are quick, so tests stay quick.
        while not self._stopping.is_set():
            try:
                done = work()
            except Exception:
                log.exception("the %s stumbled and goes on", threading.current_thread().name)
                done = 0
            if not done:
                self._stopping.wait(min(IDLE_SECONDS, max(0.02, self.faults.now.step_delay / 4)))
