"""The folders that a transmission program shares with the connector.

`out/` holds what is to be sent, one file a document and revision; `in/` takes receipts. What was
read goes to `in/done/`, what could not be read to `in/refused/` with the reason beside it.
"""

import os
from collections.abc import Iterator
from pathlib import Path


class Folder:
    """A place for XML files in both directions."""

    def __init__(self, place: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self.out, self.into = place / "out", place / "in"
        self.done, self.refused = self.into / "done", self.into / "refused"
        for each in (self.out, self.done, self.refused):
            each.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, data: bytes) -> Path:
        """Write a file whole or not at all; writing it again changes nothing."""
        path = self.out / name
        draft = self.out / f".{name}.part"
        with draft.open("wb") as file:
            file.write(data)
            if self.durable:  # a simulated office can write it again
                file.flush()
                os.fsync(file.fileno())
        os.replace(draft, path)
        return path

    def read(self, name: str) -> bytes | None:
        """A file that was written, or None."""
        path = self.out / Path(name).name
        return path.read_bytes() if path.is_file() else None

    def written(self, dossier_id: str) -> list[str]:
        """Names of all files of a dossier, oldest revision first."""
        return sorted(path.name for path in self.out.glob(f"{dossier_id}-*.xml"))

    def arrived(self) -> Iterator[Path]:
        """Receipts that wait, in the order of their names."""
        yield from sorted(path for path in self.into.glob("*.xml") if path.is_file())

    def is_read(self, path: Path) -> None:
        """Put a receipt that was read aside."""
        os.replace(path, self.done / path.name)

    def is_refused(self, path: Path, why: str) -> None:
        """Put a file that is no receipt aside, with the reason."""
        (self.refused / f"{path.name}.txt").write_text(f"{why}\n", encoding="utf-8")
        os.replace(path, self.refused / path.name)


def file_name(dossier_id: str, revision: int, number: str) -> str:
    """What a document's file is called."""
    return f"{dossier_id}-{revision:03}-CEB{number}.xml"
