"""Policies: who may vouch for a checkpoint, and how a file that says so nonsensically is refused."""

import pytest

from cocity.engines.merkle import (
    Checkpoint,
    Kind,
    Malformed,
    Note,
    SigningKey,
    Unverified,
    VerifierKey,
    believe,
    is_weak,
    parse_policy,
    sign,
)
from cocity.engines.merkle.keys import PRIME, Y8

LOG = SigningKey("log.example", Kind.NOTE, bytes(32))
WITNESSES = {
    name: SigningKey(f"{name}.example", Kind.COSIGNATURE, bytes([n] * 32))
    for n, name in enumerate(("X1", "X2", "Y1", "Y2"), 1)
}
NAMED = f"log {LOG.public.text} https://log.example\n" + "".join(
    f"witness {name} {key.public.text}\n" for name, key in WITNESSES.items()
)
GROUPS = "group X all X1 X2\ngroup Y any Y1 Y2\ngroup both 2 X Y\n"
TEXT = Checkpoint("log.example", 3, bytes(32)).text


def signed(*names: str, by: SigningKey = LOG, text: bytes = TEXT) -> Note:
    return Note(text, (sign(text, by), *(sign(text, WITNESSES[name], 7) for name in names)))


@pytest.mark.parametrize(
    ("quorum", "names", "enough"),
    [
        ("none", "", True),
        ("X1", "X1", True),
        ("X1", "X2 Y1", False),
        ("X", "X1 X2", True),
        ("X", "X1 Y1", False),
        ("Y", "Y2", True),
        ("both", "X1 X2 Y1", True),
        ("both", "X1 Y1 Y2", False),
        ("both", "", False),
    ],
)
def test_a_quorum_is_met_or_not(quorum: str, names: str, enough: bool) -> None:
    policy = parse_policy(f"{NAMED}{GROUPS}quorum {quorum}\n".encode())
    note = signed(*names.split())
    if enough:
        believed = believe(note, policy)
        assert (believed.checkpoint.size, {each.at for each in believed.witnesses} - {7}) == (3, set())
    else:
        with pytest.raises(Unverified, match="no quorum"):
            believe(note, policy)


def test_the_log_itself_must_have_signed_under_its_origin() -> None:
    policy = parse_policy(f"{NAMED}quorum none\n".encode())
    with pytest.raises(Unverified, match="did not sign"):
        believe(signed("X1", by=SigningKey("log.example", Kind.NOTE, bytes([9] * 32))), policy)
    with pytest.raises(Unverified, match="no known log"):
        believe(signed(text=Checkpoint("other.example", 3, bytes(32)).text), policy)


def test_comments_blanks_tabs_and_foreign_bytes_are_taken() -> None:
    text = f"# 证人\n\n \t# more\n\tquorum \t none \n{NAMED}".encode() + b"# \xff\nwitness \xff "
    with pytest.raises(Malformed, match="line 11: a witness is written"):
        parse_policy(text)
    other = SigningKey("z", Kind.COSIGNATURE, bytes([8] * 32)).public.text
    policy = parse_policy(text + other.encode())
    assert (policy.quorum, len(policy.witnesses)) == ("none", 5)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", "no quorum line"),
        ("quorum none\nquorum none\n", "line 7: there is one quorum line"),
        ("quorum X1 X2\n", "there is one quorum line"),
        ("quorum Z\n", "'Z' is not defined above"),
        ("quorum X\ngroup X all X1\n", "'X' is not defined above"),
        ("group X 3 X1 X2\n", "the threshold goes from 1 to 2"),
        ("group X 0 X1 X2\n", "the threshold goes from 1 to 2"),
        ("group X 01 X1\n", "threshold is not a decimal"),
        ("group X some X1\n", "threshold is not a decimal"),
        ("group X all\n", "a group is written"),
        ("group X all none\n", "'none' is not defined above"),
        ("group X all X1 X1\n", "'X1' is a member already"),
        ("group X all X1\ngroup Z all X1\n", "'X1' is a member already"),
        ("group X1 all X2\n", "the name 'X1' is taken"),
        ("group none all X2\n", "the name 'none' is taken"),
        (f"log {LOG.public.text}\n", "stands here twice"),
        (f"witness Z {WITNESSES['X1'].public.text}\n", "stands here twice"),
        (f"witness Z {LOG.public.text}\n", "of kind 4, not 1"),
        (f"log {WITNESSES['X1'].public.text}\n", "of kind 1, not 4"),
        ("log\n", "a log is written"),
        ("log x\n", "a key is written"),
        ("witnes X\n", "a line begins with"),
        ("quorum none\r\n", "control character"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_its_line(lines: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        parse_policy(f"{NAMED}{lines}".encode())


def test_a_policy_with_a_key_for_which_anybody_could_sign_is_refused() -> None:
    for y in (0, 1, PRIME - 1, Y8, PRIME - Y8, PRIME, PRIME + 1, 2**255 - 1):
        for odd in (0, 1 << 255):
            public = (y | odd).to_bytes(32, "little")
            assert is_weak(public)
            with pytest.raises(Malformed, match="anybody could sign"):
                parse_policy(f"log {VerifierKey(LOG.name, LOG.kind, public).text}\nquorum none\n".encode())
    assert not is_weak(LOG.public.public)
