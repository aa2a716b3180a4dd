"""The door of replies."""

from cocity.answer.replies.calls import take_call
from cocity.answer.replies.contracts import Given, How, ReplyView, VersionView, Words
from cocity.answer.replies.operations import correct_reply, forget_personal, give_reply
from cocity.answer.replies.past import PastReply, store_past
from cocity.answer.replies.queries import (
    public_replies,
    public_replies_of,
    replies_for_person,
    replies_for_worker,
    steps_replied,
)

__all__ = [
    "Given",
    "How",
    "PastReply",
    "ReplyView",
    "VersionView",
    "Words",
    "correct_reply",
    "forget_personal",
    "give_reply",
    "public_replies",
    "public_replies_of",
    "replies_for_person",
    "replies_for_worker",
    "steps_replied",
    "store_past",
    "take_call",
]
