"""Storing and dropping pictures."""

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cocity.ground.files.models import StoredFile
from cocity.ground.files.picture import drawn_anew
from cocity.kit import crypto
from cocity.kit.errors import NotFound
from cocity.kit.text import Text


def path_of(digest: str) -> Path:
    """Where the sealed bytes of a picture lie."""
    return Path(settings.HOME) / "files" / digest[:2] / digest


def store_picture(data: bytes, *, now: datetime, field: str = "photo") -> str:
    """Keep a picture; its digest. The same picture again is kept once. Raises Invalid naming `field`.

    The bytes are on disk before the row is written: a crash between the two leaves a file nobody refers to, which
    `drop_unused` clears, and never a row without its picture.
    """
    drawn = drawn_anew(data, field=field)
    digest = hashlib.sha256(drawn.data).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{secrets.token_hex(6)}")
        with fresh.open("xb") as out:
            out.write(crypto.seal_bytes(drawn.data, bound_to=digest))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    StoredFile.objects.bulk_create(
        [
            StoredFile(
                digest=digest, media_type=drawn.media_type, size=len(drawn.data), width=drawn.width,
                height=drawn.height, stored_at=now,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return digest


def read_picture(digest: str) -> tuple[bytes, str]:
    """(bytes, media type) of a picture. The caller has checked who may see it. Raises NotFound."""
    row = StoredFile.objects.filter(digest=digest).first()
    if row is None or not path_of(digest).is_file():
        raise NotFound(Text("没有这张照片", "There is no such photo"))
    return crypto.unseal_bytes(path_of(digest).read_bytes(), bound_to=digest), row.media_type


def drop(digest: str) -> None:
    """Forget a picture: by retention or erasure, when nothing refers to it any more."""
    StoredFile.objects.filter(digest=digest).delete()
    path_of(digest).unlink(missing_ok=True)
