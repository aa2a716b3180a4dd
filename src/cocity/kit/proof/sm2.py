"""A further signature line under a checkpoint, by SM2 with SM3 (GM/T 0003, GM/T 0004), made by another process.

The line is of kind 255 of c2sp.org/signed-note: its key id is SHA-256(name ‖ newline ‖ 0xff ‖ `IDENTIFIER` ‖ point)[:4],
the point uncompressed (65 bytes), the signature DER (GM/T 0009) over the checkpoint's text. Programs that do not know
it pass the line over, so a receipt is neither better nor worse for them (docs/operators/sm2.md).
"""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cocity.engines.merkle import Note, Signature, other_key_id, parse_note, parse_receipt

IDENTIFIER = "cocity/sm2-sm3/v1"
SIGNER = "1234567812345678"  # the signer's id GM/T 0009 gives where nothing else was agreed
POINT_BYTES, CURVE = 65, bytes.fromhex("06082a811ccf5501822d")
SECONDS = 20.0  # for each process, where nothing else is said
PLAIN = ("-rawin", "-digest", "sm3", "-pkeyopt", f"distid:{SIGNER}")


class Sm2Unavailable(RuntimeError):
    """The process that signs or checks is missing, failed, or gave something that is no signature of the key."""


@dataclass(frozen=True, slots=True)
class Sm2Key:
    """A public key under a name; `pem` is a file with it (SubjectPublicKeyInfo); `patience` in seconds is what each
    process that signs or checks with it is given."""

    name: str
    pem: Path
    patience: float = SECONDS

    def point(self) -> bytes:
        """The uncompressed point, 65 bytes. Raises `Sm2Unavailable` for a key that is not of SM2."""
        der = _openssl(self.patience, "pkey", "-pubin", "-in", str(self.pem), "-outform", "DER")
        if CURVE not in der or der[-POINT_BYTES] != 4:
            raise Sm2Unavailable(f"{self.pem.name} is not an SM2 public key")
        return der[-POINT_BYTES:]

    def id(self) -> bytes:
        """Four bytes, as they stand in the line. Raises `Sm2Unavailable`, `Malformed` for the name."""
        return other_key_id(self.name, IDENTIFIER, self.point())

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether openssl finds that this key signed `text`."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(signature)
            file.flush()
            done = _run(
                [
                    _found(),
                    "pkeyutl",
                    "-verify",
                    *PLAIN,
                    "-pubin",
                    "-inkey",
                    str(self.pem),
                    "-sigfile",
                    file.name,
                ],
                text,
                self.patience,
            )
        return done.returncode == 0


def with_sm2(note: Note, key: Sm2Key, command: Sequence[str]) -> Note:
    """The note with a line of `key` more.

    `command` reads the text on its standard input and writes the signature (DER) on its output: `openssl_signer`, or
    the tool of an HSM. What it gives is checked with the public key first. Raises `Sm2Unavailable`.
    """
    if not command:
        raise Sm2Unavailable("no command is named that signs")
    done = _run(command, note.text, key.patience)
    if done.returncode or not key.verify(note.text, done.stdout):
        raise Sm2Unavailable(f"{command[0]} gave no signature of {key.name}")
    return Note(note.text, (*note.signatures, Signature(key.name, key.id(), done.stdout)))


def openssl_signer(secret: Path) -> tuple[str, ...]:
    """The command by which openssl signs with the secret key in this PEM file. Raises `Sm2Unavailable`."""
    return (_found(), "pkeyutl", "-sign", *PLAIN, "-inkey", str(secret))


def sm2_holds(receipt: bytes, key: Sm2Key) -> bool:
    """Whether a receipt's checkpoint has lines of `key`, and all of them hold.

    Raises `Malformed` for what is no receipt, `Sm2Unavailable` without openssl.
    """
    note, wanted = parse_note(parse_receipt(receipt).checkpoint), key.id()
    lines = [each for each in note.signatures if (each.name, each.key) == (key.name, wanted)]
    return bool(lines) and all(not each.written and key.verify(note.text, each.value) for each in lines)


def _openssl(patience: float, *arguments: str) -> bytes:
    done = _run([_found(), *arguments], b"", patience)
    if done.returncode:
        raise Sm2Unavailable(f"openssl {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace')[:200]}")
    return done.stdout


def _found() -> str:
    found = shutil.which("openssl")
    if found is None:
        raise Sm2Unavailable("openssl is not installed; SM2 needs version 3")
    return found


def _run(command: Sequence[str], given: bytes, patience: float) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, input=given, capture_output=True, timeout=patience, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Sm2Unavailable(f"{command[0]} did not answer: {error}") from None
