"""`cocity verify FILE`: checks a receipt of the public log, without network, database or settings.

`main` calls it before Django is set up, so it works on a laptop on which no city was ever made.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from cocity.kit.faults import told
from cocity.kit.proof.checking import Checked, check
from cocity.kit.proof.saying import SAYINGS
from cocity.kit.proof.sm2 import Sm2Key, Sm2Unavailable, sm2_holds
from cocity.kit.proof.telling import Told, tell
from cocity.kit.text import Text

HELP = (
    "Check a receipt (.tlog-proof) offline: verify FILE --policy FILE [--content FILE]; exit code 0, 1 or 2."
)
EPILOG = """exit codes: 0 it holds; 1 it does not hold; 2 it could not be checked (a file is missing or unreadable,
or no policy was given)."""
LONGEST = 4_000_000
NO_POLICY = "没有信任名单 no policy: --policy FILE (docs/residents/verify.md says where to get one)"
SM2_HOLDS = Text("国密 SM2 签名也对得上", "The SM2 signature holds too")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("file", help="the receipt, a .tlog-proof file; - reads it from standard input")
    parser.add_argument("--policy", help="file that says which log and which witnesses to believe")
    parser.add_argument("--content", help='JSON file {"salt": …, "content": …}: is this what was recorded?')
    parser.add_argument(
        "--entry", help="the entry as it stands in the log, where the receipt does not carry it"
    )
    parser.add_argument(
        "--sm2", nargs=2, metavar=("NAME", "PEM"), help="also demand the SM2 line of this key (needs openssl)"
    )
    parser.add_argument("--language", choices=["zh", "en"], help="one language; otherwise both")


def main(given: Sequence[str]) -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(
        prog="cocity verify",
        description=HELP,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    arguments(parser)
    return run(vars(parser.parse_args(given)))


def run(options: dict[str, object]) -> int:
    """Check and say what came out. Exit code 0: holds, 1: does not, 2: could not be checked."""
    try:
        receipt = _read(options["file"])
        checked = _checked(receipt, options)
        sm2 = checked.holds and cast(list[str] | None, options.get("sm2"))
        if sm2 and not sm2_holds(receipt, Sm2Key(sm2[0], Path(sm2[1]))):
            checked = Checked(step="signed", detail="there is no SM2 line of this key, or it does not hold")
    except OSError as error:
        said = told(error)
        sys.stderr.write(f"cocity verify: {said.zh} / {said.en}\n")
        return 2
    except (ValueError, Sm2Unavailable) as error:
        sys.stderr.write(f"cocity verify: {error}\n")
        return 2
    lines = _lines(tell(checked))
    for text, value in [*lines, (SM2_HOLDS, "")] if sm2 and checked.holds else lines:
        sys.stdout.write(_line(text, value, str(options.get("language") or "")))
    return 0 if checked.holds else 2 if checked.undecided else 1


def _checked(receipt: bytes, options: dict[str, object]) -> Checked:
    policy = options.get("policy")
    if not policy:
        raise ValueError(NO_POLICY)
    entry, opening = options.get("entry"), options.get("content")
    return check(
        receipt,
        _read(policy),
        entry=_read(entry) if entry else None,
        opening=_read(opening) if opening else None,
    )


def _read(name: object) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LONGEST)
    with Path(str(name)).open("rb") as file:
        return file.read(LONGEST)


def _lines(told: Told) -> list[tuple[Text, str | Text]]:
    lines: list[tuple[Text, str | Text]] = [(told.verdict, "")]
    if told.reason:
        why: list[tuple[Text, str | Text]] = [(_within(SAYINGS["why"]), told.detail)] if told.detail else []
        return [*lines, (_within(told.reason), ""), *why]
    lines += [(SAYINGS["proved"], ""), *((_within(text), "") for text in told.proved)]
    if told.entry:
        lines += [(SAYINGS["recorded"], ""), *((_within(label), value) for label, value in told.entry)]
    if told.content:
        lines += [
            (SAYINGS["recorded_content"], ""),
            *((_within(label), value) for label, value in told.content),
        ]
    lines += [(SAYINGS["keys"], ""), *((Text(f"  {name}", f"  {name}"), key) for name, key in told.keys)]
    return [*lines, (SAYINGS["unproved"], ""), *((_within(text), "") for text in told.unproved)]


def _within(text: Text) -> Text:
    return Text(f"  {text.zh}", f"  {text.en}")


def _line(text: Text, value: str | Text, language: str) -> str:
    words = _in(text, language)
    if value:
        words = f"{words}: {_in(value, language) if isinstance(value, Text) else value}"
    # A receipt may hold anything; the terminal that shows it is not to be steered by it.
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words) + "\n"


def _in(text: Text, language: str) -> str:
    """In the language asked for, or in both."""
    chosen = {"zh": text.zh, "en": text.en}.get(language)
    return chosen or (text.zh if text.zh == text.en else f"{text.zh} / {text.en.strip()}")
