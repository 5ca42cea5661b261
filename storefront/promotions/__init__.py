"""What we offer: promotions, codes, and how they are held, committed and released."""

from .engine import evaluate
from .groups import GroupFigures, add_to_group, groups_of, list_groups, remove_group
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
    make_codes_for,
    save_promotion,
)
from .redeeming import UsedUp, commit, customer_of, hold, hold_again, release
from .terms import (
    Applied,
    Context,
    Evaluation,
    History,
    Kind,
    Line,
    Promotion,
    Refused,
    Source,
    Tier,
    Why,
)

__all__ = [
    "MOST_CODES",
    "STORM",
    "Applied",
    "Context",
    "Evaluation",
    "GroupFigures",
    "History",
    "Kind",
    "Line",
    "Offered",
    "Promotion",
    "PromotionCode",
    "PromotionFacts",
    "PromotionRow",
    "Redemption",
    "Refused",
    "Source",
    "Tier",
    "UsedUp",
    "Why",
    "add_code",
    "add_to_group",
    "as_promotion",
    "commit",
    "customer_of",
    "evaluate",
    "figures_of",
    "find_promotion",
    "groups_of",
    "hold",
    "hold_again",
    "is_code_open",
    "list_groups",
    "list_promotions",
    "make_codes",
    "make_codes_for",
    "normal_code",
    "note_refused_code",
    "offered",
    "promotions_with",
    "refused_codes",
    "release",
    "remove_group",
    "save_promotion",
]
