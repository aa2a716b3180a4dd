"""What an agent's call must hold, and which categories its words point to. Pure."""

from collections.abc import Iterable

from cocity.kit.errors import Invalid
from cocity.kit.text import Text
from cocity.listen.hotline.contracts import Call
from cocity.listen.intake.contracts import Category

LONGEST_NAME = 60
LONGEST_NOTE = 2000
MOST_HINTS = 3


def check(call: Call, *, answerable: bool) -> list[Invalid]:
    """Everything wrong with what belongs to the call and not to the voice. `answerable`: its procedure lets a
    question be answered at once."""
    found = []
    if call.transfer_note and not call.transferred_to:
        found.append(
            Invalid(Text("请写明接通了哪个单位", "Say which office was joined"), field="transferred_to")
        )
    if len(call.transferred_to) > LONGEST_NAME:
        found.append(Invalid(Text("单位名称太长", "The office's name is too long"), field="transferred_to"))
    if call.answer and not answerable:
        said = Text(
            "只有咨询可以当场答复；其他事项请写入内容",
            "Only a question can be answered at once; for other matters write it into the text",
        )
        found.append(Invalid(said, field="answer"))
    return found


def likely(text: str, known: Iterable[Category]) -> tuple[Category, ...]:
    """Categories whose words stand in the text, those with the longer and more words first."""
    scored = [(sum(len(word) for word in each.words if word in text), each) for each in known]
    hits = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].code))
    return tuple(each for _, each in hits[:MOST_HINTS])
