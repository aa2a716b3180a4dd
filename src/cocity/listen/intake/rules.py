"""What a voice must hold, and what it may not. Pure."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cocity.kit.errors import Invalid, NotFound
from cocity.kit.text import Text
from cocity.listen.intake.catalogue import categories, kinds
from cocity.listen.intake.contracts import Said

LONGEST_TEXT = 5000
LONGEST_IMPORTED = 20_000  # other systems take longer texts than our forms do
LONGEST_SUBJECT = 60
MODES = ("online", "offline")
LEVELS = ("city", "district", "street", "community")
CLASSES = ("group", "matter")


def _mail_address(email: str) -> bool:
    """Whether it can be written to at all: what cannot is a contact lost without a word."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


_CHECKS: tuple[tuple[str, Callable[[Said, str], bool], Text], ...] = (
    ("text", lambda s, t: bool(t), Text("请写下您要说的话", "Write what you want to say")),
    (
        "text",
        lambda s, t: bool(s.source) or len(t) <= LONGEST_TEXT,
        Text(
            f"最多 {LONGEST_TEXT} 字，请缩短或分两次提交",
            f"At most {LONGEST_TEXT} characters; shorten it or send two",
        ),
    ),
    (
        "text",
        lambda s, t: len(t) <= LONGEST_IMPORTED,
        Text(f"最多 {LONGEST_IMPORTED} 字", f"At most {LONGEST_IMPORTED} characters"),
    ),
    (
        "kind",
        lambda s, t: bool(s.procedure) or s.kind in kinds(),
        Text("请选择事项种类", "Choose what kind of matter it is"),
    ),
    (
        "category",
        lambda s, t: not s.category or bool(s.source) or s.category in categories(),
        Text("没有这个分类，请重新选择", "There is no such category; choose again"),
    ),
    (
        "consent",
        lambda s, t: s.consent or not (s.phone or s.email),
        Text("留下联系方式需要您同意我们保存它", "To keep your contact we need your consent"),
    ),
    (
        "email",
        lambda s, t: not s.email.strip() or _mail_address(s.email.strip()),
        Text("电子邮箱应像 name@example.com", "An e-mail address looks like name@example.com"),
    ),
    (
        "lon",
        lambda s, t: (s.lon is None) == (s.lat is None),
        Text("经度和纬度要一起填", "Give longitude and latitude together"),
    ),
    (
        "channel",
        lambda s, t: (
            s.channel.mode in MODES and s.channel.level in LEVELS and s.channel.channel_class in CLASSES
        ),
        Text(
            "渠道的级别、类别或线上线下填写有误",
            "Level, class or mode of the channel is not one of the known ones",
        ),
    ),
)


def check_words(said: Said, text: str) -> list[Invalid]:
    """Everything wrong with a voice, so a person can mend all of it at once; `text` is already tidied."""
    return [Invalid(message, field=name) for name, good, message in _CHECKS if not good(said, text)]


def procedure_of(kind: str) -> str:
    """The procedure whose clock this kind gets: the same for every channel."""
    found = kinds().get(kind)
    if found is None:
        raise NotFound(Text("没有这种事项", "There is no such kind of matter"), field="kind")
    return found.procedure


def subject_of(subject: str, text: str) -> str:
    """The heading: the given one, or the beginning of the text."""
    line = subject or text.split("\n", 1)[0]
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"
