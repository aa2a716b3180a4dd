"""What can go wrong for a person, said so that they know what to do. Doors turn these into pages and codes."""

import copyreg
from typing import Any

from cocity.kit.text import Text


class CityError(Exception):
    """Base of every expected error. `status` is the HTTP code; `field` names the input at fault, if one is; `minutes` to
    wait, where waiting helps."""

    status = 400
    code = "error"
    minutes = 0

    def __init__(self, message: Text, *, field: str = "", code: str = "") -> None:
        super().__init__(message.en)
        self.message = message
        self.field = field
        self.code = code or self.code

    def __reduce__(self) -> tuple[Any, ...]:
        """Raised in one process, told in another: an exception would otherwise be made again from its words alone."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class Invalid(CityError):
    """The input cannot be used; `field` says which part."""

    status = 422
    code = "invalid"


class NotFound(CityError):
    """There is no such record, or this reader may not know of it: the two are not told apart."""

    status = 404
    code = "not_found"


class Forbidden(CityError):
    """This actor may not do this here."""

    status = 403
    code = "forbidden"


class Conflict(CityError):
    """Someone else changed the record first, or holds it right now; read it again and repeat."""

    status = 409
    code = "conflict"


class TooMany(CityError):
    """A limit was reached; `minutes` until the next try is let in, the number the words say too."""

    status = 429
    code = "too_many"

    def __init__(self, message: Text, *, minutes: int, field: str = "", code: str = "") -> None:
        super().__init__(message, field=field, code=code)
        self.minutes = minutes


class Errors(CityError):
    """Several `Invalid` found together, so a person can mend all of them at once."""

    status = 422
    code = "invalid"

    def __init__(self, errors: list[Invalid]) -> None:
        super().__init__(errors[0].message, field=errors[0].field)
        self.errors = errors
