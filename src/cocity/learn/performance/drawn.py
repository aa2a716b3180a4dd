"""A published sample as programs read it, in files and by the API: how it was drawn beside every figure."""

from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from cocity.answer.verdicts import api as verdicts
from cocity.learn.performance.catalogue import thresholds
from cocity.learn.performance.export import as_rows
from cocity.learn.performance.sampled import sampled

DRAWING = (
    "sample", "scheme", "state", "reason", "drawing_method", "commit", "secret", "seed_from", "seed_on", "ask_until",
    "announced_at", "size", "seed", "since", "until", "place_path", "body_path", "category", "procedure", "drawn_at",
    "population", "drawn", "frame", "cut", "ended", "ended_at", "ended_why", "answered", "no_answer", "refused",
    "no_contact", "not_asked", "told",
)  # fmt: skip
RULE = (
    "抽中的是 HMAC-SHA-256(暗号, 种子:编号) 最小的几件，也就是小于 cut 的；scheme 是 seed 的（旧办法）没有暗号，用 SHA-256(种子:编号)。"
    "暗号（secret，十六进制）在询问结束时公开；commit 是它的指纹，公告时就有：committed 这段文字的 SHA-256。"
    "frame 是名单上全部编号排序后每行一个的 SHA-256。核对：cocity sample verify 本文件。"
    " drawn are the matters with the smallest HMAC-SHA-256 of seed:number under the secret, those below cut; where scheme"
    " is seed (the older way) there is no secret and it is the SHA-256 of seed:number. The secret (hexadecimal) is opened"
    " when asking is over; commit is its fingerprint, told with the announcement: the SHA-256 of the text in committed."
    " frame is the SHA-256 of all numbers on the list, sorted, one a line. To check: cocity sample verify THIS_FILE."
)


def about_samples() -> dict[str, str]:
    """What a file of samples says of itself: licence, rule of the draw, what is missing, when, whether synthetic."""
    few = thresholds().hidden_below
    return {
        "licence": settings.DATA_LICENCE,
        "what": "抽样回访 samples of closed matters, asked by telephone",
        "rule": RULE,
        "missing": f"少于 {few} 人回答的不公布 what fewer than {few} people said is not shown",
        "made_at": timezone.now().isoformat(),
        "synthetic": str(settings.SYNTHETIC).lower(),
    }


def sample_document(found: verdicts.SampleSummary) -> dict[str, Any]:
    """One published sample in plain values: `DRAWING`, then `committed` (the text whose SHA-256 was told with the
    announcement) and `figures`."""
    figures = as_rows(sampled(found))
    return {**_drawing(found), "committed": _committed(found), "figures": figures}


def _drawing(found: verdicts.SampleSummary) -> dict[str, Any]:
    named = {
        "sample": found.id,
        "drawing_method": found.method,  # `method` is that of a figure
        "state": verdicts.state_words(found).name,
    }
    every = {name: named[name] if name in named else getattr(found, name) for name in DRAWING}
    return {name: _plain(value) for name, value in every.items()}


def _plain(value: Any) -> Any:
    """As the announcement committed to it: moments in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _committed(found: verdicts.SampleSummary) -> str:
    """Empty until the secret in it is open."""
    if not found.secret:
        return ""
    terms = {name: _plain(getattr(found, name)) for name in verdicts.TERMS}
    return verdicts.committed(terms, found.secret)
