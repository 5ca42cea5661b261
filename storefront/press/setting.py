"""Setting papers one after the other into one document."""

from collections.abc import Iterable

from .customs_forms import set_cn22, set_cn23
from .invoice import set_invoice
from .label import set_label
from .page import Press
from .sheets import Declaration, Label, Sheet, TradeInvoice
from .slip import set_slip


def set_all(sheets: Iterable[Sheet]) -> bytes:
    """One PDF, each paper beginning on a page of its own."""
    press = Press()
    for sheet in sheets:
        press.speak(sheet.language)
        if isinstance(sheet, Declaration):
            (set_cn23 if sheet.large else set_cn22)(press, sheet)
        elif isinstance(sheet, TradeInvoice):
            set_invoice(press, sheet)
        elif isinstance(sheet, Label):
            set_label(press, sheet)
        else:
            set_slip(press, sheet)
    return press.finished()
