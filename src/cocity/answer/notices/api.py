"""The door of notices. Inboxes (`notices_of`, `unread_count`, `mark_read`) are the actor's own: a resident's, or
those of the body a worker acts for."""

from cocity.answer.notices.contracts import ChannelHealth, DeliveryView, Letter, NoticePage, NoticeView
from cocity.answer.notices.delivery import deliver
from cocity.answer.notices.operations import mark_printed, mark_read, try_again
from cocity.answer.notices.queries import (
    LETTER_ROLES,
    delivery_health,
    letter,
    letters_waiting,
    notices_of,
    of_matter,
    unread_count,
)

__all__ = [
    "LETTER_ROLES",
    "ChannelHealth",
    "DeliveryView",
    "Letter",
    "NoticePage",
    "NoticeView",
    "deliver",
    "delivery_health",
    "letter",
    "letters_waiting",
    "mark_printed",
    "mark_read",
    "notices_of",
    "of_matter",
    "try_again",
    "unread_count",
]
