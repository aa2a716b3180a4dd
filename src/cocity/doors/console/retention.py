"""What deletes itself when its time is past."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from cocity.ground.entry import api as entry
from cocity.listen.intake import api as intake


def sweep(now: datetime) -> int:
    """One bounded round: sealed words and contacts past their days, one-time codes, sessions. How many words,
    contacts and codes were deleted."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    done = intake.expire(now=now, keep=timedelta(days=settings.KEEP_DAYS))
    return done + entry.forget_old(now=now)
