"""Finding a body by what someone types, and a person by the telephone they call from."""

from datetime import date

from django.db.models import Q
from django.db.models.functions import Length

from cocity.ground.people.contracts import BodyInfo
from cocity.ground.people.models import Body, Resident
from cocity.ground.people.operations import phone_key
from cocity.ground.people.queries import body_rows, in_force, info


def find_bodies(words: str, *, on: date, place_path: str = "", limit: int = 20) -> tuple[BodyInfo, ...]:
    """Bodies in force whose name or code holds `words`; without words those at the place, the nearest first.

    One query.
    """
    rows = in_force(Body.objects.all(), on)
    said = words.strip()
    if said:
        found = Q(name_zh__icontains=said) | Q(name_en__icontains=said) | Q(code=said)
        return tuple(info(row) for row in rows.filter(found).order_by("path")[:limit])
    codes = [code for code in place_path.split("/") if code]
    around = ["/" + "/".join(codes[: end + 1]) + "/" for end in range(len(codes))]
    near = rows.filter(place__path__in=around).order_by(Length("place__path").desc(), "path")
    return tuple(info(row) for row in near[:limit])


def bodies_above(body: int, *, on: date) -> tuple[BodyInfo, ...]:
    """The bodies in force above one, the nearest first. Two queries."""
    path = Body.objects.filter(pk=body).values_list("path", flat=True).first() or ""
    rows = in_force(body_rows(above=path), on).exclude(pk=body)
    return tuple(info(row) for row in rows.order_by(Length("path").desc()))


def resident_of_phone(phone: str) -> int | None:
    """The resident known by this telephone number, if anyone. Raises Invalid(phone) for what is no number."""
    return Resident.objects.filter(contact_key=phone_key(phone)).values_list("pk", flat=True).first()
