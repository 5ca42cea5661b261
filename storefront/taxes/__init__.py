"""What the destination charges: duty, VAT and fees, and who pays them."""

from .assessing import Assessment, Item, LineCharge, assess, standard_vat_bp, without_charges
from .demo import demo_charges
from .models import ImportCharge
from .table import charges_on, list_charges, remove_charge, set_charge

__all__ = [
    "Assessment",
    "ImportCharge",
    "Item",
    "LineCharge",
    "assess",
    "charges_on",
    "demo_charges",
    "list_charges",
    "remove_charge",
    "set_charge",
    "standard_vat_bp",
    "without_charges",
]
