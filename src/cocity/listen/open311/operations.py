"""A request by GeoReport v2 becomes a voice; an update by another system becomes a step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.api import Acted, EvidenceGiven, Given
from cocity.ground.people.api import Actor
from cocity.kit.errors import Invalid
from cocity.kit.text import Text
from cocity.listen.intake import api as intake
from cocity.listen.open311.services import answers_of, service

CHANNEL = intake.Channel("open311")
KIND, COMPLAINT = "help", "complaint"
NEEDS_PLACE = Text(
    "请给出 lat 与 long，或 address_string，或 address_id",
    "Give lat and long, or address_string, or address_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in. Names of people and device numbers are not taken over."""

    service_code: str
    description: str = ""
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    address_id: str = ""
    email: str = ""
    phone: str = ""
    media_url: str = ""
    publish: bool = True
    language: str = "zh-hans"
    attributes: Mapping[str, list[str]] = field(default_factory=dict)
    against: str = ""  # code of the body complained about, an argument of ours
    key: str = ""


def submit(asked: Asked, *, now: datetime, actor: Actor) -> intake.Receipt:
    """Hear a request. Raises NotFound (service), Invalid or Errors naming the argument."""
    found = service(asked.service_code)
    if asked.lon is None and not asked.address and not asked.address_id:
        raise Invalid(NEEDS_PLACE, field="lat")
    answers = answers_of(found, asked.attributes)
    told = [f"{code}: {', '.join(values)}" for code, values in answers.items()]
    text = "\n".join(
        [asked.description.strip() or found.title["zh" if asked.language == "zh-hans" else "en"], *told]
    )
    # A link is kept as words for whoever handles it; nothing is ever fetched from it.
    extra = {"attributes": answers, "media_url": asked.media_url[:500], "address_id": asked.address_id[:80]}
    return intake.receive(
        intake.Said(
            kind=COMPLAINT if asked.against else KIND, against=asked.against, text=text, channel=CHANNEL, category=found.category, lon=asked.lon, lat=asked.lat,
            address=asked.address, email=asked.email, phone=asked.phone, consent=bool(asked.email or asked.phone),
            publish=asked.publish, language=asked.language, extra={k: v for k, v in extra.items() if v}, key=asked.key,
        ),
        now=now, actor=actor,
    )  # fmt: skip


def update(
    *, number: str, status: str, description: str, now: datetime, actor: Actor, key: str = ""
) -> Acted:
    """What a system that handles a request says of it: `open` is a note, `closed` its claim that it is done.

    The claim is the unit's own word: the person still judges it. Raises what `act` raises.
    """
    if status not in {"open", "closed"}:
        raise Invalid(Text("status 应为 open 或 closed", "status is open or closed"), field="status")
    words = intake.screened(intake.tidy(description))
    if not words:
        raise Invalid(Text("请写 description", "Give a description"), field="description")
    row = commitments.view(actor, number, now=now).row
    if status == "closed":
        action, given = "claim", Given(claim="yes", note=words, evidence=(EvidenceGiven(text=words),))
    else:
        action, given = "note", Given(note=words)
    return commitments.act(
        now=now, actor=actor, number=number, action=action, version=row.version, given=given, key=key
    )
