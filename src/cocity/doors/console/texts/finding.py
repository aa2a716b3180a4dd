"""`cocity text duplicates | places | mask | reply-quality`."""

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from cocity.doors.console.files import read_bytes, write_bytes
from cocity.doors.console.naming import naming
from cocity.doors.console.texts.files import (
    Column,
    columns,
    plainly,
    say,
    table,
    tell_bad,
    texts_of,
    working,
    write_json,
)
from cocity.engines.private import masked
from cocity.engines.text import (
    Gazetteer,
    Name,
    NearIndex,
    Quality,
    agreement,
    best_place,
    judged,
    pairs_of,
    people_in,
    places_in,
    rarity,
    times_in,
)
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

Options = argparse.Namespace
_FORMS = (
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d",
    "%Y-%m-%d",
)


def run_duplicates(options: Options) -> int:
    """Pairs of rows that say nearly the same; with an index, also those like rows of earlier runs."""
    found = texts_of(options.file, options.text_column)
    tell_bad(found.bad)
    with plainly("least"), working("比较 comparing", quiet=options.json is not None):
        told = _against_index(options, found) if options.index else _among_rows(options, found)
    if options.json:
        write_json(told, options.json)
    if options.json != "-":
        say(
            f"{told['messages']} 行 rows · {len(told['pairs'])} 对近似 near-duplicate pairs (Jaccard ≥ {options.least})"
        )
        table(
            ("行 line", "行 line", "相似 Jaccard"),
            [(p["first"], p["second"], f"{p['similarity']:.4f}") for p in told["pairs"][:20]],
        )
    return len(found.bad)


def _among_rows(options: Options, found: Column) -> dict[str, Any]:
    texts = ["".join(cells) for cells in found.cells]
    if not 0 < options.least <= 1:
        raise Invalid(
            Text("相似度要大于 0、不超过 1。", "The similarity lies above 0 and at most at 1."), field="least"
        )
    pairs = [
        {
            "rows": [p.first, p.second], "first": found.lines[p.first], "second": found.lines[p.second],
            "similarity": round(p.similarity, 4),
        }
        for p in pairs_of(texts, options.least)
    ]  # fmt: skip
    return {"messages": len(texts), "pairs": pairs}


def _against_index(options: Options, found: Column) -> dict[str, Any]:
    """Numbers in the index go on from run to run; they stand in place of lines."""
    texts = ["".join(cells) for cells in found.cells]
    there = options.index.exists()
    index = NearIndex.unpacked(read_bytes(options.index)) if there else NearIndex(texts, options.least)
    begin = len(index)
    if len(texts) > begin / 2:
        index.renew()  # much is about to come: worth knowing what is common by now
    pairs = [
        {"rows": [other, begin + n], "first": other, "second": begin + n, "similarity": round(similarity, 4)}
        for n, answers in enumerate(index.add_all(texts))
        for other, similarity in answers
    ]
    write_bytes(options.index, index.packed())
    return {"messages": len(texts), "indexed": len(index), "pairs": pairs}


def run_mask(options: Options) -> int:
    """Texts with what is private hidden; only kinds and places of it are told, never the thing itself."""
    found = texts_of(options.file, options.text_column)
    tell_bad(found.bad)
    shown = [masked(text) for text in found.of(0)]
    counts = Counter(each.kind for one in shown for each in one.found)
    rows = zip(found.lines, shown, strict=True)
    told = [
        {"line": line, "text": one.text, "found": [asdict(each) for each in one.found]} for line, one in rows
    ]
    if options.json:
        write_json(told, options.json)
    if options.json != "-":
        say(
            f"{len(shown)} 行 rows · {sum(bool(one.found) for one in shown)} 行有私人信息 rows hold something private"
        )
        table(("种类 kind", "处 places"), counts.most_common())
        hidden = ((row["line"], " ".join(str(row["text"]).split())[:80]) for row in told if row["found"])
        table(("行 line", "遮盖后 as shown"), [pair for pair, _ in zip(hidden, range(20), strict=False)])
    return len(found.bad)


def run_places(options: Options) -> int:
    """Places, times and numbers of people that each row names."""
    found = texts_of(options.file, options.text_column)
    tell_bad(found.bad)
    names = gazetteer_of(options.gazetteer)
    told: list[dict[str, Any]] = []
    for line, text in zip(found.lines, found.of(0), strict=True):
        mentions = places_in(text, names)
        best = best_place(mentions)
        told.append({
            "line": line, "best": best.name if best else None, "places": [asdict(m) for m in mentions],
            "times": [asdict(t) for t in times_in(text)], "people": [asdict(p) for p in people_in(text)],
        })  # fmt: skip
    if options.json:
        write_json(told, options.json)
    if options.json != "-":
        kinds = Counter(m["kind"] for row in told for m in row["places"])
        say(f"{sum(bool(row['places']) for row in told)} / {len(told)} 行提到地点 rows name a place")
        table(("种类 kind", "处 mentions"), kinds.most_common())
        table(
            ("行 line", "最确切 most exact"), [(row["line"], row["best"]) for row in told if row["best"]][:20]
        )
    return len(found.bad)


def gazetteer_of(files: Iterable[Path]) -> Gazetteer:
    """Names out of tables: columns `name` (or `district`), and `kind code areaCode lon lat` where they are there."""
    from cocity.kit.tables import opened

    names = []
    for file in files:
        with naming(file), opened(file) as sheet:
            kind = (
                "district"
                if "district" in sheet.columns
                else "street"
                if "areaCode" in sheet.columns
                else "place"
            )
            for row in sheet.rows:
                of = row.cells
                names.append(
                    Name(
                        of.get("name") or of.get("district") or "", of.get("kind") or kind, of.get("code", ""),
                        of.get("areaCode", ""), _degrees(of.get("lon")), _degrees(of.get("lat")),
                    )
                )  # fmt: skip
    return Gazetteer(names)


def _degrees(cell: str | None) -> float | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """A time written in one of the usual ways; None for anything else."""
    for form in _FORMS:
        try:
            return datetime.strptime(text.strip(), form)  # noqa: DTZ007 - only differences count
        except ValueError:
            continue
    return None


def run_reply_quality(options: Options) -> int:
    """The four parts of every reply, and how they agree with people's marks where there are some."""
    names = [
        options.title_column,
        options.text_column,
        options.time_column,
        options.reply_column,
        options.reply_time_column,
    ]
    found = columns(options.file, [*names, *options.marks], filled=[options.reply_column])
    tell_bad(found.bad)
    with working("评 judging", quiet=options.json is not None):
        rare = rarity(f"{cells[0]}\n{cells[1]}" for cells in found.cells)
        judgements = [_judged(cells, rare) for cells in found.cells]
    told: dict[str, Any] = {
        "rows": [{"line": line} | asdict(q) for line, q in zip(found.lines, judgements, strict=True)],
        "agreement": _agreements(options.marks, found, judgements),
    }
    if options.json:
        write_json(told, options.json)
    if options.json != "-":
        _say_quality(told, judgements)
    return len(found.bad)


def _judged(cells: tuple[str, ...], rare: dict[str, float]) -> Quality:
    sent, replied = moment(cells[2]), moment(cells[4])
    days = (replied - sent).total_seconds() / 86400 if sent and replied else None
    return judged(f"{cells[0]}\n{cells[1]}", cells[3], days, rare)


def _agreements(marks: list[str], found: Column, judgements: list[Quality]) -> list[dict[str, Any]]:
    """Spearman's rho of every part with every column of marks, with its 95% interval."""
    told = []
    for n, mark in enumerate(marks):
        cells = [row[5 + n].strip() for row in found.cells]
        for part in ("relevance", "completeness", "interpretability", "timeliness"):
            both = [
                (getattr(q, part).value, float(c))
                for q, c in zip(judgements, cells, strict=True)
                if _is_mark(c) and getattr(q, part).value is not None
            ]
            if len(both) >= 3:
                rho, low, high = agreement([a for a, _ in both], [b for _, b in both])
                told.append(
                    {
                        "marks": mark,
                        "part": part,
                        "rows": len(both),
                        "rho": round(rho, 3),
                        "low": round(low, 3),
                        "high": round(high, 3),
                    }
                )
    return told


def _is_mark(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()


def _say_quality(told: dict[str, Any], judgements: list[Quality]) -> None:
    rows = []
    for part in ("relevance", "completeness", "interpretability", "timeliness"):
        values = sorted(v for q in judgements if (v := getattr(q, part).value) is not None)
        if values:
            at = [values[int(share * (len(values) - 1))] for share in (0.1, 0.5, 0.9)]
            rows.append((part, len(values), *(f"{v:.2f}" for v in at)))
    table(("部分 part", "行 rows", "10%", "中位 median", "90%"), rows)
    if told["agreement"]:
        say("与人的打分（斯皮尔曼，95% 区间）· with people's marks (Spearman, 95% interval)")
        table(
            ("打分 marks", "部分 part", "行 rows", "rho", "区间 interval"),
            [
                (a["marks"], a["part"], a["rows"], a["rho"], f"{a['low']} … {a['high']}")
                for a in told["agreement"]
            ],
        )
