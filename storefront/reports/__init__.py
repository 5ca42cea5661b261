"""Where domains meet to be read: sales, sources, what needs a person, the audit of the books."""

from .assistants import AssistantFigures, assistant_figures
from .calendar import Entry, calendar, calendar_token
from .campaigns import (
    CampaignFigures,
    DayFigures,
    LinkFigures,
    Pace,
    campaign_days,
    campaign_figures,
    pace_of,
    place_figures,
)
from .customs_queue import (
    AGES,
    QUEUES,
    QueueFilter,
    customs_queue,
    dead_deliveries,
    queue_counts,
)
from .dead_letters import DeadLetter, Difference, dead_letters, differences
from .evidence import evidence_pack
from .figures import Figures, figures
from .margins import Margins, Shortfall, margins_under
from .money_story import MoneyStory, money_of
from .order_rows import (
    CUSTOMS,
    CUSTOMS_GROUPS,
    FULFILMENT,
    OrderFilter,
    OrderRow,
    OrderRows,
    all_order_rows,
    order_rows,
)
from .overview import SIDES, Cut, Overview, measured, overview
from .papers import DocumentStatus, DossierStory, dossier_body, papers_of
from .partners import PartnerFigures, partner_figures
from .promises import PromiseRow, list_promises
from .sellable import Obstacle, SellableMatrix, SellableRow, sellable
from .selling import CodeFigures, ProductFigures, code_figures, product_figures
from .tasks import Task, TaskItem, open_tasks
from .visitors import ChannelCount, channels
from .watchdog import Alarm, alarms

__all__ = [
    "AGES",
    "CUSTOMS",
    "CUSTOMS_GROUPS",
    "FULFILMENT",
    "QUEUES",
    "SIDES",
    "Alarm",
    "AssistantFigures",
    "CampaignFigures",
    "ChannelCount",
    "CodeFigures",
    "Cut",
    "DayFigures",
    "DeadLetter",
    "Difference",
    "DocumentStatus",
    "DossierStory",
    "Entry",
    "Figures",
    "LinkFigures",
    "Margins",
    "MoneyStory",
    "Obstacle",
    "OrderFilter",
    "OrderRow",
    "OrderRows",
    "Overview",
    "Pace",
    "PartnerFigures",
    "ProductFigures",
    "PromiseRow",
    "QueueFilter",
    "SellableMatrix",
    "SellableRow",
    "Shortfall",
    "Task",
    "TaskItem",
    "alarms",
    "all_order_rows",
    "assistant_figures",
    "calendar",
    "calendar_token",
    "campaign_days",
    "campaign_figures",
    "channels",
    "code_figures",
    "customs_queue",
    "dead_deliveries",
    "dead_letters",
    "differences",
    "dossier_body",
    "evidence_pack",
    "figures",
    "list_promises",
    "margins_under",
    "measured",
    "money_of",
    "open_tasks",
    "order_rows",
    "overview",
    "pace_of",
    "place_figures",
    "papers_of",
    "partner_figures",
    "product_figures",
    "queue_counts",
    "sellable",
]
