"""Where people come from: visits, touches and the sources behind them; bots apart."""

from .bots import Agent, agent_of
from .classifying import INTERNAL, Origin, classify, tracking_parameters
from .consent import (
    ANSWER_DAYS,
    QUESTION,
    VISITOR_DAYS,
    Basis,
    Rule,
    basis_of,
    record_answer,
    rule_of,
)
from .following import ProductKey, Step, count_products, record_steps
from .models import ClickId, ConsentChoice, OriginRow, ProductDay, Touch, Visit, VisitSum
from .recording import (
    IDLE,
    Landing,
    arrivals,
    new_visit_id,
    path_of,
    purge_click_ids,
    record,
)
from .summing import COUNTS, KEYS, counted, sum_again, sum_visits, summed

__all__ = [
    "ANSWER_DAYS",
    "COUNTS",
    "IDLE",
    "INTERNAL",
    "KEYS",
    "QUESTION",
    "VISITOR_DAYS",
    "Agent",
    "Basis",
    "ClickId",
    "ConsentChoice",
    "Landing",
    "Origin",
    "OriginRow",
    "ProductDay",
    "ProductKey",
    "Rule",
    "Step",
    "Touch",
    "Visit",
    "VisitSum",
    "agent_of",
    "arrivals",
    "basis_of",
    "classify",
    "count_products",
    "counted",
    "new_visit_id",
    "path_of",
    "purge_click_ids",
    "record",
    "record_answer",
    "record_steps",
    "rule_of",
    "sum_again",
    "sum_visits",
    "summed",
    "tracking_parameters",
]
