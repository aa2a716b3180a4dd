"""A version of a procedure says for ever what it said first: matters are pinned to it. A change is another version.

`procedures_released.json` keeps the digest of what each built-in version says; `COCITY_UPDATE_RELEASED=1` adds lines for
new versions, and never changes one.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from cocity.ground.commitments.procedure import load

RELEASED = Path(__file__).parent / "procedures_released.json"
Digests = Mapping[str, str]


def built_in() -> dict[str, str]:
    """Digest by NAME@VERSION of every version that comes with the components, whatever the city's folder says."""
    found = load.together([load.component_folders()])
    return {
        f"{name}@{version}": load.digest(one)
        for name, versions in found.items()
        for version, one in versions.items()
    }


def released() -> dict[str, str]:
    return dict(json.loads(RELEASED.read_text(encoding="utf-8")))


def faults(now: Digests, then: Digests) -> list[str]:
    """What was done to versions already released, and which are not on the list."""
    told = {
        "was changed: give the change a new version": [e for e in then if e in now and now[e] != then[e]],
        "is gone: put its file back": [e for e in then if e not in now],
        "is not on the list: COCITY_UPDATE_RELEASED=1 adds it": [e for e in now if e not in then],
    }
    return [f"{each} {what}" for what, those in told.items() for each in those]


def with_new(now: Digests, then: Digests) -> dict[str, str]:
    """The list with versions it did not hold; lines it held stay as they are."""
    return dict(sorted({**now, **then}.items()))


def test_no_released_version_says_something_else_than_it_did() -> None:
    now = built_in()
    if os.environ.get("COCITY_UPDATE_RELEASED"):
        made = json.dumps(with_new(now, released()), indent=2)
        RELEASED.write_text(f"{made}\n", encoding="utf-8")
    assert faults(now, released()) == []


def test_every_procedure_of_the_components_is_watched() -> None:
    files = [file for folder in load.component_folders() for file in folder.glob("*.yaml")]
    assert len(files) == len(built_in()) >= 7


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"a@1": "x", "b@1": "y"}, []),
        ({"a@1": "other", "b@1": "y"}, ["a@1 was changed: give the change a new version"]),
        ({"b@1": "y"}, ["a@1 is gone: put its file back"]),
        (
            {"a@1": "x", "b@1": "y", "a@2": "z"},
            ["a@2 is not on the list: COCITY_UPDATE_RELEASED=1 adds it"],
        ),
    ],
)
def test_a_changed_a_missing_and_an_unlisted_version_are_found(now: Digests, said: list[str]) -> None:
    assert faults(now, {"a@1": "x", "b@1": "y"}) == said


def test_the_list_is_added_to_and_never_changed() -> None:
    assert with_new({"a@1": "other", "a@2": "z"}, {"a@1": "x"}) == {"a@1": "x", "a@2": "z"}


def test_a_sentence_a_limit_or_a_step_changed_in_a_file_shows(tmp_path: Path) -> None:
    """The real file, in a folder of its own, with one thing in it another."""
    source = next(f for folder in load.component_folders() for f in folder.glob("help_or_complaint.yaml"))
    text = source.read_text(encoding="utf-8")
    assert text.startswith("#")
    for found, instead, same in (
        ("# Requests for help", "# A remark on requests for help", True),
        ("limit: 5", "limit: 6", False),
        ("正在确定由哪个单位来办", "正在想由哪个单位来办", False),
        ("breach: escalate_one_level", "breach: warn_holder", False),
    ):
        assert found in text, found
        file = tmp_path / "help_or_complaint.yaml"
        file.write_text(text.replace(found, instead, 1), encoding="utf-8")
        digest = load.digest(load.load(file))
        assert (digest == released()["help_or_complaint@2026-07-01"]) == same, found
