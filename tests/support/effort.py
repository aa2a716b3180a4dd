"""How much a property test tries: all of it in CI, a quarter where a person waits for `make test`."""

import os

CI = bool(os.environ.get("CI"))


def examples(many: int) -> int:
    """What hypothesis is to try here of so many."""
    return many if CI else max(min(many, 3), many // 4)
