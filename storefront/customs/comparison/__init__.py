"""Three-in-one comparison (三单对碰): order, payment and waybill must tell one story.

Customs compares exactly; so do we, before anything is sent. Each rule is a function named after its
code; the set has a version, which is stored with every dossier that was compared by it.
"""

from .rule import RULES, Finding, Known, Rule, Severity
from .running import RULESET, Compared, compare, compare_all

__all__ = [
    "RULES",
    "RULESET",
    "Compared",
    "Finding",
    "Known",
    "Rule",
    "Severity",
    "compare",
    "compare_all",
]
