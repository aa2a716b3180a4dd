"""How a sample was drawn and what came of it, in words: what whoever quotes its figures has to say beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cocity.answer.verdicts.contracts import SampleSummary
from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.amounts import counted
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


OLDER = Text(
    "旧办法：只用公开的种子；知道种子的单位能算出自己哪些事会被问到",
    "The older one, by the public seed alone: an office that knows the seed could tell which of its matters are asked"
    " about",
)
CLOSED = Text("封存着：询问结束时公开", "Sealed: opened when asking is over")
LOST = Text(
    "没能公开！封存它的钥匙不在，或公告被改过：抽样是不是照公告做的，无法核对",
    "Could not be opened! The key is missing or the announcement was changed: nobody can check that the draw kept to it",
)
STATES = {
    "announced": Text("已公告，还没有抽", "Announced, not drawn yet"),
    "asking": Text("还在询问", "Being asked"),
    "asked": Text("都问过了", "All asked"),
    "done": Text("问完了", "Asking is over"),
    "late": Text("到期结束，没有都问到", "Over on its last day, not everybody was asked"),
    "withdrawn": Text("撤回了", "Withdrawn"),
    "lapsed": Text("过期没有抽", "Announced and never drawn"),
    "unopened": Text("结束了，暗号没能公开", "Over, its secret could not be opened"),
}
KINDS = {
    "announced": "waiting", "asking": "working", "asked": "done", "done": "done", "late": "returned",
    "withdrawn": "returned",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StateWords:
    """How far a sample is: its name, in words, and the kind of a status."""

    name: str
    words: Text
    kind: str


def state_words(found: SampleSummary) -> StateWords:
    """How far it is; a secret that does not open is said before everything else."""
    name = "unopened" if found.unopened else found.ended
    if not name:
        name = "announced" if found.announced_only else "asking" if found.asking else "asked"
    return StateWords(name, STATES[name], KINDS.get(name, "wrong"))


def how_drawn(found: SampleSummary) -> list[Pair]:
    """How it was drawn, from what and why: all that whoever quotes its figures has to say."""
    last = found.until - timedelta(microseconds=1)
    category = intake.category_title(found.category) if found.category else ANY
    return [
        Pair(Text("为什么抽样", "Why it was drawn"), found.reason),
        Pair(Text("方法", "Method"), found.method),
        *_promised(found),
        Pair(Text("办结时段", "Closed in"), Text("{a} 至 {b}", "{a} to {b}").with_values(
            a=day_words(found.since), b=day_words(last))),
        Pair(Text("地方", "Place"), _named(found.place_path, lambda code: places.get(code).name)),
        Pair(Text("单位及下级", "Body, with those below"), _named(found.body_path, _body_name)),
        Pair(Text("类别", "Category"), category),
        Pair(Text("规程", "Procedure"), _procedure(found.procedure)),
        Pair(Text("名单件数", "Matters on the list"), counted(found.population)),
        Pair(Text("名单的 SHA-256", "SHA-256 of the list"), found.frame or UNLISTED),
        *_drawn(found),
        *_ended(found),
    ]  # fmt: skip


def came_of(found: SampleSummary) -> list[Pair]:
    """What came of asking; who did not answer stays in the denominator. Empty before the draw."""
    if found.drawn_at is None:
        return []
    return [
        Pair(Text("抽中", "Drawn"), counted(found.drawn)),
        Pair(Text("回答了", "Answered"), counted(found.answered)),
        Pair(Text("没有人接", "No answer"), counted(found.no_answer)),
        Pair(Text("不愿评价", "Would not say"), counted(found.refused)),
        Pair(Text("没有联系方式", "No contact was left"), counted(found.no_contact)),
        Pair(Text("未询问", "Still to be asked"), counted(found.not_asked)),
    ]


def _promised(found: SampleSummary) -> list[Pair]:
    """What was said before the draw, and the secret as far as it is known."""
    if found.announced_at is None or found.seed_on is None or found.ask_until is None:
        return [Pair(Text("怎样选出来", "How it is drawn"), OLDER)]
    secret = found.secret or (LOST if found.ended else CLOSED)
    return [
        Pair(Text("公告时间", "Announced on"), moment_words(found.announced_at)),
        Pair(Text("要抽件数", "To be drawn"), str(found.size)),
        Pair(Text("种子从哪里来", "What the seed is"), found.seed_from),
        Pair(Text("种子哪天才有", "Known only on"), day_words(found.seed_on)),
        Pair(Text("最迟问到", "Asked until"), day_words(found.ask_until)),
        Pair(Text("暗号的指纹（SHA-256）", "Fingerprint of the secret (SHA-256)"), found.commit),
        Pair(Text("暗号", "The secret"), secret),
    ]


def _drawn(found: SampleSummary) -> list[Pair]:
    if found.drawn_at is None:
        return []
    return [
        Pair(Text("公开的种子", "Public seed"), found.seed),
        Pair(Text("抽取时间", "Drawn on"), moment_words(found.drawn_at)),
        Pair(Text("抽取件数", "Drawn of them"), counted(found.drawn)),
        Pair(Text("抽中界线", "The cut: below it, drawn"), _cut(found)),
    ]


def _ended(found: SampleSummary) -> list[Pair]:
    if found.ended_at is None:
        return []
    how = Text("{a}，{b}", "{c}, {d}").with_values(
        a=STATES[found.ended].zh, b=moment_words(found.ended_at).zh, c=STATES[found.ended].en,
        d=moment_words(found.ended_at).en,
    )  # fmt: skip
    why = [Pair(Text("为什么结束", "Why it ended"), found.ended_why)] if found.ended_why else []
    return [Pair(Text("结束", "Ended"), how), *why]


def _cut(found: SampleSummary) -> Text | str:
    if found.cut:
        return found.cut
    return WHOLE if found.drawn == found.population else Text("没有记下", "Not kept")


def _procedure(name: str) -> Text | str:
    if not name:
        return ANY
    known = commitments.load_all().get(name)
    return known.title if known else name


GONE = Text("名录里已没有的", "no longer in the register")


def _body_name(code: str) -> Text:
    body = people.body_by_code(code)
    return Text(body.name_zh, body.name_en or body.name_zh)


def _named(path: str, name: Callable[[str], Text]) -> Text | str:
    """The last of a path by its name, also where it is no more."""
    if not path:
        return ANY
    code = path.strip("/").rpartition("/")[2]
    try:
        return name(code)
    except NotFound:
        return GONE
