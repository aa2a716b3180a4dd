"""Logs without people in them: JSON lines with the request's number, contacts masked, bodies and queries dropped."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog

# Never written, whatever they hold.
DROPPED = frozenset(
    [
        "body",
        "content",
        "data",
        "post",
        "form",
        "query",
        "query_string",
        "params",
        "payload",
        "headers",
        "authorization",
        "cookie",
        "cookies",
        "password",
        "token",
        "secret",
        "phone",
        "mobile",
        "email",
        "contact",
        "address",
        "id_number",
        "name",
        "text",
    ]
)
_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    # A resident identity number: 17 digits and a digit or X.
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "[id]"),
    # A mobile number, also written with spaces, dashes or +86.
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), "[phone]"),
    (re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*"), "?[query]"),
)


def masked(value: Any) -> Any:
    """`value` with e-mails, identity numbers, mobile numbers and query strings masked, in whatever holds them."""
    if isinstance(value, str):
        for pattern, instead in _MASKS:
            value = pattern.sub(instead, value)
        return value
    if isinstance(value, Mapping):
        return {key: masked(inner) for key, inner in value.items() if str(key).lower() not in DROPPED}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(inner) for inner in value]
    if isinstance(value, bool | float) or value is None:
        return value
    # Whole numbers too: a telephone number may come as one.
    said = masked(str(value))
    return value if isinstance(value, int) and said == str(value) else said


def without_people(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor: drops what may hold a person's words or contacts and masks the rest."""
    kept = {key: value for key, value in event.items() if key.startswith("_") or key.lower() not in DROPPED}
    return {key: value if key.startswith("_") else masked(value) for key, value in kept.items()}


_BEFORE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
]


class Out(logging.StreamHandler[TextIO]):
    """Standard error as it is when something is told; whoever put another in its place may have closed the first."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """Where to."""
        return sys.stderr


def logging_config(level: str, *, plain: bool) -> dict[str, Any]:
    """Django's LOGGING: everything through one handler. `plain` writes for eyes instead of JSON."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_BEFORE[:-1],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=False)]
        if plain
        else [structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _BEFORE,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_people,
            *last,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"city": formatter},
        "handlers": {"out": {"()": Out, "formatter": "city"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # Django names the whole address of every 4xx; our own line names the route instead.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            # fido2 names each passkey it has seen.
            "fido2": {"level": "WARNING"},
            "django.server": {"handlers": ["out"], "level": "ERROR", "propagate": False},
        },
    }
