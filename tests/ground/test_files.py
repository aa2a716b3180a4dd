"""Pictures are stored once, drawn anew and sealed; what is no picture is refused with a word on what to do."""

import io
import struct
import zlib
from datetime import datetime

import pytest
from PIL import Image

from cocity.ground.files.api import drop, read_picture, store_picture
from cocity.ground.files.models import StoredFile
from cocity.ground.files.operations import path_of
from cocity.kit.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db


def photo(size: tuple[int, int] = (320, 200), kind: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#17624f").save(out, kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A photo that says where it was taken, and that it stands on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "SpyCam"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 0.0)  # GPS latitude
    return photo(exif=exif)


def test_a_picture_comes_back_and_is_kept_once(now: datetime) -> None:
    first, again = store_picture(photo(), now=now), store_picture(photo(), now=now)
    assert first == again
    assert StoredFile.objects.count() == 1
    data, media_type = read_picture(first)
    assert media_type == "image/jpeg"
    assert Image.open(io.BytesIO(data)).size == (320, 200)


def test_where_and_with_what_it_was_taken_is_gone_and_it_stands_upright(now: datetime) -> None:
    data, _ = read_picture(store_picture(with_place(), now=now))
    assert b"SpyCam" not in data
    picture = Image.open(io.BytesIO(data))
    assert not picture.getexif()
    assert picture.size == (200, 320)


def test_on_disk_it_is_sealed(now: datetime) -> None:
    digest = store_picture(photo(), now=now)
    raw = path_of(digest).read_bytes()
    assert b"JFIF" not in raw
    assert path_of(digest).parent.stat().st_mode & 0o077 == 0


def test_a_second_file_hidden_behind_the_picture_does_not_survive(now: datetime) -> None:
    hidden = photo(kind="PNG") + b"PK\x03\x04<script>alert(1)</script>"
    data, _ = read_picture(store_picture(hidden, now=now))
    assert b"script" not in data
    assert b"PK\x03\x04" not in data


def bomb() -> bytes:
    """A small PNG that claims 60,000 × 60,000 pixels."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture", b"%PDF-1.7 ...", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:200], bomb(),
     b"\xff" * (12 * 1024 * 1024 + 1), b"GIF89a" + b"\0" * 100],
    ids=["empty", "text", "pdf", "svg", "cut off", "bomb", "too large", "gif"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_by_name(data: bytes, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        store_picture(data, now=now, field="photo")
    assert refused.value.field == "photo"
    assert not StoredFile.objects.exists()


def test_what_is_dropped_is_gone(now: datetime) -> None:
    digest = store_picture(photo(), now=now)
    drop(digest)
    with pytest.raises(NotFound):
        read_picture(digest)
