"""Signed notes, c2sp.org/signed-note: a text, a blank line, and one line for each signature."""

from collections.abc import Iterable
from dataclasses import dataclass

from cocity.engines.merkle.encoding import loosely, to_base64, to_text
from cocity.engines.merkle.errors import Malformed, Unverified
from cocity.engines.merkle.keys import ID_BYTES, SigningKey, VerifierKey, check_name

MOST_SIGNATURES = 100
LONGEST_NOTE = 1_000_000
DASH = "— "


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody's signature under a note: name and id (4 bytes) of the key, and what it signed.

    `written` is its base64 as it was read, where unused bits make it differ from the canonical one: such a signature
    stays in the note if its key is unknown, and never holds.
    """

    name: str
    key: bytes
    value: bytes
    written: str = ""

    @property
    def line(self) -> str:
        """As it stands in the note, with its newline."""
        return f"{DASH}{self.name} {self.written or to_base64(self.key + self.value)}\n"

    def verify(self, text: bytes, key: VerifierKey) -> int | None:
        """Time of a cosignature, None for any other. Raises `Unverified`."""
        if self.written:
            raise Unverified(f"the signature of {self.name[:80]} is not written in canonical base64")
        return key.verify(text, self.value)


@dataclass(frozen=True, slots=True)
class Note:
    """A text, ending in a newline, and its signatures, none of them checked."""

    text: bytes
    signatures: tuple[Signature, ...]

    def to_bytes(self) -> bytes:
        """As it is sent and stored."""
        return self.text + b"\n" + "".join(signature.line for signature in self.signatures).encode()


@dataclass(frozen=True, slots=True)
class Signed:
    """A key whose signature holds, and for a cosignature the seconds since 1970 at which it was made."""

    by: VerifierKey
    at: int | None


def parse_note(data: bytes) -> Note:
    """A note as sent. Raises `Malformed`; checks no signature."""
    if len(data) > LONGEST_NOTE:
        raise Malformed(f"a note has at most {LONGEST_NOTE:,} bytes")
    whole = to_text(data, "the note")
    head, blank, tail = whole.rpartition("\n\n")
    if not blank:
        raise Malformed("a note is a text, a blank line and signatures")
    signatures = parse_signatures(tail.encode())
    if not signatures:
        raise Malformed("the note has no signature")
    return Note(f"{head}\n".encode(), signatures)


def parse_signatures(data: bytes) -> tuple[Signature, ...]:
    """Signature lines, each with its newline, as a witness answers. Raises `Malformed`, also for more than 100."""
    text = to_text(data, "the signatures")
    if text and not text.endswith("\n"):
        raise Malformed("the last signature line does not end in a newline")
    lines = text.split("\n")[:-1]
    if len(lines) > MOST_SIGNATURES:
        raise Malformed(f"a note has at most {MOST_SIGNATURES} signatures, not {len(lines)}")
    return tuple(_signature(line) for line in lines)


def sign(text: bytes, key: SigningKey, at: int | None = None) -> Signature:
    """Signature of a note's text; `at`, seconds since 1970, for cosignatures. Raises `Malformed`."""
    check_text(text)
    return Signature(key.name, key.public.id, key.sign(text, at))


def check_text(text: bytes) -> None:
    """Raise `Malformed` for a text no note can have."""
    if not text.endswith(b"\n"):
        raise Malformed("a note's text ends in a newline")
    to_text(text, "the note's text")


def verified(note: Note, keys: Iterable[VerifierKey]) -> tuple[Signed, ...]:
    """Who of `keys` signed it: every signature of theirs is checked, those of others are passed over.

    A key that signed twice is named once, with its latest time. Raises `Unverified` where a signature of a known key
    does not hold or none is there, `Malformed` for two keys under one name and id.
    """
    known = _by_name_and_id(keys)
    times: dict[VerifierKey, int | None] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key))
        if key is not None:
            at = signature.verify(note.text, key)
            before = times.get(key)
            times[key] = at if at is None or before is None else max(at, before)
    if not times:
        raise Unverified("no key that is known signed the note")
    return tuple(Signed(key, at) for key, at in times.items())


def joined(note: Note, more: Iterable[Signature], keys: Iterable[VerifierKey]) -> Note:
    """The note with those further signatures that `keys` made and the note does not have yet.

    Signatures of other keys are left out; one of a known key that does not hold raises `Unverified`.
    """
    known = _by_name_and_id(keys)
    signatures = list(note.signatures)
    for signature in more:
        key = known.get((signature.name, signature.key))
        if key is not None and signature not in signatures:
            signature.verify(note.text, key)
            signatures.append(signature)
    return Note(note.text, tuple(signatures))


def _by_name_and_id(keys: Iterable[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.id), key) != key:
            raise Malformed(f"two keys are called {key.name[:80]} with id {key.id.hex()}")
    return known


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not space:
        raise Malformed(f"this is not a signature line: {line[:80]!r}")
    check_name(name)
    value = loosely(encoded, f"the signature of {name[:80]}")
    if len(value) <= ID_BYTES:
        raise Malformed(f"the signature of {name[:80]} is too short")
    written = "" if to_base64(value) == encoded else encoded
    return Signature(name, value[:ID_BYTES], value[ID_BYTES:], written)
