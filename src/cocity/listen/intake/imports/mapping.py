"""The mapping file: which column means what. Its format is described in docs/operators/import.md."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from cocity.kit import faults
from cocity.kit.errors import Invalid
from cocity.kit.text import Text
from cocity.listen.intake.contracts import Channel

TEXTS = ("subject", "text", "kind", "category", "place", "address", "phone", "email", "language", "against")
TIMES = ("received_at", "happened_at", "due_at")
NUMBERS = ("lon", "lat")
FLAGS = ("publish", "consent")
FIELDS = (*TEXTS, *TIMES, *NUMBERS, *FLAGS)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pick(_Part):
    """Where one value comes from: columns (joined), or a fixed value; then what it is turned into."""

    columns: tuple[str, ...] = ()
    join: str = "\n"
    value: str | bool | float | None = None
    empty: tuple[str, ...] = ()  # cells that mean "nothing"
    formats: tuple[str, ...] = ()  # of times, as strptime reads them; none: ISO 8601
    map: dict[str, str] = Field(default_factory=dict)
    contains: dict[str, str] = Field(default_factory=dict)  # the first of these words found decides
    otherwise: str | None = (
        None  # for a cell `map` or `contains` does not know; without it such a row is refused
    )
    slug: bool = False  # lower-case letters and digits, joined by dashes

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.columns and self.value is None:
            raise ValueError("needs `column`, `columns` or `value`")
        return self


def _short(value: Any) -> Any:
    """A column's name alone, and `column` for a single one, are short forms."""
    if isinstance(value, str):
        return {"columns": (value,)}
    if isinstance(value, dict) and "column" in value:
        rest = {name: item for name, item in value.items() if name != "column"}
        return {"columns": (value["column"],), **rest}
    return value


Picked = Annotated[Pick, BeforeValidator(_short)]


class Way(_Part):
    """The channel the voices came by, on its three axes."""

    name: str
    level: str = "city"
    channel_class: str = Field("matter", alias="class")
    mode: str = "online"

    def channel(self) -> Channel:
        return Channel(self.name, self.level, self.channel_class, self.mode)


class Bodies(_Part):
    """The units the source names. Those the city does not have yet are added below `parent`."""

    column: str = ""
    parent: str = ""  # code of the body new ones stand below; none: the city's topmost
    kind: str = "department"
    names: dict[str, dict[Literal["zh", "en"], str]] = Field(default_factory=dict)
    otherwise: str = ""  # for an empty cell


class Replay(_Part):
    """How a case of the source is lived through a procedure. Only what the source knows becomes a step."""

    procedure: str
    accepted: Literal["at_opening"] = "at_opening"
    done_at: Picked
    done_text: Picked
    done_claim: Picked
    close: str = ""  # the action that ends a case the source knows no verdict of
    close_note: str = ""


class Mapping(_Part):
    """A mapping file, checked."""

    source: str = Field(pattern=r"^[a-z0-9_\-]{1,40}$")
    title: dict[Literal["zh", "en"], str]
    channel: Way
    time_zone: str
    calendar: str = ""
    language: str = "zh-hans"
    datum: str = "WGS84"
    area: tuple[float, float, float, float] | None = (
        None  # west, south, east, north: points outside are refused
    )
    external_id: Picked
    category_prefix: str = ""
    category_titles: dict[Literal["zh", "en"], Picked] = Field(default_factory=dict)  # from the data itself
    category_names: dict[str, dict[Literal["zh", "en"], str]] = Field(
        default_factory=dict
    )  # by code of the source
    fields: dict[str, Picked]
    extra: dict[str, Picked] = Field(default_factory=dict)
    bodies: Bodies | None = None
    replay: Replay | None = None

    @field_validator("fields")
    @classmethod
    def _known(cls, fields: dict[str, Pick]) -> dict[str, Pick]:
        unknown = sorted(set(fields) - set(FIELDS))
        if unknown:
            raise ValueError(f"no such fields: {', '.join(unknown)}; there are {', '.join(FIELDS)}")
        missing = [name for name in ("text", "kind", "received_at") if name not in fields]
        if missing:
            raise ValueError(f"missing: {', '.join(missing)}")
        return fields

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {name}") from error
        return name

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def columns(self) -> tuple[str, ...]:
        """Every column the mapping reads, in order."""
        picks = [
            self.external_id,
            *self.fields.values(),
            *self.extra.values(),
            *self.category_titles.values(),
        ]
        if self.replay is not None:
            picks += [self.replay.done_at, self.replay.done_text, self.replay.done_claim]
        named = [column for pick in picks for column in pick.columns]
        body = [self.bodies.column] if self.bodies and self.bodies.column else []
        return tuple(dict.fromkeys([*named, *body]))


def find_mapping(name: str, folder: Path) -> Mapping:
    """The mapping `name` of `folder`, or the file at that path. Raises Invalid(mapping)."""
    path = folder / f"{name}.yaml"
    if path.is_file():
        return read_mapping(path)
    if Path(name).is_file():
        return read_mapping(Path(name))
    said = Text(
        "没有映射“{name}”；请给出文件路径，或用其中之一：{there}。",
        "There is no mapping “{name}”; give the path of a file, or one of: {there}.",
    )
    there = ", ".join(sorted(each.stem for each in folder.glob("*.yaml")))
    raise Invalid(said.with_values(name=name, there=there), field="mapping")


def read_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file. Raises Invalid(mapping) naming the file, the place in it and what is wrong."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Mapping.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        where = " › ".join(str(part) for part in first["loc"]) or "-"
        raise _wrong(path, f"{where}: {first['msg']}") from error
    except OSError as error:
        raise _wrong(path, faults.why(error)) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise _wrong(path, str(error)) from error


def _wrong(path: Path, why: Text | str) -> Invalid:
    said = Text("映射文件 {file} 有误：{why}", "The mapping file {file} cannot be used: {why}")
    return Invalid(said.with_values(file=path.name, why=why), field="mapping")
