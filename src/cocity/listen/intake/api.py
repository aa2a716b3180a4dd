"""The door of intake."""

from cocity.kit.screening import holds_personal, screened, tidy
from cocity.listen.intake.around import public_around
from cocity.listen.intake.catalogue import categories, kinds
from cocity.listen.intake.checking import check
from cocity.listen.intake.contracts import Category, Channel, Kind, Receipt, Said, VoiceView
from cocity.listen.intake.erasing import erase_voice
from cocity.listen.intake.imports.batches import Report, import_voices
from cocity.listen.intake.imports.mapping import Mapping, find_mapping, read_mapping
from cocity.listen.intake.imports.replays import replay_voices
from cocity.listen.intake.lives import Lived, receive_lives
from cocity.listen.intake.operations import pickup_code, receive, receive_many
from cocity.listen.intake.queries import (
    code_opens,
    email_of,
    own_words,
    published,
    reveal_contact,
    shown,
    shown_many,
    voice,
    with_email,
)
from cocity.listen.intake.retention import expire
from cocity.listen.intake.rules import LONGEST_TEXT
from cocity.listen.intake.titles import category_title, channel_title, is_category

__all__ = [
    "LONGEST_TEXT",
    "Category",
    "Channel",
    "Kind",
    "Lived",
    "Mapping",
    "Receipt",
    "Report",
    "Said",
    "VoiceView",
    "categories",
    "category_title",
    "channel_title",
    "check",
    "code_opens",
    "email_of",
    "erase_voice",
    "expire",
    "find_mapping",
    "holds_personal",
    "import_voices",
    "is_category",
    "kinds",
    "own_words",
    "pickup_code",
    "public_around",
    "published",
    "read_mapping",
    "receive",
    "receive_lives",
    "receive_many",
    "replay_voices",
    "reveal_contact",
    "screened",
    "shown",
    "shown_many",
    "tidy",
    "voice",
    "with_email",
]
