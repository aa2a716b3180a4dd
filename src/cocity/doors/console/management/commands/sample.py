"""`cocity sample`: closed matters drawn at random, for auditors who work on the server."""

import json
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cocity.answer.verdicts import api as verdicts
from cocity.doors.console import sample_file
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.errors import Conflict, Invalid, NotFound
from cocity.kit.text import Text
from cocity.learn.performance import api as performance
from cocity.listen.intake import api as intake

METHOD = f"{verdicts.BY_TELEPHONE.zh} {verdicts.BY_TELEPHONE.en}"
YEARS = range(1900, 9999)
WANTED = ("size", "method", "reason", "seed_from", "seed_on", "ask_until", "category", "procedure")
DIFFERS = Text(
    "重做抽不出当时的样本；已有 {left} 件被抽中的事项后来又重办，不在今天的名单上",
    "Drawing again does not give the same; {left} of the drawn matters were opened again and are on today's list no longer",
)
WRONG_SECRET = Text(
    "暗号对不上公告的指纹，或者打不开", "The secret is not the one announced, or does not open"
)


class Command(BaseCommand):
    help = (
        "Samples of closed matters: sample announce --as USER --since DAY --until DAY --size N --seed-from … --seed-on DAY "
        "--ask-until DAY --reason … | draw ID --as USER --seed … | end ID --as USER --why … | show [ID] | check ID (draws "
        "again) | verify FILE [--number N] (the downloaded JSON)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        announce = actions.add_parser("announce", help="announce one; it is public at once")
        announce.add_argument(
            "--since", type=date.fromisoformat, required=True, help="closed from this day on"
        )
        announce.add_argument(
            "--until", type=date.fromisoformat, required=True, help="until this day, itself included"
        )
        announce.add_argument("--size", type=int, required=True, help="how many")
        announce.add_argument(
            "--seed-from",
            required=True,
            help="what the seed will be: nobody's choice, such as a later lottery",
        )
        announce.add_argument(
            "--seed-on", type=date.fromisoformat, required=True, help="the day on which it becomes known"
        )
        announce.add_argument(
            "--ask-until", type=date.fromisoformat, required=True, help="the last day of asking"
        )
        announce.add_argument("--reason", required=True, help="why, for everyone to read: nothing personal")
        announce.add_argument("--method", default=METHOD, help="how it is drawn and asked")
        announce.add_argument("--place", default="", help="code of a place; with those below")
        announce.add_argument("--body", default="", help="code of the body that holds them; with those below")
        announce.add_argument("--category", default="", help="code of a category; with those below")
        announce.add_argument("--procedure", default="", help="name of a procedure")
        draw = actions.add_parser("draw", help="draw an announced one by its seed")
        draw.add_argument("sample", type=int)
        draw.add_argument("--seed", required=True, help="as it was published")
        end = actions.add_parser("end", help="end one and open its secret")
        end.add_argument("sample", type=int)
        end.add_argument("--why", default="", help="needed where not everybody was asked")
        for each in (announce, draw, end):
            each.add_argument(
                "--as", dest="who", required=True, help="user name of the auditor or supervisor"
            )
        show = actions.add_parser("show", help="the newest hundred, or one with what came back")
        show.add_argument("sample", type=int, nargs="?")
        check = actions.add_parser("check", help="draw again; exit code 2 where it differs")
        check.add_argument("sample", type=int)
        verify = actions.add_parser(
            "verify", help="check secrets in samples.json as downloaded; needs no database"
        )
        verify.add_argument("file", help="samples.json from /open/data/")
        verify.add_argument("--number", action="append", default=[], help="was this matter drawn?")
        for each in (announce, draw, end, show, check):
            each.add_argument("--json", action="store_true", dest="as_json", help="for programs")

    def handle(self, *args: Any, action: str, as_json: bool = False, **options: Any) -> None:
        if action == "verify":
            self._verify(options["file"], options["number"])
        elif action == "announce":
            self._one(verdicts.announce_sample(**_announced(options)), as_json)
        elif action == "draw":
            self._one(verdicts.draw_sample(**_turn(options), seed=options["seed"]), as_json)
        elif action == "end":
            self._one(verdicts.end_sample(**_turn(options), why=options["why"]), as_json)
        elif action == "check":
            self._check(options["sample"], as_json)
        elif options["sample"] is None:
            self._all(as_json)
        else:
            self._one(verdicts.sample_summary(options["sample"]), as_json)

    def _verify(self, file: str, numbers: list[str]) -> None:
        """Exit code 2 where a secret is not the one announced, or was not opened."""
        wrong = 0
        for said in sample_file.checked(file, numbers):
            wrong += not said.holds
            self.stdout.write(_said(said.words))
        if wrong:
            raise Conflict(sample_file.WRONG.with_values(n=wrong), field=file)

    def _one(self, found: verdicts.SampleSummary, as_json: bool) -> None:
        if as_json:
            self._write(_plain(found))
            return
        self.stdout.write(f"抽样 sample {found.id}")
        for pair in (*verdicts.how_drawn(found), *verdicts.came_of(found)):
            self.stdout.write(f"  {_said(pair.label)}: {_said(pair.value)}")
        for figure in performance.sampled(found):
            self.stdout.write(f"  {_said(figure.title)}: {_figure(figure)}")

    def _all(self, as_json: bool) -> None:
        found = verdicts.samples()
        if as_json:
            self._write([_plain(each) for each in found])
            return
        for each in found:
            at = each.drawn_at or each.announced_at
            day = timezone.localtime(at).date() if at else "-"
            state = verdicts.state_words(each).name
            self.stdout.write(f"{each.id:>6}  {day}  {each.answered}/{each.drawn}  {state}  {each.reason}")

    def _check(self, sample: int, as_json: bool) -> None:
        again = verdicts.draw_again(sample)
        if as_json:
            self._write(asdict(again))
        else:
            same, differs = "相同 the same", "不同 differs"
            self.stdout.write(
                f"名单 list {again.population}: {same if again.same_list else differs}; "
                f"抽中 drawn: {same if again.same_draw else differs}{_secret(again)}"
            )
        if again.same_secret is False:
            raise Conflict(WRONG_SECRET, field="sample")
        if not again.same_draw:
            raise Conflict(DIFFERS.with_values(left=again.left), field="sample")

    def _write(self, plain: object) -> None:
        self.stdout.write(json.dumps(plain, ensure_ascii=False, default=_moment))


def _moment(value: date | datetime) -> str:
    return value.isoformat()


def _secret(again: verdicts.DrawnAgain) -> str:
    if again.same_secret is None:
        return ""
    return f"; 暗号 secret: {'相同 the same' if again.same_secret else '不同 differs'}"


def _turn(given: dict[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    return {"now": now, "actor": _actor(given["who"], now), "sample": given["sample"]}


def _announced(given: dict[str, Any]) -> dict[str, Any]:
    """What `announce_sample` is asked. Raises NotFound or Invalid for a code or name there is none of."""
    now = timezone.now()
    for name, known in (("category", intake.categories()), ("procedure", commitments.load_all())):
        if given[name] and given[name] not in known:
            raise Invalid(Text("没有这一项", "There is no such one"), field=name)
    for name in ("since", "until", "seed_on", "ask_until"):
        if given[name].year not in YEARS:
            raise Invalid(Text("没有这样的日子", "There can be no such day"), field=name)
    wanted = verdicts.SampleWanted(
        since=_midnight(given["since"]),
        until=_midnight(given["until"] + timedelta(days=1)),
        place_path=places.get(given["place"]).path if given["place"] else "",
        body_path=people.body_by_code(given["body"]).path if given["body"] else "",
        **{name: given[name] for name in WANTED},
    )
    return {"now": now, "actor": _actor(given["who"], now), "wanted": wanted}


def _actor(username: str, now: datetime) -> people.Actor:
    user = get_user_model().objects.filter(username=username, worker__isnull=False).first()
    if user is None:
        raise NotFound(Text("没有这个工作人员", "There is no such worker"), field="as")
    return people.actor_of(user, on=calendar.local_day(now, settings.CALENDAR))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _said(words: object) -> str:
    if isinstance(words, Text) and words.zh != words.en:
        return f"{words.zh} {words.en}"
    return str(words)


def _figure(figure: performance.Figure) -> str:
    if figure.value is None:
        return _said(figure.missing)
    between = figure.interval
    spread = f" [{between.lo:.4g}, {between.hi:.4g}]" if between else ""
    few = " 样本小 few cases" if figure.small else ""
    return f"{figure.value:.4g}{spread} ({figure.numerator:g}/{figure.denominator}){few}"


def _plain(found: verdicts.SampleSummary) -> dict[str, Any]:
    return {**asdict(found), "figures": performance.as_rows(performance.sampled(found))}
