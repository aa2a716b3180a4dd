"""Finds the components: every folder of a stage that holds an `apps.py` is a Django app."""

from pathlib import Path

STAGES = ("kit", "ground", "listen", "act", "answer", "learn", "doors")
ROOT = Path(__file__).resolve().parent.parent


def component_apps() -> list[str]:
    """Dotted names of all components, upstream stages first."""
    found = []
    for stage in STAGES:
        for apps in sorted((ROOT / stage).rglob("apps.py")):
            found.append(".".join(("cocity", *apps.parent.relative_to(ROOT).parts)))
    return found
