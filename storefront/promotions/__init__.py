"""What we offer: promotions, codes, and how they are held, committed and released."""

from .engine import (
    Applied,
    Context,
    Evaluation,
    Kind,
    Line,
    Promotion,
    Refused,
    Why,
    evaluate,
)
from .guessing import STORM, note_refused_code, refused_codes
from .models import PromotionCode, PromotionRow, Redemption
from .offering import Offered, as_promotion, is_code_open, normal_code, offered, promotions_with
from .planning import (
    MOST_CODES,
    PromotionFacts,
    add_code,
    figures_of,
    find_promotion,
    list_promotions,
    make_codes,
    save_promotion,
)
from .redeeming import UsedUp, commit, customer_of, hold, hold_again, release

__all__ = [
    "MOST_CODES",
    "STORM",
    "Applied",
    "Context",
    "Evaluation",
    "Kind",
    "Line",
    "Offered",
    "Promotion",
    "PromotionCode",
    "PromotionFacts",
    "PromotionRow",
    "Redemption",
    "Refused",
    "UsedUp",
    "Why",
    "add_code",
    "as_promotion",
    "commit",
    "customer_of",
    "evaluate",
    "figures_of",
    "find_promotion",
    "hold",
    "hold_again",
    "is_code_open",
    "list_promotions",
    "make_codes",
    "normal_code",
    "note_refused_code",
    "offered",
    "promotions_with",
    "refused_codes",
    "release",
    "save_promotion",
]
