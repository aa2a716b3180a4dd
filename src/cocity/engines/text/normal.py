"""One space of characters for raw and segmented texts: Chinese only, simplified, code points in an array."""

import unicodedata
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cocity.engines.text.traditional import SIMPLIFIED

LONGEST = 20_000  # characters of one text that are read; intake refuses longer ones
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
END = 0x1F  # a control character between texts; cut out of the texts themselves


def _table() -> NDArray[np.uint16]:
    table = np.zeros(0x10000, np.uint16)
    for low, high in _HAN:
        table[low : high + 1] = np.arange(low, high + 1)
    for char, simple in SIMPLIFIED.items():
        table[ord(char)] = ord(simple)
    for point in range(0x2E80, 0x2FE0):  # radicals that stand for whole characters, as in PDF text
        plain = unicodedata.normalize("NFKC", chr(point))
        if len(plain) == 1 and table[ord(plain)]:
            table[point] = table[ord(plain)]
    return table


HAN = _table()  # code point → code point of the simplified character, 0 for what is no Chinese


def points_of(texts: Iterable[str]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """All characters end to end, with (n + 1) bounds: text i is `points[bounds[i] : bounds[i + 1]]`.

    Characters outside the basic plane become 0xFFFF, which no table knows. Each text is cut at `LONGEST`.
    """
    cut = [text[:LONGEST] for text in texts]
    bounds = np.zeros(len(cut) + 1, np.int64)
    np.cumsum([len(text) for text in cut], out=bounds[1:])
    wide = np.frombuffer("".join(cut).encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(wide, 0xFFFF).astype(np.uint16), bounds


def han(text: str) -> str:
    """Only the Chinese characters of `text`, simplified."""
    points, _ = points_of([text])
    found = HAN[points]
    return found[found > 0].tobytes().decode("utf-16-le", "replace")
