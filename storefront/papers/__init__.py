"""The printed papers of a parcel: packing slip, commercial invoice, customs declaration."""

from .choosing import ALL, Kind, PapersMissing, papers_of
from .printing import PressStopped, as_pdf, as_zip

__all__ = ["ALL", "Kind", "PapersMissing", "PressStopped", "as_pdf", "as_zip", "papers_of"]
