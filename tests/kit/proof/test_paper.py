"""One QR code holds a whole receipt, in a log of any size a city will have; a receipt too long is printed without."""

from cocity.engines.merkle import parse_receipt
from cocity.kit.proof.checking import check
from cocity.kit.proof.paper import LARGEST, qr_of, sheet
from tests.support.large_log import of_a_million
from tests.support.receipts import POLICY, sample

ADDRESS = "https://city.example/verify/"


def test_a_log_of_a_million_entries_and_two_witnesses_fits_with_room() -> None:
    receipt = of_a_million()
    assert check(receipt, POLICY).holds
    assert len(parse_receipt(receipt).proof) == 20
    code = qr_of(receipt)
    assert (len(receipt), code.version, code.error) == (2353, 36, "L")
    shown = sheet(receipt, ADDRESS)
    assert (shown.modules, shown.number, shown.size) == (161, 777_778, 1_000_000)


def test_the_drawing_is_one_picture_and_nothing_of_the_text() -> None:
    drawn = str(sheet(sample().receipt, ADDRESS).qr)
    assert drawn.startswith("<svg")
    assert "log.example" not in drawn


def test_the_longest_receipt_that_fits_and_one_byte_more() -> None:
    room = LARGEST - len(sample().receipt)
    line = b"\xe2\x80\x94 other.example/x AAAAAAA="
    name = b"x" * (room - len(line) - 1)
    full = sample().receipt + line.replace(b"other.example/x", b"other.example/x" + name) + b"\n"
    assert len(full) == LARGEST
    assert sheet(full, ADDRESS).modules == 177
    beyond = sheet(full.replace(b"xx", b"xxx", 1), ADDRESS)
    assert (beyond.qr, beyond.modules) == (None, 0)
