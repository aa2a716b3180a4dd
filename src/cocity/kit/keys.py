"""Keys by which the same request, sent twice, is known to be one."""

import hashlib


def scoped_key(scope: str, about: str, key: str) -> str:
    """A key of at most 80 characters that belongs to one kind of write about one record; empty stays empty.

    What a client sends may be as long as it likes, and the same key about another record is another key.
    """
    return f"{scope}:{about}:{hashlib.sha256(key.encode()).hexdigest()[:32]}" if key else ""
