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
from .models import ClickId, ConsentChoice, Touch, Visit
from .recording import IDLE, Landing, path_of, purge_click_ids, record

__all__ = [
    "ANSWER_DAYS",
    "IDLE",
    "INTERNAL",
    "QUESTION",
    "VISITOR_DAYS",
    "Agent",
    "Basis",
    "ClickId",
    "ConsentChoice",
    "Landing",
    "Origin",
    "Rule",
    "Touch",
    "Visit",
    "agent_of",
    "basis_of",
    "classify",
    "path_of",
    "purge_click_ids",
    "record",
    "record_answer",
    "rule_of",
    "tracking_parameters",
]
