"""What a reply must hold, and who may write it. Pure."""

import hashlib
from collections.abc import Sequence

from cocity.answer.replies.contracts import How, Words
from cocity.ground.people.api import Actor
from cocity.kit.errors import CityError, Conflict, Errors, Forbidden, Invalid
from cocity.kit.text import Text

LONGEST = 5000
METHODS = ("written", "telephone")
CLAIMS = ("yes", "partly", "no")
DISPOSITIONS = ("adopted", "partly", "not_adopted")
NEEDS_REASONS = frozenset({"partly", "no", "not_adopted"})


def faults(words: Words, *, claim: str, disposition: str) -> list[Invalid]:
    """Everything wrong with a reply's words, so the writer can mend all of it at once."""
    found = [
        Invalid(message, field=name)
        for name, bad, message in (
            ("public", not words.public, Text("请写明答复内容", "Write the answer")),
            ("claim", bool(claim) == bool(disposition), _ONE),
            ("claim", bool(claim) and claim not in CLAIMS, _CLAIM),
            ("disposition", bool(disposition) and disposition not in DISPOSITIONS, _DISPOSITION),
            ("reasons", (claim or disposition) in NEEDS_REASONS and not words.reasons, _REASONS),
        )
        if bad
    ]
    for name in ("public", "reasons", "personal"):
        if len(getattr(words, name)) > LONGEST:
            found.append(Invalid(_LONG, field=name))
    return found


_ONE = Text(
    "请填写是否解决，或者采纳结果，两者只填一个", "Say either whether it is solved, or whether it is adopted"
)
_CLAIM = Text("请选择已解决、部分解决或未解决", "Choose solved, partly or not solved")
_DISPOSITION = Text("请选择采纳、部分采纳或不予采纳", "Choose adopted, partly adopted or not adopted")
_REASONS = Text(
    "没有全部解决或采纳时，请写明理由", "Where it is not wholly solved or adopted, give the reasons"
)
_LONG = Text("最多 5000 字，请缩短", "At most 5,000 characters; shorten it")


def check_how(how: How) -> None:
    """Raises Invalid: an unknown way, or words said on the telephone that were not read back."""
    if how.method not in METHODS:
        raise Invalid(Text("请选择怎样答复的", "Choose how it was answered"), field="method")
    if how.method == "telephone" and not how.read_back:
        raise Invalid(
            Text("电话答复要把记下的话念给对方听", "Read back to the person what you wrote down"),
            field="read_back",
        )


def check(words: Words, *, claim: str, disposition: str) -> None:
    """Raises Errors naming every field at fault."""
    found = faults(words, claim=claim, disposition=disposition)
    if found:
        raise Errors(found)


def outcome_needed(needs: Sequence[str], *, claim: str, disposition: str) -> CityError | None:
    """What is wrong with answering through an action that has these needs; None: all is well."""
    if "claim" not in needs and "disposition" not in needs:
        return Conflict(
            Text("这一步不是答复；请选择办结或采纳", "This step is no answer; choose the one that closes it")
        )
    if "claim" in needs and not claim:
        return Invalid(_CLAIM, field="claim")
    if "disposition" in needs and not disposition:
        return Invalid(_DISPOSITION, field="disposition")
    return None


def check_corrector(actor: Actor, author_body: int, author_path: str) -> None:
    """The unit that wrote it corrects it; nobody corrects in another's name. Raises Forbidden."""
    if actor.body_id != author_body or not any(
        held.role == "handler" and held.body_path == author_path for held in actor.roles
    ):
        raise Forbidden(
            Text("只有作出答复的单位可以更正", "Only the unit that gave the reply may correct it")
        )


def digest(words: Words) -> str:
    """SHA-256 (64 hex digits) of the public part: public text and reasons, each after its length in bytes."""
    parts = (text.encode() for text in (words.public, words.reasons))
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()
