"""Numbers are put into words in one place, so that no two pages write them in two ways."""

import re
from pathlib import Path

import cocity

PAGES = [Path(cocity.__file__).parent / "doors" / door for door in ("open", "desk")]
# Thousands without the shared function, or a percentage with its own number of decimals.
OWN_WAY = re.compile(r":,\}|:,\.0f\}|:\.\d%\}|str\(\w+\.(count|drawn|answered)\)")


def test_pages_say_counts_and_percentages_by_the_shared_functions() -> None:
    found = [
        f"{path.name}:{number}"
        for door in PAGES
        for path in sorted(door.glob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OWN_WAY.search(line)
    ]
    assert not found
