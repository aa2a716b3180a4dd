"""A picture drawn anew. Pure: bytes in, bytes out.

Decoding and encoding again keeps what is seen and nothing else: no place or camera data (EXIF), no second file hidden
behind the first (polyglot), no script in a comment.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from cocity.kit.errors import Invalid
from cocity.kit.text import Text

LARGEST = 12 * 1024 * 1024  # bytes handed in
MOST_PIXELS = 50_000_000  # a phone's largest photo; more is a bomb or a scan for another desk
LONGEST_EDGE = 2048  # pixels kept
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")

NOT_A_PHOTO = Text(
    "这个文件不是照片，请上传 JPG、PNG 或 WebP 图片",
    "This file is not a photo; send a JPG, PNG or WebP picture",
)
TOO_LARGE = Text("照片太大，请上传不超过 12 MB 的图片", "The photo is too large; send one of at most 12 MB")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it is stored."""

    data: bytes
    media_type: str
    width: int
    height: int


def drawn_anew(data: bytes, *, field: str = "photo") -> Drawn:
    """`data` as a JPEG of at most 2,048 pixels a side, upright, with nothing hidden. Raises Invalid naming `field`."""
    if len(data) > LARGEST:
        raise Invalid(TOO_LARGE, field=field)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Invalid(TOO_LARGE, field=field)
                return _encoded(opened)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Invalid(TOO_LARGE, field=field) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Invalid(NOT_A_PHOTO, field=field) from error


def _encoded(opened: Image.Image) -> Drawn:
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Drawn(out.getvalue(), "image/jpeg", flat.width, flat.height)
