"""Papers as files."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from storefront import press
from storefront.errors import ShopError
from storefront.markets import gettext


class PressStopped(ShopError):
    """No paper came out; nothing else happened."""

    status = 503


def as_pdf(sheets: Sequence[press.Sheet]) -> bytes:
    """One PDF; raises PressStopped. Takes seconds: hold no connection meanwhile."""
    try:
        return press.print_pdf(sheets)
    except press.PressBusy:
        raise PressStopped(
            gettext("The papers of somebody else are being printed. Try again in a minute.")
        ) from None
    except press.PressFailed:
        raise PressStopped(
            gettext("The papers could not be printed. Try fewer parcels at a time.")
        ) from None


def as_zip(files: Mapping[str, Sequence[press.Sheet]]) -> bytes:
    """A zip of one PDF for each name that has papers; raises PressStopped."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:  # a PDF is compressed already
        for name, sheets in files.items():
            if sheets:
                archive.writestr(name, as_pdf(sheets))
    return made.getvalue()
