"""`cocity`: one entry for every command. Expected errors are said plainly, with a number for scripts."""

import gc
import os
import sys
from collections.abc import Callable

HELP = {"help", "-h", "--help"}
WITHOUT_A_CITY = {"budget"}  # needs neither settings nor database, and starts at once without them


def main() -> None:
    """Run `cocity COMMAND …`; exit code 2 for an expected error, 1 where the reader of its output went away."""
    try:
        try:
            _plainly(_run)
        finally:
            sys.stdout.flush()  # here and not when Python ends, where nobody could catch what it raises
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _plainly(run: Callable[[], None]) -> None:
    """Settings, home and database that keep a command from running are said in words, exit code 2; a mistake of ours
    keeps its traceback."""
    try:
        run()
    except BrokenPipeError:
        raise
    except Exception as error:
        from cocity.doors.console.troubles import words

        said = words(error)
        if not said:
            raise
        sys.stderr.writelines(f"cocity: {line}\n" for line in said)
        sys.exit(2)


def _run() -> None:
    if not sys.argv[1:] or sys.argv[1] in HELP:
        asked = [name for name in sys.argv[2:3] if not name.startswith("-")]
        if not asked:
            from cocity.doors.console.helping import listing

            sys.stdout.writelines(f"{line}\n" for line in listing())
            return
        sys.argv = ["cocity", *asked, "--help"]
    if sys.argv[1:2] == ["witness"]:  # stands at somebody else's: no city, no settings, no database
        from cocity.doors.console.witness.program import main as witness

        sys.exit(witness(sys.argv[2:]))
    if sys.argv[1:2] == ["verify"]:
        # Needs no city: no settings are read and no folder is made.
        from cocity.doors.console.verify import main as verify

        sys.exit(verify(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocity.config.settings")
    from cocity.kit.errors import CityError
    from cocity.kit.faults import why

    name, *more = sys.argv[1:]
    try:
        if name in WITHOUT_A_CITY:
            _alone(name, more)
            return
        import django
        from django.core.management import execute_from_command_line

        django.setup()
        gc.freeze()  # what is loaded by now stays; to look through it for garbage took a fifth of an import's time
        # `recompute-due` is the module recompute_due: Python names hold no hyphen.
        execute_from_command_line(["cocity", name if name.startswith("-") else name.replace("-", "_"), *more])
    except OSError as error:
        if str(error.filename) not in more:
            raise
        # A file named on the command line that cannot be read or written; anything else is our own mistake.
        said = why(error)
        sys.stderr.write(
            f"cocity: {error.filename}: 读不了或写不了（{said.zh}） / cannot be read or written ({said.en})\n"
        )
        sys.exit(2)
    except CityError as error:
        where = f"{error.field}: " if error.field else ""
        # Which language is read here is a setting; without settings both are said.
        message = f"{error.message.zh} / {error.message.en}" if name in WITHOUT_A_CITY else error.message
        sys.stderr.write(f"cocity: {where}{message}\n")
        sys.exit(2)


def _alone(name: str, arguments: list[str]) -> None:
    """Run a command without loading the city's apps."""
    from importlib import import_module

    gc.disable()  # looking for garbage among what is being imported takes a tenth of the time; the end comes soon
    # numba looks for these when it starts, which takes as long as all the rest; nothing here uses them.
    for unused in ("scipy.linalg", "cffi", "yaml"):
        sys.modules.setdefault(unused, None)  # type: ignore[arg-type]
    command = import_module(f"cocity.doors.console.management.commands.{name}").Command()
    command._called_from_command_line = True  # a wrong option is said in words, as by every other command
    command.handle(**vars(command.create_parser("cocity", name).parse_args(arguments)))


if __name__ == "__main__":
    main()
