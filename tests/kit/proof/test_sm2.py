"""The SM2 line: made and checked by the real openssl, passed over by everybody else, refused when altered."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from cocity.doors.console import verify
from cocity.engines.merkle import Malformed, Receipt, parse_note, parse_receipt
from cocity.kit.proof.checking import check
from cocity.kit.proof.sm2 import IDENTIFIER, Sm2Key, Sm2Unavailable, openssl_signer, sm2_holds, with_sm2
from tests.support.receipts import POLICY, sample

NAME = "log.example/city"


def pair(folder: Path, name: str = NAME, curve: str = "SM2") -> tuple[Sm2Key, Path]:
    """A public and a secret key as docs/operators/sm2.md makes them."""
    secret, public = folder / f"{curve}.key", folder / f"{curve}.pem"
    made = [
        "openssl",
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        f"ec_paramgen_curve:{curve}",
        "-out",
        secret,
    ]
    subprocess.run(made, check=True, capture_output=True)
    subprocess.run(
        ["openssl", "pkey", "-in", secret, "-pubout", "-out", public], check=True, capture_output=True
    )
    return Sm2Key(name, public), secret


@pytest.fixture
def signed(tmp_path: Path) -> tuple[Sm2Key, bytes]:
    key, secret = pair(tmp_path)
    plain = parse_receipt(sample().receipt)
    note = with_sm2(parse_note(plain.checkpoint), key, openssl_signer(secret))
    return key, Receipt(plain.index, plain.proof, note.to_bytes(), plain.extra).to_bytes()


def test_the_line_holds_and_everybody_else_passes_it_over(signed: tuple[Sm2Key, bytes]) -> None:
    key, receipt = signed
    assert sm2_holds(receipt, key)
    assert check(receipt, POLICY).facts == check(sample().receipt, POLICY).facts
    assert not sm2_holds(sample().receipt, key)


def test_the_key_id_is_that_of_kind_255(signed: tuple[Sm2Key, bytes]) -> None:
    key, _ = signed
    wanted = sha256(f"{NAME}\n".encode() + b"\xff" + IDENTIFIER.encode() + key.point()).digest()[:4]
    assert (key.id(), len(key.point()), key.point()[0]) == (wanted, 65, 4)
    with pytest.raises(Malformed):
        Sm2Key("two words", key.pem).id()


def test_an_altered_line_or_text_is_refused(signed: tuple[Sm2Key, bytes]) -> None:
    key, receipt = signed
    *_, line, _ = receipt.split(b"\n")
    for at in (len(line) // 2, len(line) - 6):
        bent = bytearray(line)
        bent[at] = ord("A") if bent[at] != ord("A") else ord("B")
        assert not sm2_holds(receipt.replace(line, bytes(bent)), key)
    assert not sm2_holds(receipt.replace(b"\n300\n", b"\n301\n"), key)


def test_another_key_of_the_same_name_did_not_sign(signed, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert not sm2_holds(signed[1], pair(other)[0])


def test_a_tool_of_an_hsm_signs_and_a_wrong_one_is_found_out(tmp_path: Path) -> None:
    key, secret = pair(tmp_path)
    note = parse_note(parse_receipt(sample().receipt).checkpoint)
    tool = tmp_path / "hsm"
    words = " ".join(openssl_signer(secret))
    tool.write_text(f"#!/bin/sh\nexec {words}\n")
    tool.chmod(0o700)
    assert len(with_sm2(note, key, [str(tool)]).signatures) == len(note.signatures) + 1
    for wrong in (["cat"], ["false"], [str(tmp_path / "none")]):
        with pytest.raises(Sm2Unavailable):
            with_sm2(note, key, wrong)


def test_a_key_of_another_curve_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Sm2Unavailable, match="not an SM2 public key"):
        pair(tmp_path, curve="P-256")[0].point()
    with pytest.raises(Sm2Unavailable, match="failed"):
        Sm2Key(NAME, tmp_path / "missing").point()


def test_the_command_demands_the_line_where_asked(signed, tmp_path: Path, capsys) -> None:
    key, receipt = signed
    (tmp_path / "policy").write_bytes(POLICY)
    (tmp_path / "with").write_bytes(receipt)
    (tmp_path / "without").write_bytes(sample().receipt)
    asked = ["--policy", str(tmp_path / "policy"), "--sm2", NAME, str(key.pem)]
    assert verify.main([str(tmp_path / "with"), *asked]) == 0
    assert "The SM2 signature holds too" in capsys.readouterr().out
    assert verify.main([str(tmp_path / "without"), *asked]) == 1


def test_without_openssl_it_says_so(signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Sm2Unavailable, match="openssl is not installed"):
        sm2_holds(signed[1], signed[0])
