"""The text engine beside scikit-learn and datasketch, in one run: `make bench ARGS=text`.

COCITY_SHARED names the folder of real data; datasketch is measured where it is installed. Processor time, the best of
three; memory is the highest of the whole process so far.
"""

import csv
import json
import os
import random
import resource
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from cocity.engines.text import Classifier, NearIndex, pairs_of, topics_of, train
from cocity.engines.text.topics import Message

SHARED = (
    Path(os.environ.get("COCITY_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    / "data"
    / "messages"
)
MILLION = int(os.environ.get("COCITY_BENCH_MESSAGES", "1000000"))
BLOCK = 50_000


def seconds(work: Callable[[], Any], times: int = 3) -> float:
    """Least processor time of a piece of work; the first call, which compiles, does not count."""
    work()
    best = float("inf")
    for _ in range(times):
        began = process_time()
        work()
        best = min(best, process_time() - began)
    return best


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"


def rows(name: str) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def f1(truth: list[str], guessed: list[str]) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, guessed, average="macro"))


def classes(raw: list[str]) -> None:
    """80/20 by a fixed shuffle, exact copies of training rows left out of the test."""
    given = rows("labelled_tokens.csv")
    random.Random(5).shuffle(given)
    cut = len(given) * 4 // 5
    texts, labels = [r["tokens"] for r in given], [r["label"] for r in given]
    known = set(texts[:cut])
    held = [n for n in range(cut, len(given)) if texts[n] not in known]
    truth, asked = [labels[n] for n in held], [texts[n] for n in held]
    made: list[Classifier] = []
    took = seconds(lambda: made.append(train(texts[:cut], labels[:cut])), 1)
    guessed = [answer.best for answer in made[0].predict(asked)]
    rate = len(raw) / seconds(lambda: made[0].predict(raw, reasons=0))
    print(
        f"classes       ours     macro-F1 {f1(truth, guessed):.4f}  train {took:6.1f} s  {rate:>9,.0f} raw messages/s",
        flush=True,
    )
    plain(texts[:cut], labels[:cut], asked, truth, raw)


def plain(texts: list[str], labels: list[str], asked: list[str], truth: list[str], raw: list[str]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True), LinearSVC()
    )
    began = process_time()
    model.fit(texts, labels)
    took = process_time() - began
    guessed = list(model.predict(asked))
    began = process_time()
    model.predict(raw)
    rate = len(raw) / (process_time() - began)
    print(
        f"classes       sklearn  macro-F1 {f1(truth, guessed):.4f}  train {took:6.1f} s  {rate:>9,.0f} raw messages/s",
        flush=True,
    )


def doubles(raw: list[str]) -> None:
    truth = {(a, b) for a, b, _ in json.loads((SHARED / "near_duplicate_pairs.json").read_text())["pairs"]}
    found = {(p.first, p.second) for p in pairs_of(raw)}
    right = len(found & truth)
    rate = len(raw) / seconds(lambda: pairs_of(raw), 5)
    print(
        f"doubles       ours        recall {right / len(truth):.3f}  precision {right / len(found):.3f}  {rate:>9,.0f} messages/s",
        flush=True,
    )
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        print("doubles       datasketch is not installed")
        return
    began = process_time()
    index, other = MinHashLSH(threshold=0.7, num_perm=128), set()
    for number, text in enumerate(raw):
        plain_text = "".join(text.split())
        sketch = MinHash(num_perm=128)
        sketch.update_batch([plain_text[i : i + 4].encode() for i in range(max(len(plain_text) - 3, 1))])
        other |= {(int(n), number) for n in index.query(sketch)}
        index.insert(str(number), sketch)
    took = process_time() - began
    print(
        f"doubles       datasketch  recall {len(other & truth) / len(truth):.3f}  precision {len(other & truth) / max(len(other), 1):.3f}  {len(raw) / took:>9,.0f} messages/s",
        flush=True,
    )


def million() -> None:
    """Growth of the index: generated messages of some 60 to 160 characters, one in twenty an edited copy."""
    rng = random.Random(1)
    words = [
        "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(rng.choice((2, 2, 3, 4))))
        for _ in range(20_000)
    ]
    made = _generated(rng, words, 20_000, copies=False)
    single(made, _generated(rng, words, BLOCK))
    index, size = NearIndex(made, room=MILLION), 0
    while size < MILLION:
        block = _generated(rng, words, min(BLOCK, MILLION - size))
        began = process_time()
        index.add_all(block)
        took = process_time() - began
        size += len(block)
        if size in {BLOCK, MILLION // 2, MILLION}:
            one = sorted(_milliseconds(lambda text=text: index.alike(text)) for text in block[:500])
            print(
                f"index {size:>9,}  {len(block) / took:>9,.0f} added/s  one message: median {one[250]:.3f} ms, 99% {one[495]:.3f} ms  {memory()}",
                flush=True,
            )


def single(made: list[str], block: list[str]) -> None:
    """The first messages of an index, each by a call of its own, as intake gives them."""

    def work() -> None:
        index = NearIndex(made, room=MILLION)
        for text in block:
            index.add(text)

    whole = seconds(work)
    begun = seconds(lambda: NearIndex(made, room=MILLION))
    print(f"index {len(block):>9,}  {len(block) / (whole - begun):>9,.0f} added/s, a call each", flush=True)


def _generated(rng: random.Random, words: list[str], count: int, copies: bool = True) -> list[str]:
    made = ["".join(rng.choices(words, k=rng.randrange(25, 60))) for _ in range(count)]
    for n in range(0, count if copies else 0, 20):
        made[n] = made[n - 1][:-3] + "改了"
    return made


def _milliseconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return (process_time() - began) * 1e3


def main() -> None:
    """Print the lines."""
    table = rows("mailbox_hot.csv")
    raw = [row["留言主题"] + row["留言详情"] for row in table]
    doubles(raw)
    classes(raw)
    messages = [Message(row["留言主题"], row["留言详情"], row["留言用户"]) for row in table]
    for count in (500, 1000, 2000, len(messages)):
        print(
            f"topics {count:>6,}  {seconds(lambda count=count: topics_of(messages[:count]), 1):6.2f} s",
            flush=True,
        )
    million()


if __name__ == "__main__":
    main()
