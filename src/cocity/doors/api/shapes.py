"""What goes in and out, as the OpenAPI document shows it."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

Code = Annotated[str, Field(max_length=80)]
Words = dict[str, str]


class Strict(Schema):
    """Input with a misspelt field is refused, not half understood."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        """No database keeps the character NUL."""
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and "\0" in text:
                raise PydanticCustomError("nul", "The character NUL cannot be stored")
        return value


class VoiceIn(Strict):
    """Something to say. Only `kind` and `text` are needed."""

    kind: Code = Field(description="consult | help | complaint | suggestion | petition, see /kinds")
    text: str = Field(max_length=20_000, description="at most 5,000 characters")
    subject: str = Field("", max_length=200)
    category: Code = Field("", description="a code of /categories")
    place: Code = Field("", description="a code of /places")
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    datum: str = Field("WGS84", max_length=12, description="WGS84 | GCJ02 | BD09 | CGCS2000")
    address: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=254)
    consent: bool = Field(False, description="the contact may be kept for this matter")
    publish: bool = Field(False, description="everyone may read the screened text")
    language: str = Field("zh-hans", max_length=12)
    against: Code = Field("", description="code of the body complained about")


class ReceiptOut(Schema):
    """Number and code open the matter later, without an account."""

    number: str
    code: str
    received_at: datetime
    due_at: datetime
    first_contact_due: datetime | None
    provisional: bool
    procedure: str
    repeated: bool


class MatterOut(Schema):
    """The public face of a matter."""

    number: str
    title: str
    procedure: str
    state: str
    state_title: Words
    category: str
    place: Words | None
    holder: Words
    opened_at: datetime
    due_at: datetime
    provisional: bool
    claimed_at: datetime | None
    ended_at: datetime | None
    claim: str = Field(description="the unit's own word: yes | partly | no, or empty")
    confirmed: str = Field(description="the person's word: yes | partly | no, or empty")
    stars: int | None
    level: int = Field(description="how often it was escalated")
    version: int


class MattersOut(Schema):
    """A page of matters; `next` is handed in as `cursor`."""

    matters: list[MatterOut]
    next: str
    count: int
    capped: bool = Field(description="there are more than `count`")


class NeedOut(Schema):
    """Several matters that say the same: `matters` of the `size` are public. A need of which one to four are not is not
    listed, lest they be counted; `others_say` is what the pages of its matters say."""

    id: int
    opened_at: datetime
    newest: MatterOut
    matters: int
    others_say: Words
    size: int


class NeedsOut(Schema):
    """A page of needs; `next` is handed in as `cursor`."""

    needs: list[NeedOut]
    next: str
    count: int
    capped: bool = Field(description="there are more than `count`")


class NeedWholeOut(Schema):
    """A need with a page of its matters, the newest joined first; `next` is handed in as `cursor`."""

    need: NeedOut
    matters: list[MatterOut]
    next: str


class JoinedOut(Schema):
    """A matter of a need: joined when, by which body, and why."""

    matter: MatterOut
    at: datetime
    by: Words
    why: Words


class DeskNeedOut(Schema):
    """A need as a worker sees it: how many of its matters are `hidden` from them."""

    id: int
    opened_at: datetime
    newest: MatterOut
    matters: int
    hidden: int


class DeskNeedsOut(Schema):
    """A page of needs; `next` is handed in as `cursor`."""

    needs: list[DeskNeedOut]
    next: str
    count: int
    capped: bool


class DeskNeedWholeOut(Schema):
    """A need with a page of its matters; `next` is handed in as `cursor`."""

    need: DeskNeedOut
    matters: list[JoinedOut]
    next: str


class VerdictIn(Strict):
    solved: str = Field(description="yes | partly | no", max_length=8)
    stars: int | None = Field(None, ge=1, le=5)
    text: str = Field("", max_length=2000)
    voice: str = Field("self", max_length=10)
    method: str = Field("", max_length=120)


class EvidenceIn(Strict):
    text: str = Field("", max_length=5000)
    file: str = Field("", max_length=80)
    taken_at: datetime | None = None


class StepIn(Strict):
    """A step: the procedure says what must be given with it."""

    version: int = Field(ge=1, le=2**31 - 1, description="the version you read; a stale one gets 409")
    reason: str = Field("", max_length=5000)
    note: str = Field("", max_length=5000)
    body: Code = ""
    bodies: list[Code] = Field(default_factory=list, max_length=20)
    evidence: list[EvidenceIn] = Field(default_factory=list, max_length=20)
    claim: str = Field("", max_length=8)
    finding: bool | None = None
    verdict: VerdictIn | None = None
    disposition: str = Field("", max_length=12)
    until: date | None = None


class StepOut(Schema):
    number: str
    state: str
    version: int
    step: int
    pending: bool = Field(description="waits for approval; nothing has changed yet")
    due_at: datetime


class WholeOut(Schema):
    """A matter as the one who may see it whole sees it."""

    matter: MatterOut
    told: Words
    procedure_title: Words
    clocks: list[dict[str, Any]]
    legs: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]
    actions: list[dict[str, Any]]


class Problem(Schema):
    """RFC 9457, with the fields at fault."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, str]]
