"""What a person has answered so far."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Answers not sent yet. `key` is made when the form begins, so sending twice makes one; `done` are the questions
    answered; `level` says at which level of the city the form was opened."""

    key: str
    level: str = "city"
    done: tuple[str, ...] = ()
    kind: str = ""
    text: str = ""
    files: tuple[str, ...] = ()  # digests of stored photos
    area: str = ""  # code of the district; empty: not about a place
    place: str = ""  # code of the street or town in it
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    category: str = ""  # empty: not sure
    against: str = ""
    phone: str = ""
    email: str = ""
    consent: bool = False
    publish: bool = False
    age_band: str = ""
    sex: str = ""
    origin: str = ""
    disability: str = ""  # yes | no, or not told
