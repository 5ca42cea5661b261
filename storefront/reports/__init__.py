"""Where domains meet to be read: sales, sources, what needs a person, the audit of the books."""

from .calendar import Entry, calendar, calendar_token
from .campaigns import CampaignFigures, LinkFigures, campaign_figures
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
from .overview import SIDES, Cut, Overview, overview
from .papers import DocumentStatus, DossierStory, dossier_body, papers_of
from .promises import PromiseRow, list_promises
from .sellable import Obstacle, SellableMatrix, SellableRow, sellable
from .selling import CodeFigures, ProductFigures, code_figures, product_figures
from .tasks import Task, TaskItem, open_tasks
from .visitors import ChannelCount, channels
from .watchdog import Alarm, alarms

__all__ = [
    "Entry",
    "calendar",
    "calendar_token",
    "Margins",
    "Shortfall",
    "margins_under",
    "Alarm",
    "alarms",
    "SIDES",
    "Cut",
    "Overview",
    "overview",
    "CodeFigures",
    "ProductFigures",
    "code_figures",
    "product_figures",
    "DeadLetter",
    "Difference",
    "dead_letters",
    "differences",
    "AGES",
    "QUEUES",
    "QueueFilter",
    "customs_queue",
    "dead_deliveries",
    "evidence_pack",
    "queue_counts",
    "CUSTOMS",
    "CUSTOMS_GROUPS",
    "FULFILMENT",
    "CampaignFigures",
    "ChannelCount",
    "LinkFigures",
    "campaign_figures",
    "DocumentStatus",
    "DossierStory",
    "Figures",
    "MoneyStory",
    "OrderFilter",
    "OrderRow",
    "OrderRows",
    "PromiseRow",
    "Obstacle",
    "SellableMatrix",
    "SellableRow",
    "sellable",
    "Task",
    "TaskItem",
    "all_order_rows",
    "channels",
    "dossier_body",
    "figures",
    "list_promises",
    "money_of",
    "open_tasks",
    "order_rows",
    "papers_of",
]
