"""What may stand after the `?` of an address that gives data: any other name is refused, for passed over in silence its
answer would be taken for what was asked."""

from collections.abc import Collection

from django.http import HttpRequest

from cocity.kit.errors import Invalid
from cocity.kit.text import Text

NOT_TAKEN = Text(
    "这里没有 {name} 这个参数；可以用 {known}", "There is no parameter {name} here; it takes {known}"
)
NONE_TAKEN = Text(
    "这里没有 {name} 这个参数，也不用别的参数", "There is no parameter {name} here, nor any other"
)
LONGEST = 40


def check_taken(request: HttpRequest, taken: Collection[str]) -> None:
    """Raises Invalid naming a parameter that is not among `taken`, and those that are."""
    for name in request.GET:
        if name not in taken:
            shown = name[:LONGEST] if name.isprintable() else ""
            said = NOT_TAKEN if taken else NONE_TAKEN
            raise Invalid(said.with_values(name=shown, known=", ".join(taken)), field=shown)
