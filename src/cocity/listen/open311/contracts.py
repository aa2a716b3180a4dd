"""What GeoReport v2 speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a list attribute."""

    key: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A further question of a service. `datatype`: string | number | datetime | text | singlevaluelist |
    multivaluelist."""

    code: str
    datatype: str
    required: bool
    order: int
    description: Mapping[str, str]
    hint: Mapping[str, str]
    values: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """Something that can be asked for: a leaf of the city's tree of matters."""

    code: str
    category: str
    title: Mapping[str, str]
    group: Mapping[str, str]
    keywords: tuple[str, ...]
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """A public request, screened."""

    number: str
    closed: bool
    told: Mapping[str, str]
    service_code: str
    service_name: Mapping[str, str]
    description: str
    agency: Mapping[str, str]
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime
    address: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class UpdateView:
    """How a public request moved."""

    id: int
    number: str
    at: datetime
    closed: bool
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Near:
    """A circle around a point: WGS-84 degrees and metres."""

    lon: float
    lat: float
    metres: float


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for; times aware, codes of services, `closed` None for all."""

    since: datetime
    until: datetime
    service_codes: tuple[str, ...] = ()
    closed: bool | None = None
    page: int = 1
    size: int = 1000
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class AskedUpdates:
    """Which updates are asked for: those of the requests in `numbers`, or (None) those of a span."""

    since: datetime
    until: datetime
    numbers: tuple[str, ...] | None = None
    page: int = 1
    size: int = 1000
