"""Reading dispatch: why this body, what else could be chosen, and what is wrong with the rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from cocity.act.dispatch import table
from cocity.act.dispatch.choice import RELATIVE, WORDS, Bodies
from cocity.act.dispatch.contracts import BodyNamed, Considered, Explanation, Guess, Proposal
from cocity.act.dispatch.gathering import decide, gather, routed
from cocity.act.dispatch.models import Routing
from cocity.act.dispatch.policy import policy
from cocity.act.dispatch.rules import Facts, Rule, RuleSet, mismatch
from cocity.act.dispatch.saying import Speaker
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.ground.places import api as places
from cocity.kit.errors import Forbidden, NotFound
from cocity.kit.text import Text

HOW: Mapping[str, Text] = {
    "parent": Text("被投诉单位的上级单位", "The body above the one complained about"),
    "fallback": Text(
        "没有可用的规则，由兜底单位承接", "No rule could be followed; the fallback body takes it"
    ),
    "stays": Text("由受理单位自己办理", "The body that took it in deals with it"),
    "nobody": Text("还没有单位可以承办，由派单员决定", "No body can take it yet; a person decides"),
}


def explain(actor: Actor, number: str) -> Explanation:
    """Why this body: every rule that was considered, as decided then and by the rules of then. Four statements, one
    more where rules name places, one where they name bodies that are gone.

    For anyone who may see the matter. Raises NotFound.
    """
    row = _seen(actor, number)
    speaker = _speaker(row)
    names = {body.info.id: body.info for body in speaker.bodies.all}
    if row.body_id and row.body_id not in names:
        names |= people.bodies({row.body_id})
    return _explanation(row, names, _rules(row), speaker)


def propose(actor: Actor, number: str, *, now: datetime) -> Proposal:
    """What the rules say now, with what else could be chosen; nothing is written. Raises Forbidden or NotFound."""
    if not actor.has_role("dispatcher"):
        raise Forbidden(Text("只有派单员可以查看派单建议", "Only a dispatcher may see proposals"))
    row = _seen(actor, number)
    [matter], known = gather(routed([row]), now=now)
    decision = decide(matter, known, now=now)
    choice = decision.choice
    row.how, row.rule, row.by_hand = choice.how, choice.rule, decision.by_hand
    row.body_id = choice.body.info.id if choice.body else None
    row.facts, row.trail, row.decided_at = matter.facts.as_json(), [list(t) for t in choice.trail], now
    declined = people.bodies(row.declined)
    names = {body.info.id: body.info for body in known.bodies.all}
    return Proposal(
        explanation=_explanation(row, names, known.rules, Speaker(known.bodies)),
        alternatives=tuple(_named(body.info) for body in choice.alternatives),
        declined=tuple(_named(info) for info in declined.values()),
        hops=row.hops,
        version=row.version,
    )


def explanations(numbers: Iterable[str]) -> dict[str, tuple[str, Text]]:
    """(body's code, reason) by number, for lists; the caller has checked who may see. Two statements."""
    rows = list(_rows().filter(number__in=set(numbers)))
    names = people.bodies({row.body_id for row in rows if row.body_id})
    return {
        row.number: (
            names[row.body_id].code if row.body_id in names else "",
            _reason(row, _rules(row).by_code, Speaker()),
        )
        for row in rows
    }


def _seen(actor: Actor, number: str) -> Routing:
    seen, _ = commitments.count(actor, commitments.Filters(words=number))
    row = _rows().filter(number=number).first() if seen else None
    if row is None:
        raise NotFound(Text("没有这个事项的派单记录", "There is no dispatch record of this matter"))
    return row


def _rows() -> QuerySet[Routing]:
    """Records with the mark of their rules, not the rules themselves: those are kept in memory."""
    return Routing.objects.select_related("rules_version").defer("rules_version__rows")


def _rules(row: Routing) -> RuleSet:
    """The rules it was decided by."""
    version = row.rules_version
    return table.of_version(version.pk, version.digest) if version else RuleSet(0, ())


def _speaker(row: Routing) -> Speaker:
    """With the names of all that the rules of then name, as they were called when it was decided."""
    rules, facts = _rules(row).rules, Facts.of(row.facts)
    codes = {rule.row.body for rule in rules} | {body for _, body, *_ in row.trail}
    on = calendar.local_day(row.decided_at, settings.CALENDAR)
    ids = {row.body_id} if row.body_id else set()
    found = people.directory(
        on=on, codes=codes - RELATIVE.keys(), place_paths={facts.place_path}, ids=ids, names_only=True
    )
    known = Bodies(found)
    missing = codes - RELATIVE.keys() - known.by_code.keys()
    gone = {code: Text(b.name_zh, b.name_en or b.name_zh) for code, b in people.bodies_coded(missing).items()}
    return Speaker(known, places.titles({rule.row.area for rule in rules if rule.row.area}), gone)


def _explanation(
    row: Routing, names: Mapping[int, people.BodyInfo], followed: RuleSet, speaker: Speaker
) -> Explanation:
    rules, facts = followed.by_code, Facts.of(row.facts)
    trail = [
        Considered(rule, speaker.rule(rules.get(rule)), speaker.body(body, facts), outcome, WORDS[word])
        for rule, body, outcome, word in row.trail
    ]
    body = names.get(row.body_id) if row.body_id else None
    guessed = Guess(row.category_guessed, row.certainty, tuple(row.words)) if row.category_guessed else None
    return Explanation(
        number=row.number, how=row.how, body=_named(body) if body else None, rule=row.rule,
        reason=_reason(row, rules, speaker), by_hand=policy().why(row.by_hand),
        failed=tuple(one for one in trail if one.outcome == "failed"),
        conflicts=_conflicts(row, rules), considered=(*trail, *_others(row, rules, {c.rule for c in trail}, speaker)),
        guess=guessed, category=row.category, rules_version=followed.version, decided_at=row.decided_at,
    )  # fmt: skip


def _reason(row: Routing, rules: Mapping[str, Rule], speaker: Speaker) -> Text:
    if row.how in HOW and not (row.how == "stays" and row.rule):
        return HOW[row.how]
    return speaker.rule(rules.get(row.rule))


def _conflicts(row: Routing, rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """Rules of the chosen one's rank that lead elsewhere."""
    chosen = rules.get(row.rule)
    if chosen is None or not any(word == "same_rank" for *_, word in row.trail):
        return ()
    facts = Facts.of(row.facts)
    rank = chosen.rank(facts)
    others = (rules[code] for code, *_ in row.trail if code in rules and code != row.rule)
    return tuple(o.row.code for o in others if o.rank(facts) == rank and o.row.body != chosen.row.body)


def _others(
    row: Routing, rules: Mapping[str, Rule], told: set[str], speaker: Speaker
) -> Sequence[Considered]:
    """The rules that did not apply, each with why."""
    facts = replace(Facts.of(row.facts), category=row.category)
    on = calendar.local_day(row.decided_at, settings.CALENDAR)
    found = ((rule, mismatch(rule, facts, on=on)) for code, rule in rules.items() if code not in told)
    return [
        Considered(
            rule.row.code, speaker.rule(rule), speaker.body(rule.row.body, facts), "no_match",
            speaker.mismatch(why, rule),
        )
        for rule, why in found if why is not None
    ]  # fmt: skip


def _named(info: people.BodyInfo) -> BodyNamed:
    return BodyNamed(info.id, info.code, Text(info.name_zh, info.name_en))
