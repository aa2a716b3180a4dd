"""The edition of the places: one writer at a time, and a cheap way to see that something changed."""

import secrets

from cocity.ground.places.models import Edition
from cocity.kit.remember import forget_all


def lock() -> None:
    """Makes this transaction the only one that writes places; others wait."""
    Edition.objects.get_or_create(id=1, defaults={"token": secrets.token_hex(16)})
    Edition.objects.select_for_update().get(id=1)


def advance() -> None:
    """Says that places changed, to every process, once this transaction is committed."""
    Edition.objects.filter(id=1).update(token=secrets.token_hex(16))
    forget_all()


def current() -> str | None:
    """The token of the edition; None before the first import."""
    return Edition.objects.filter(id=1).values_list("token", flat=True).first()
