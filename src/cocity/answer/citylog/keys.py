"""The log's signing keys: a file of its own outside the database, readable by its owner only.

One key a line, the present one first; those below it are on their way out and sign beside it until their line goes.
"""

import secrets
from pathlib import Path

from django.conf import settings

from cocity.answer.citylog.refusal import KEY_GONE, KEY_LOOSE, KEY_WRONG, WillNotSign
from cocity.engines.merkle import Kind, LogError, SigningKey, parse_signer
from cocity.kit import durable
from cocity.kit.errors import Conflict
from cocity.kit.text import Text

OTHERS = 0o077


def load(path: Path) -> tuple[SigningKey, ...]:
    """The keys, the present one first. Raises WillNotSign where the file is missing, loose or damaged."""
    try:
        if path.stat().st_mode & OTHERS:
            raise WillNotSign(KEY_LOOSE.with_values(path=path))
        lines = path.read_text(encoding="ascii").split()
        keys = tuple(parse_signer(line) for line in lines)
    except FileNotFoundError:
        raise WillNotSign(KEY_GONE.with_values(path=path)) from None
    except (LogError, UnicodeDecodeError) as error:
        raise WillNotSign(KEY_WRONG.with_values(path=path, why=error)) from None
    if not keys or any(key.name != keys[0].name or key.kind is not Kind.NOTE for key in keys):
        raise WillNotSign(KEY_WRONG.with_values(path=path, why="keys of one name and of kind 1"))
    return keys


def make(path: Path, origin: str = "") -> SigningKey:
    """The first key. Raises Conflict where there is one."""
    key = _fresh(origin or settings.LOG_ORIGIN)
    _own_folder(path)
    try:
        durable.create(path, _lines([key]), mode=durable.OWNER)
    except FileExistsError:
        raise Conflict(Text("已经有签名密钥了", "There is a signing key already"), field="key") from None
    return key


def rotate(path: Path) -> SigningKey:
    """A new key takes over; the earlier ones sign beside it until they are retired."""
    keys = load(path)
    key = _fresh(keys[0].name)
    _keep(path, [key, *keys])
    return key


def retire(path: Path) -> list[SigningKey]:
    """Only the present key signs from here on; those that no longer do."""
    present, *earlier = load(path)
    _keep(path, [present])
    return earlier


def _fresh(name: str) -> SigningKey:
    return SigningKey(name, Kind.NOTE, secrets.token_bytes(32))


def _keep(path: Path, keys: list[SigningKey]) -> None:
    _own_folder(path)
    durable.write(path, _lines(keys), mode=durable.OWNER)


def _own_folder(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _lines(keys: list[SigningKey]) -> bytes:
    return "".join(f"{key.text}\n" for key in keys).encode()
