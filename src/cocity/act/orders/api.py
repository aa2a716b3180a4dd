"""The door of orders: reading. Every step is `commitments.act`, many at once `commitments.act_many`."""

from cocity.act.orders.contracts import Inbox, Similar, Tray, Work
from cocity.act.orders.queries import inbox, similar_recent, tray_filters, trays, work_on
from cocity.act.orders.trays import CLOCKS

__all__ = [
    "CLOCKS", "Inbox", "Similar", "Tray", "Work", "inbox", "similar_recent", "tray_filters", "trays", "work_on",
]  # fmt: skip
