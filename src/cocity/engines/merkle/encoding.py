"""Numbers, hashes and lines as the log's texts write them: one way each, so that no byte can be changed unseen."""

import re
from base64 import b64decode, b64encode
from binascii import Error

from cocity.engines.merkle.errors import Malformed
from cocity.engines.merkle.hashing import HASH_BYTES, LARGEST

DECIMAL = re.compile("0|[1-9][0-9]{0,18}")


def to_number(text: str, what: str) -> int:
    """ASCII decimal without leading zeros, at most 2^63 − 1. Raises `Malformed`, naming `what`."""
    if not DECIMAL.fullmatch(text) or int(text) > LARGEST:
        raise Malformed(f"{what} is not a decimal number without leading zeros: {text[:40]!r}")
    return int(text)


def to_bytes(text: str, what: str) -> bytes:
    """Standard base64 (RFC 4648 §4), padded, unused bits zero. Raises `Malformed`, naming `what`."""
    decoded = loosely(text, what)
    if to_base64(decoded) != text:
        raise Malformed(f"{what} is not base64 in its one canonical form: {text[:60]!r}")
    return decoded


def loosely(text: str, what: str) -> bytes:
    """The same with any unused bits. Raises `Malformed`, naming `what`."""
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError):
        raise Malformed(f"{what} is not base64: {text[:60]!r}") from None


def to_hash(text: str, what: str) -> bytes:
    """Base64 of 32 bytes. Raises `Malformed`, naming `what`."""
    decoded = to_bytes(text, what)
    if len(decoded) != HASH_BYTES:
        raise Malformed(f"{what} has {len(decoded)} bytes, not {HASH_BYTES}")
    return decoded


def to_base64(data: bytes) -> str:
    """Standard base64, padded."""
    return b64encode(data).decode("ascii")


def to_text(data: bytes, what: str) -> str:
    """UTF-8 without control characters but newline, as signed notes are. Raises `Malformed`, naming `what`."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"{what} is not UTF-8 at byte {error.start}") from None
    control = next((sign for sign in text if sign < " " and sign != "\n"), None)
    if control is not None:
        raise Malformed(f"{what} holds the control character {control!r}")
    return text
