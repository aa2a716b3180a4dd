"""`cocity text`: what people write, understood: class, doubles, topics, places, private data, replies."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cocity.doors.console.telling import SOME_BAD
from cocity.doors.console.texts.classes import run_eval, run_predict, run_train
from cocity.doors.console.texts.finding import run_duplicates, run_mask, run_places, run_reply_quality
from cocity.doors.console.texts.topics import run_topics

RUN: dict[str, Callable[[argparse.Namespace], int]] = {
    "train": run_train, "predict": run_predict, "eval": run_eval, "duplicates": run_duplicates, "topics": run_topics,
    "places": run_places, "mask": run_mask, "reply-quality": run_reply_quality,
}  # fmt: skip
ABOUT = {
    "train": "learn classes from labelled texts",
    "predict": "suggest a class for every row, with reasons",
    "eval": "measure a model on rows it did not learn from",
    "duplicates": "find near-duplicates",
    "topics": "group messages into topics and rank them by heat",
    "places": "find places, times and numbers of people",
    "mask": "hide private data",
    "reply-quality": "judge replies in four parts",
}


class Command(BaseCommand):
    help = (
        "Understand Chinese texts in a table: train, predict, eval (classes), duplicates, topics, places, mask (private "
        "data), reply-quality."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        of = {}
        for name, about in ABOUT.items():
            of[name] = each = what.add_parser(name, help=about, description=about)
            each.add_argument("file", type=Path, help="CSV, XLSX or JSON; plain or .gz")
            each.add_argument(
                "--json",
                nargs="?",
                const="-",
                metavar="FILE",
                help="as JSON; without a name on standard output",
            )
        _of_classes(of)
        _of_mailboxes(of)
        for name in ("duplicates", "places", "mask"):
            _texts(of[name], ["留言主题", "留言详情"])
        of["duplicates"].add_argument(
            "--least", type=float, default=0.7, help="least Jaccard similarity of 4-character shingles"
        )
        of["duplicates"].add_argument(
            "--index", type=Path, help="kept from run to run: rows are compared with earlier ones too"
        )
        for name in ("places", "topics"):
            of[name].add_argument(
                "--gazetteer",
                type=Path,
                action="append",
                default=[],
                help="table of names (name, code, areaCode, lon, lat)",
            )

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if RUN[what](argparse.Namespace(**options)):
            sys.exit(SOME_BAD)


def _texts(parser: argparse.ArgumentParser, default: list[str]) -> None:
    parser.add_argument(
        "--text-column",
        nargs="+",
        default=default,
        metavar="T",
        help="column, or several to join: heading first",
    )


def _of_classes(of: dict[str, CommandParser]) -> None:
    of["train"].add_argument("--text-column", required=True, metavar="T")
    of["train"].add_argument(
        "--out", "--model", type=Path, required=True, dest="out", help="the model file to write"
    )
    for name in ("predict", "eval"):
        of[name].add_argument(
            "--text-column",
            nargs="+",
            required=True,
            metavar="T",
            help="column, or several to join: heading first",
        )
        of[name].add_argument(
            "--model",
            type=Path,
            required=name == "eval",
            help="from `text train`; without it a small one of the demo's texts",
        )
    for name in ("train", "eval"):
        of[name].add_argument("--label-column", required=True, metavar="L")
    of["predict"].add_argument(
        "--abstain", action="store_true", help="no label (don't know) where the model is too unsure"
    )
    of["predict"].add_argument(
        "--scheme", type=Path, help="table 一级分类 二级分类 三级分类: also the branch below the class"
    )
    of["predict"].add_argument(
        "--tags", action="store_true", help="also groups of people, nature and urgency"
    )


def _of_mailboxes(of: dict[str, CommandParser]) -> None:
    for name in ("topics", "reply-quality"):
        for option, column in (("title", "留言主题"), ("text", "留言详情"), ("time", "留言时间")):
            of[name].add_argument(f"--{option}-column", default=column, metavar="COLUMN")
    for option, column in (("person", "留言用户"), ("likes", "点赞数"), ("dislikes", "反对数")):
        of["topics"].add_argument(
            f"--{option}-column", default=column, metavar="COLUMN", help="empty: there is none"
        )
    of["topics"].add_argument("--html", type=Path, help="also as one page with a drawing")
    of["reply-quality"].add_argument("--reply-column", default="答复意见", metavar="COLUMN")
    of["reply-quality"].add_argument("--reply-time-column", default="答复时间", metavar="COLUMN")
    of["reply-quality"].add_argument(
        "--marks", nargs="*", default=[], metavar="COLUMN", help="columns of people's marks to compare with"
    )
