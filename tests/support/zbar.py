"""Reads QR codes with zbar, which Debian ships as libzbar0: a decoder that is not ours."""

import ctypes
import os
from ctypes.util import find_library

import pytest
from PIL import Image

QR, ENABLE, GREY = 64, 0, int.from_bytes(b"Y800", "little")


def _library() -> ctypes.CDLL:
    """A machine without it skips, CI fails."""
    name = find_library("zbar")
    if name is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no libzbar0; `make services` installs it")
    library = ctypes.CDLL(name)
    for function in ("image_scanner_create", "image_create", "image_first_symbol", "symbol_get_data"):
        getattr(library, f"zbar_{function}").restype = ctypes.c_void_p
    return library


def decoded(image: Image.Image) -> bytes:
    """The bytes of the first QR code in a picture. Raises AssertionError where none is read."""
    library, grey = _library(), image.convert("L")
    data = grey.tobytes()
    scanner, picture = (
        ctypes.c_void_p(library.zbar_image_scanner_create()),
        ctypes.c_void_p(library.zbar_image_create()),
    )
    library.zbar_image_scanner_set_config(scanner, QR, ENABLE, 1)
    library.zbar_image_set_format(picture, ctypes.c_ulong(GREY))
    library.zbar_image_set_size(picture, *grey.size)
    library.zbar_image_set_data(picture, data, ctypes.c_ulong(len(data)), None)
    assert library.zbar_scan_image(scanner, picture) > 0, "no code was read"
    symbol = ctypes.c_void_p(library.zbar_image_first_symbol(picture))
    found = ctypes.string_at(
        library.zbar_symbol_get_data(symbol), library.zbar_symbol_get_data_length(symbol)
    )
    library.zbar_image_destroy(picture)
    library.zbar_image_scanner_destroy(scanner)
    return found
