"""Private data in a text: telephones, identity numbers, cards, plates, accounts, names, rooms; found and masked."""

from cocity.engines.private.finding import (
    LONGEST,
    Masked,
    Private,
    card_number_fits,
    id_number_fits,
    masked,
    private_in,
)
from cocity.engines.private.patterns import KINDS

__all__ = [
    "KINDS",
    "LONGEST",
    "Masked",
    "Private",
    "card_number_fits",
    "id_number_fits",
    "masked",
    "private_in",
]
