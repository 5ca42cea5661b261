"""Where people come from: visits, touches and the sources behind them; bots apart."""

from .bots import Agent, agent_of
from .classifying import INTERNAL, Origin, classify, tracking_parameters
from .models import ClickId, Touch, Visit
from .recording import IDLE, Landing, path_of, purge_click_ids, record

__all__ = [
    "IDLE",
    "INTERNAL",
    "Agent",
    "ClickId",
    "Landing",
    "Origin",
    "Touch",
    "Visit",
    "agent_of",
    "classify",
    "path_of",
    "purge_click_ids",
    "record",
    "tracking_parameters",
]
