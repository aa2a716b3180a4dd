"""The city log: whether it is signed, witnessed and up to date. Samples: whether their secrets were opened."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from cocity.answer.citylog import api as citylog
from cocity.answer.verdicts import api as verdicts
from cocity.doors.console.doctor.findings import Finding, bad, good, watch
from cocity.kit.text import Text

LATE = timedelta(minutes=2)
CHECK = "city log"
PULSE = Text("让 cocity pulse 一直运行", "Keep cocity pulse running")


def city_log(now: datetime) -> Iterator[Finding]:
    """Signing goes on, entries come in, witnesses sign."""
    log = citylog.standing()
    if log.trouble is not None:
        said = Text("存证簿停止签名：{why}", "The city log does not sign: {why}").with_values(
            why=log.trouble.what
        )
        yield bad(CHECK, said, Text("见 operators/citylog.md", "See operators/citylog.md"))
        return
    if log.waiting_since is not None and now - log.waiting_since > LATE:
        said = Text("存证簿落后，最早一条在 {at}", "The city log is behind, the first entry is of {at}")
        yield watch(
            CHECK,
            said.with_values(at=log.waiting_since),
            PULSE,
        )
    if log.line is not None:
        said = Text("新检查点没有国密签名行：{why}", "New checkpoints have no SM2 line: {why}")
        yield watch(
            CHECK,
            said.with_values(why=log.line.what),
            Text(
                "看 COCITY_LOG_SM2_COMMAND（operators/sm2.md）",
                "See COCITY_LOG_SM2_COMMAND (operators/sm2.md)",
            ),
        )
    silent = [each.name for each in log.witnesses if each.said]
    if silent:
        said = Text("见证方没有签：{names}", "Witnesses that did not sign: {names}").with_values(
            names=", ".join(silent)
        )
        yield watch(CHECK, said, Text("联系见证方", "Ask the witness"))
    if not log.witnesses:
        yield watch(
            CHECK,
            Text("存证簿没有见证方", "The city log has no witnesses"),
            Text("写一份 policy（见 operators/citylog.md）", "Write a policy (operators/citylog.md)"),
        )
    elif not silent:
        yield good(
            CHECK,
            "存证簿 {n} 条，已签名并见证",
            "The city log has {n} entries, signed and witnessed",
            n=log.size,
        )


def samples(now: datetime) -> Iterator[Finding]:
    """Samples end on their day, and every secret of one that is over is open."""
    due = verdicts.samples_due(now)
    if due.unopened:
        said = Text(
            "抽样 {which} 结束了，暗号打不开：公开页已经写明",
            "Samples {which} are over and their secrets do not open: the public page says so",
        )
        yield bad(
            "samples", said.with_values(which=_listed(due.unopened)),
            Text(
                "找回 keys/contact.key（COCITY_CONTACT_KEY），pulse 会自动公开；见 operators/commands.md",
                "Bring back keys/contact.key (COCITY_CONTACT_KEY), the pulse then opens them; see operators/commands.md",
            ),
        )  # fmt: skip
    if due.late:
        said = Text(
            "抽样 {which} 过了最后一天还没有结束", "Samples {which} are past their last day and go on"
        )
        yield watch("samples", said.with_values(which=_listed(due.late)), PULSE)
    if not due.late and not due.unopened:
        yield good("samples", "结束了的抽样都已公开暗号", "Every sample that is over has opened its secret")


def _listed(samples: Sequence[int]) -> str:
    return ", ".join(map(str, samples))
