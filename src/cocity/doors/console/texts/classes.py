"""`cocity text train | predict | eval`."""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from cocity.doors.console.files import read_bytes, write_bytes
from cocity.doors.console.texts import files
from cocity.doors.console.texts.default import default_model
from cocity.engines.text import (
    Answer,
    Classifier,
    Tree,
    expected_error,
    packed,
    placed,
    tags_of,
    train,
    tree_of,
    unpacked,
)
from cocity.kit.errors import Invalid
from cocity.kit.text import Text

Options = argparse.Namespace


def run_train(options: Options) -> int:
    """Learns a model from a table and writes it; how many rows were bad."""
    found = files.columns(
        options.file, [options.text_column, options.label_column], filled=[options.label_column]
    )
    files.tell_bad(found.bad)
    quiet = options.json is not None
    with files.plainly(str(options.file)), files.working("训练 training", quiet=quiet) as step:
        model = train(found.of(0), [label.strip() for label in found.of(1)], step)
    data = packed(model)
    write_bytes(options.out, data)
    counts = Counter(label.strip() for label in found.of(1))
    told = {
        "rows": len(found.lines), "bad": len(found.bad), "labels": dict(counts.most_common()),
        "features": len(model.vocabulary.keys), "bytes": len(data), "abstain_below": model.abstain_below,
    }  # fmt: skip
    if options.json:
        files.write_json(told, options.json)
    if options.json != "-":
        files.say(
            f"学了 {told['rows']} 行 rows, {told['features']} 个特征 features → {options.out} ({len(data) / 1e6:.1f} MB)"
        )
        files.table(("类 label", "行 rows"), counts.most_common())
    return len(found.bad)


def run_predict(options: Options) -> int:
    """A suggestion for every row; how many rows were bad."""
    model = model_of(options.model)
    tree = _tree(options.scheme)
    found = files.texts_of(options.file, options.text_column)
    files.tell_bad(found.bad)
    texts = found.of(0)
    with files.working("判断 predicting", quiet=options.json is not None):
        answers = model.predict(texts, abstain=options.abstain)
    if options.json:
        rows = zip(found.lines, texts, answers, strict=True)
        files.write_json([_told(*row, tree, tags=options.tags) for row in rows], options.json)
    if options.json != "-":
        _say_answers(found.lines, answers)
    return len(found.bad)


def run_eval(options: Options) -> int:
    """How right a model is on rows it did not learn from; how many rows were bad.

    Raises Invalid when it learned from all of them.
    """
    model = model_of(options.model)
    names = [*options.text_column, options.label_column]
    found = files.columns(options.file, names, filled=[options.label_column])
    texts = ["\n".join(cells[:-1]) for cells in found.cells]
    fresh = [n for n, text in enumerate(texts) if not model.knows(text)]
    known = [
        (found.lines[n], "模型学过这一行，不算 the model learned from this row; left out")
        for n in sorted({*range(len(texts))} - {*fresh})
    ]
    files.tell_bad((*found.bad, *known))
    if not fresh:
        raise Invalid(
            Text(
                "这些行模型都学过，不能用来评估。",
                "The model learned from every one of these rows; none can judge it.",
            ),
            field=str(options.file),
        )
    truth = [found.cells[n][-1].strip() for n in fresh]
    told = measured(model.predict([texts[n] for n in fresh], reasons=0), truth) | {
        "refused": len(known),
        "bad": len(found.bad),
    }
    if options.json:
        files.write_json(told, options.json)
    if options.json != "-":
        _say_measured(told)
    return len(found.bad)


def model_of(path: Path | None) -> Classifier:
    """The model in a file, or the small one made from the demo's texts. Raises Invalid."""
    if path is None:
        return default_model()
    with files.plainly(str(path)):
        return unpacked(read_bytes(path))


def measured(answers: Sequence[Answer], truth: Sequence[str]) -> dict[str, Any]:
    """Accuracy, macro-F1 over the labels that occur, a row a label, calibration, and who is taken for whom."""
    guessed = [answer.best for answer in answers]
    labels = sorted({*truth, *guessed})
    pairs = Counter(zip(truth, guessed, strict=True))
    rows = {label: _of_label(label, labels, pairs) for label in labels}
    right = np.array([a == b for a, b in zip(truth, guessed, strict=True)])
    sure = np.array([answer.probability for answer in answers])
    return {
        "rows": len(truth),
        "accuracy": float(right.mean()),
        "macro_f1": float(np.mean([row["f1"] for row in rows.values()])),
        "ece": expected_error(sure, right),
        "labels": rows,
        "confusion": {a: {b: pairs[a, b] for b in labels if pairs[a, b]} for a in labels},
    }


def _of_label(label: str, labels: Sequence[str], pairs: Counter[tuple[str, str]]) -> dict[str, float]:
    hits, there = pairs[label, label], sum(pairs[label, other] for other in labels)
    given = sum(pairs[other, label] for other in labels)
    precision, recall = hits / given if given else 0.0, hits / there if there else 0.0
    f1 = 2 * hits / (given + there) if given + there else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "rows": there}


def _told(line: int, text: str, answer: Answer, tree: Tree | None, *, tags: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "line": line, "label": answer.label, "probability": round(answer.probability, 4),
        "reasons": [{"word": r.word, "weight": round(r.weight, 4)} for r in answer.reasons],
    }  # fmt: skip
    if answer.label is None:
        told["best"] = answer.best
    if tree:
        told["dispatch"] = asdict(placed(text, answer.best, tree))
    if tags:
        told["tags"] = [asdict(tag) for tag in tags_of(text)]
    return told


def _tree(scheme: Path | None) -> Tree | None:
    if scheme is None:
        return None
    found = files.columns(scheme, ["一级分类", "二级分类", "三级分类"])
    try:
        return tree_of([cells for cells in found.cells if cells[0] != "一级分类"])
    except ValueError as error:
        raise Invalid(
            Text("分类表里没有三级分类。", "The scheme holds no three levels."), field="scheme"
        ) from error


def _say_answers(lines: Sequence[int], answers: Sequence[Answer]) -> None:
    counts = Counter(answer.label or "不知道 don't know" for answer in answers)
    files.table(("类 label", "行 rows"), counts.most_common())
    shown = [
        (line, answer.label or "?", f"{answer.probability:.2f}", " ".join(r.word for r in answer.reasons))
        for line, answer in list(zip(lines, answers, strict=True))[:20]
    ]
    files.table(("行 line", "类 label", "概率", "因为 because of"), shown)


def _say_measured(told: dict[str, Any]) -> None:
    files.say(
        f"{told['rows']} 行 rows · 正确率 accuracy {told['accuracy']:.4f} · macro-F1 {told['macro_f1']:.4f} · ECE {told['ece']:.4f}"
    )
    files.say(
        f"没有计入：学过的 {told['refused']} 行 · not counted: {told['refused']} rows the model learned from"
    )
    files.table(
        ("类 label", "准 precision", "全 recall", "F1", "行 rows"),
        [
            (k, *(f"{v[n]:.3f}" for n in ("precision", "recall", "f1")), int(v["rows"]))
            for k, v in told["labels"].items()
        ],
    )
    wrong = sorted(
        ((n, a, b) for a, row in told["confusion"].items() for b, n in row.items() if a != b), reverse=True
    )
    files.table(("应为 is", "判为 taken for", "行 rows"), [(a, b, n) for n, a, b in wrong[:10]])
