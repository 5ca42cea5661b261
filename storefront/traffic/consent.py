"""Whether a person may be recognised again: two layers, by the law of where they are.

Anonymous counts are always kept. A visitor is recognised over several visits only where the
country's rule or the person's own answer allows it. Rules as read in autumn 2026, to be checked
with counsel before use: EU and EEA ask first (ePrivacy directive, art. 5(3)); the UK lets a shop
count with information and an easy objection (Data (Use and Access) Act 2025); the US lets people
object, and their browsers object for them (Global Privacy Control).
"""

from enum import StrEnum

from storefront import clock
from storefront.db import db
from storefront.markets import lazy_gettext

from .models import ConsentChoice

VISITOR_DAYS = 395
"""How long a visitor is recognised: thirteen months, as the French regulator allows."""
ANSWER_DAYS = 180
"""How long an answer holds before the question may be asked again."""

QUESTION = lazy_gettext(
    "May we remember for 13 months how you found us? It shows us which advertising works."
    " Nobody else sees it."
)
"""What people are asked; kept with every answer as it was shown."""


class Rule(StrEnum):
    """What a country asks of a shop that wants to recognise a visitor again."""

    ASK_FIRST = "ask_first"
    MAY_OBJECT = "may_object"


_MAY_OBJECT = frozenset({"GB", "JP", "US"})


class Basis(StrEnum):
    """Why a visit was written down as it was.

    Agreed and allowed: recognised over visits. Unanswered: this visit alone, until the browser is
    closed. Refused and signalled: counted, and joined to nothing.
    """

    AGREED = "agreed"
    ALLOWED = "allowed"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    SIGNALLED = "signalled"

    @property
    def is_lasting(self) -> bool:
        """Whether the person may be recognised in a later visit."""
        return self in (Basis.AGREED, Basis.ALLOWED)

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing may be kept in the browser nor joined to an order."""
        return self in (Basis.REFUSED, Basis.SIGNALLED)


def rule_of(country: str) -> Rule:
    """The rule of a country; where we know none, people are asked first."""
    return Rule.MAY_OBJECT if country in _MAY_OBJECT else Rule.ASK_FIRST


def basis_of(country: str, answer: str, *, objects: bool) -> Basis:
    """From a country, the answer kept in the browser (`yes`, `no` or none) and its own objection
    (`Sec-GPC`); an answer given here says more than a general objection."""
    if answer == "yes":
        return Basis.AGREED
    if answer == "no":
        return Basis.REFUSED
    if objects:
        return Basis.SIGNALLED
    return Basis.ALLOWED if rule_of(country) is Rule.MAY_OBJECT else Basis.UNANSWERED


def record_answer(agreed: bool, country: str, language: str, visit_id: str = "") -> None:
    """Write an answer down with the words that were shown. The caller holds the transaction."""
    db.session.add(
        ConsentChoice(
            at=clock.now(),
            agreed=agreed,
            country=country,
            language=language,
            text=str(QUESTION),
            visit_id=visit_id if agreed else "",
        )
    )
