"""What was said, for pages of the desk."""

from cocity.kit.errors import NotFound
from cocity.listen.intake import api as intake


def voice_of(number: str) -> intake.VoiceView | None:
    """What was said; None for a promise that no voice began. The caller has checked who may see the matter."""
    try:
        return intake.shown(number)
    except NotFound:
        return None
