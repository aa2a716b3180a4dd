"""What a receipt carries besides its proof: the leaf, and the salt and content it commits to."""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cocity.engines.merkle import Malformed
from cocity.kit.canonical import canonical

HEX = re.compile("[0-9a-f]{64}")
PARTS = {"content", "leaf", "salt"}


@dataclass(frozen=True, slots=True)
class Carried:
    """`entry` is the leaf as it stands in the log, `leaf` what it says; `salt` is empty where the content was erased."""

    entry: bytes
    leaf: dict[str, Any]
    salt: bytes = b""
    content: Any = None


def carried(extra: bytes) -> Carried:
    """Reads the extra data of a receipt: canonical JSON `{content, leaf, salt}`, each byte as it must be.

    The salt is 64 hexadecimal digits; after erasure it is empty, and the content is `{}`. Raises `Malformed`.
    """
    given = read_json(extra, "the extra data")
    if not isinstance(given, dict) or given.keys() != PARTS or not isinstance(given["leaf"], dict):
        raise Malformed("the extra data is not {content, leaf, salt}")
    if _canonical(given, "the extra data") != extra:
        raise Malformed("the extra data is not canonical JSON")
    entry = _canonical(given["leaf"], "the leaf")
    if given["salt"] == "" and given["content"] == {}:
        return Carried(entry, given["leaf"])
    return Carried(entry, given["leaf"], read_32(given["salt"], "the salt"), given["content"])


def bare(entry: bytes) -> Carried:
    """An entry given by itself; what it says is known only where it is an object of JSON, which a log need not hold."""
    try:
        leaf = read_json(entry, "the entry")
    except Malformed:
        leaf = {}
    return Carried(entry, leaf if isinstance(leaf, dict) else {})


def opened(data: bytes) -> tuple[bytes, Any]:
    """Salt and content from a content file, JSON `{"salt": …, "content": …}`. Raises `Malformed`."""
    given = read_json(data, "the content file")
    if not isinstance(given, dict) or not {"salt", "content"} <= given.keys():
        raise Malformed('the content file is not {"salt": …, "content": …}')
    return read_32(given["salt"], "the salt"), given["content"]


def commitment(salt: bytes, content: Any) -> bytes:
    """SHA-256(salt ‖ canonical content), 32 bytes. Raises `Malformed` for a content that has no canonical form."""
    return sha256(salt + _canonical(content, "the content")).digest()


def read_32(text: Any, what: str) -> bytes:
    """32 bytes from 64 small hexadecimal digits. Raises `Malformed`, naming `what`."""
    if not isinstance(text, str) or not HEX.fullmatch(text):
        raise Malformed(f"{what} is not 32 bytes in small hexadecimal digits")
    return bytes.fromhex(text)


def read_json(data: bytes, what: str) -> Any:
    """JSON in which no name stands twice. Raises `Malformed`, naming `what`."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Malformed(f"{what} is not JSON, or a name stands twice in it") from None


def _canonical(value: Any, what: str) -> bytes:
    try:
        return canonical(value).encode()
    except (ValueError, RecursionError):
        raise Malformed(f"{what} has no canonical form") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON")
