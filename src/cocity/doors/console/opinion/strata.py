"""Who people are and what the census says, out of two small tables, for the weighted figures."""

from pathlib import Path

import numpy as np

from cocity.doors.console.naming import naming
from cocity.engines.opinion import BadVotes, Margin, Weights, rake
from cocity.kit.errors import Invalid
from cocity.kit.tables import opened
from cocity.kit.text import Text

PERSON = ("participant", "voter-id")
CENSUS = ("stratum", "category", "share")


def weights(people: list[str], strata: Path, census: Path) -> Weights:
    """`strata`: participant and one column a stratum; `census`: stratum, category, share (or a head count).

    Raises Invalid naming file and line.
    """
    shares = _shares(census)
    categories = {name: {category: n for n, category in enumerate(of)} for name, of in shares.items()}
    margins = {
        name: Margin(column, np.array(list(shares[name].values())) / (sum(shares[name].values()) or 1.0))
        for name, column in _columns(people, strata, categories).items()
    }
    try:
        return rake(margins, len(people))
    except BadVotes as wrong:
        raise Invalid(Text(wrong.zh, wrong.en), field=str(census)) from None


def _shares(path: Path) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    with naming(path), opened(path) as sheet:
        sheet.need(CENSUS)
        for row in sheet.rows:
            stratum, category, share = (row.cells.get(name, "").strip() for name in CENSUS)
            try:
                value = float(share)
            except ValueError:
                value = -1.0
            if row.problem or not stratum or not category or not 0 <= value < float("inf"):
                raise _bad(
                    path,
                    row.line,
                    Text(
                        "应有类别、项目和不小于零的比例。",
                        "A stratum, a category and a share of zero or more are needed.",
                    ),
                )
            found.setdefault(stratum, {})[category] = value
    return found


def _columns(people: list[str], path: Path, categories: dict[str, dict[str, int]]):  # type: ignore[no-untyped-def]
    place = {person: n for n, person in enumerate(people)}
    with naming(path), opened(path) as sheet:
        who = next((name for name in PERSON if name in sheet.columns), "")
        sheet.need((who or PERSON[0],))
        names = [name for name in sheet.columns if name in categories]
        if not names:
            raise Invalid(
                Text("没有一列是普查表里的类别。", "No column is a stratum of the census table."),
                field=str(path),
            )
        found = {name: np.full(len(people), -1, np.int64) for name in names}
        for row in sheet.rows:
            at = place.get(row.cells.get(who, "").strip())
            for name in names:
                told = row.cells.get(name, "").strip()
                if told and told not in categories[name]:
                    raise _bad(
                        path,
                        row.line,
                        Text(
                            "普查表的“{name}”里没有“{told}”。", "The census has no {told} in {name}."
                        ).with_values(name=name, told=told),
                    )
                if at is not None and told:
                    found[name][at] = categories[name][told]
    return found


def _bad(path: Path, line: int, what: Text) -> Invalid:
    return Invalid(Text(f"第 {line} 行：{what.zh}", f"line {line}: {what.en}"), field=str(path))
