"""How a sample was drawn, in words: what whoever quotes its figures has to say beside them."""

from collections.abc import Callable
from datetime import timedelta

from cocity.answer.verdicts.contracts import SampleSummary
from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.dates import day_words, moment_words
from cocity.kit.errors import NotFound
from cocity.kit.parts import Pair
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

BY_TELEPHONE = Text(
    "按种子随机抽取，由回访员电话询问", "Drawn at random by the seed; asked by telephone by callers"
)
ANY = Text("不限", "Any")
WHOLE = Text("没有：名单全部抽中", "None: the whole list was drawn")
UNLISTED = Text(
    "不公布：名单很短，或只有一两件没有公开，能试出编号",
    "Not published: the list is short, or but one or two on it are not public, and their numbers could be found",
)


def how_drawn(found: SampleSummary) -> list[Pair]:
    """How it was drawn, from what and why: all that whoever quotes its figures has to say."""
    last = found.until - timedelta(microseconds=1)
    category = intake.category_title(found.category) if found.category else ANY
    return [
        Pair(Text("为什么抽样", "Why it was drawn"), found.reason),
        Pair(Text("方法", "Method"), found.method),
        Pair(Text("公开的种子", "Public seed"), found.seed),
        Pair(Text("办结时段", "Closed in"), Text("{a} 至 {b}", "{a} to {b}").with_values(
            a=day_words(found.since), b=day_words(last))),
        Pair(Text("地方", "Place"), _named(found.place_path, lambda code: places.get(code).name)),
        Pair(Text("单位及下级", "Body, with those below"), _named(found.body_path, _body_name)),
        Pair(Text("类别", "Category"), category),
        Pair(Text("规程", "Procedure"), _procedure(found.procedure)),
        Pair(Text("抽取时间", "Drawn on"), moment_words(found.drawn_at)),
        Pair(Text("名单件数", "Matters on the list"), str(found.population)),
        Pair(Text("抽取件数", "Drawn of them"), str(found.drawn)),
        Pair(Text("名单的 SHA-256", "SHA-256 of the list"), found.frame or UNLISTED),
        Pair(Text("抽中界线", "The cut: below it, drawn"), _cut(found)),
    ]  # fmt: skip


def _cut(found: SampleSummary) -> Text | str:
    if found.cut:
        return found.cut
    return WHOLE if found.drawn == found.population else Text("没有记下", "Not kept")


def _procedure(name: str) -> Text | str:
    if not name:
        return ANY
    known = commitments.load_all().get(name)
    return known.title if known else name


def _body_name(code: str) -> Text:
    body = people.body_by_code(code)
    return Text(body.name_zh, body.name_en or body.name_zh)


def _named(path: str, name: Callable[[str], Text]) -> Text | str:
    """The last of a path by its name; its code where it is no more."""
    if not path:
        return ANY
    code = path.strip("/").rpartition("/")[2]
    try:
        return name(code)
    except NotFound:
        return code
