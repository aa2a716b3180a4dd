"""A small model so that the command works at once: learned at first use from the texts we wrote for the demo."""

import random

from django.conf import settings

from cocity.doors.console.demo.corpus import filled, templates
from cocity.doors.console.files import read_bytes, write_bytes
from cocity.engines.text import BadModel, Classifier, packed, train, unpacked

FILLINGS = 3  # times each text is filled with other places


def default_model() -> Classifier:
    """The model kept in the city's home folder, learned again when it is missing or of another version.

    Its labels are the first parts of the demo's categories (roads, housing, …).
    """
    path = settings.HOME / "models" / "text-demo.model"
    if path.exists():
        try:
            return unpacked(read_bytes(path))
        except BadModel:
            path.unlink()
    rng = random.Random(7)  # noqa: S311 - chooses street names
    rows = [
        (filled(each.text, rng), each.category.split("/")[0])
        for each in templates()
        if not each.english
        for _ in range(FILLINGS)
    ]
    model = train([text for text, _ in rows], [label for _, label in rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, packed(model))
    return model
