"""A small right procedure, and ways to make it wrong in one place."""

from pathlib import Path

SMALL = """\
procedure: small
version: 2026-01-01
title: {zh: 小规程, en: Small one}
clocks:
  whole: {title: {zh: 全程, en: Whole}, limit: 5, unit: working_day, from: opened, until: done, pausable: true, breach: warn_holder}
  first: {title: {zh: 联系, en: Contact}, limit: 1, unit: working_day, from: opened, breach: warn_holder}
states:
  opened: {title: {zh: 已收, en: Received}, told: {zh: 已收到您说的事。, en: We have it.}}
  sent: {title: {zh: 已派, en: Sent}, told: {zh: 已转给单位。, en: It was sent.}}
  done: {title: {zh: 已办, en: Done}, told: {zh: 单位说办好了。, en: They say it is done.}}
  still: {title: {zh: 暂停, en: Paused}, told: {zh: 暂时停下。, en: It is on hold.}}
  closed: {title: {zh: 办结, en: Closed}, told: {zh: 您已确认。, en: You confirmed it.}, end: true}
actions:
  offer: {title: {zh: 派单, en: Send}, from: opened, to: sent, by: dispatcher, needs: [body], does: offer}
  accept: {title: {zh: 接单, en: Accept}, from: sent, to: opened, by: offered, does: accept}
  decline: {title: {zh: 退单, en: Decline}, from: sent, to: opened, by: offered, needs: [reason], at_most: 2, does: decline}
  contact: {title: {zh: 联系, en: Contact}, from: opened, by: holder, needs: [note], meets: first}
  claim: {title: {zh: 办好, en: Claim}, from: opened, to: done, by: holder, needs: [claim], does: claim}
  pause: {title: {zh: 暂停, en: Pause}, from: opened, to: still, by: holder, needs: [reason, until], approval: supervisor, tells: beneficiary, does: pause}
  resume: {title: {zh: 恢复, en: Resume}, from: still, to: opened, by: holder, does: resume}
  tried: {title: {zh: 未接通, en: No answer}, from: done, by: caller, needs: [note]}
  call: {title: {zh: 回访, en: Call}, from: done, to: closed, else: opened, by: caller, not: handler, needs: [verdict], does: judge}
  reopen: {title: {zh: 重办, en: Reopen}, from: closed, to: opened, by: beneficiary, needs: [reason], within_days: 30, does: reopen}
"""


def written(folder: Path, text: str, name: str = "small") -> Path:
    """`text` as a file of the folder."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(line: str, old: str, new: str) -> tuple[str, int]:
    """SMALL with `old` replaced in the line that begins with `line`, and that line's number."""
    lines = SMALL.splitlines()
    at = next(i for i, text in enumerate(lines) if text.strip().startswith(line))
    assert old in lines[at]
    lines[at] = lines[at].replace(old, new)
    return "\n".join(line for line in lines if line) + "\n", at + 1
