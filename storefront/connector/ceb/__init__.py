"""CEB messages of China's cross-border e-commerce system, version 202205: dossiers written as
customs reads them (303, 403, 505, 603), receipts read as customs writes them (304, 404, 506, 604).
"""

from .folder import Folder, file_name
from .mapping import NUMBERS, Broker, documents
from .receipts import BadReceipt, Receipt, read_receipts
from .writing import Unfit, message

__all__ = [
    "NUMBERS",
    "BadReceipt",
    "Broker",
    "Folder",
    "Receipt",
    "Unfit",
    "documents",
    "file_name",
    "message",
    "read_receipts",
]
