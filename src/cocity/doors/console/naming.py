"""What is wrong with a file is told under its name, as it was typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cocity.kit.errors import CityError


@contextmanager
def naming(file: Path | str) -> Iterator[None]:
    """Whoever reads a table calls it `file`, since it may have come by a form; on a command line several may be named."""
    try:
        yield
    except CityError as error:
        if error.field == "file":
            error.field = str(file)
        raise
