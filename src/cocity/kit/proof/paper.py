"""A whole receipt as one QR code, to be printed: what is scanned is the text of the `.tlog-proof` file itself."""

import io
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from cocity.engines.merkle import parse_checkpoint, parse_note, parse_receipt

QUIET = 4  # modules of white around it, ISO/IEC 18004 §6.3.8
LARGEST = 2_951  # bytes in a QR code of version 40, level L, in byte mode with its encoding named


@dataclass(frozen=True, slots=True)
class Sheet:
    """What `<c-proof-sheet>` prints: the code (none where the receipt is too long), and the receipt's own facts.

    Nothing is checked here: who holds the paper checks it. `modules` is the width of the code without its margin.
    """

    qr: SafeString | None
    modules: int
    origin: str
    number: int
    size: int
    address: str


def sheet(receipt: bytes, address: str) -> Sheet:
    """The sheet of a receipt; `address` is where it can be checked. Raises `Malformed` for what is no receipt."""
    parsed = parse_receipt(receipt)
    of = parse_checkpoint(parse_note(parsed.checkpoint).text)
    fits = len(receipt) <= LARGEST
    code = qr_of(receipt) if fits else None
    return Sheet(
        qr=None if code is None else drawn(code),
        modules=0 if code is None else int(code.symbol_size(border=0)[0]),
        origin=of.origin,
        number=parsed.index + 1,
        size=of.size,
        address=address,
    )


def qr_of(receipt: bytes) -> segno.QRCode:
    """The code: UTF-8 and said to be so (ECI 26), since the dashes of signature lines are no ASCII. ValueError if too long.

    Level L, raised where the same version has room for more: the smallest code is the largest module, and paper in a
    drawer fades evenly rather than in spots.
    """
    return segno.make_qr(
        receipt.decode(), mode="byte", encoding="utf-8", eci=True, error="l", boost_error=True
    )


def drawn(code: segno.QRCode) -> SafeString:
    """The code as inline SVG without a size: the page's style gives it one."""
    out = io.BytesIO()
    code.save(out, kind="svg", xmldecl=False, border=QUIET, dark="#000", light="#fff", omitsize=True)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn by segno: paths and nothing of the text
