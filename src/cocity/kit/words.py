"""Chinese text cut into words, so that a plain full-text index finds two-character words such as 电梯."""

import re
import unicodedata

import rjieba

_WORD = re.compile(r"[0-9a-z一-鿿㐀-䶿]+")
LONGEST = 4000  # characters of a text that are searchable


def segmented(text: str) -> str:
    """Words of `text`, lower case, separated by blanks; punctuation and repeats are dropped."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    words = _WORD.findall(" ".join(rjieba.cut_for_search(plain)))
    return " ".join(dict.fromkeys(words))
