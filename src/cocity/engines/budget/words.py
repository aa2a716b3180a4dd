"""A text's bytes eight or sixty-four at a time, for compiled loops. Read past the end they are zero.

Numba has no word for the processor's instructions that do this, so they are spelled out here. Numbers are
little-endian: a text's first byte is the lowest, on every machine Numba runs on. A text is a pair, where it begins and
how long it is: Numba counts references to arrays wherever one is handed on, which takes longer than all the rest.
"""
# Compiled code has no place for early types: mypy sees plain functions.

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

BYTE, WORD = ir.IntType(8), ir.IntType(64)
BLOCK = ir.VectorType(BYTE, 64)
HALF, WORDS = ir.VectorType(BYTE, 32), ir.VectorType(WORD, 4)  # 32 bytes: most ballots are no longer
MIX, SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
inside = njit(
    cache=True, forceinline=True
)  # becomes part of its caller: in inner loops calls took a third of the time
ONE, LONG = np.uint64(1), np.uint64(0xFF << 56)
spelled: Callable[[Any], Callable[..., Any]] = (
    intrinsic  # called without the first argument, which mypy cannot know
)


@spelled
def pointer(typing, array):  # type: ignore[no-untyped-def]
    """Where an array's numbers stand. Whoever asks sees to it that the array lives and that no index leaves it: one made
    within compiled code is gone after the last line that names it, so give it in from outside, or give it back.
    """

    def made(context, builder, signature, args):  # type: ignore[no-untyped-def]
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return types.CPointer(array.dtype)(array), made  # type: ignore[no-untyped-call]


def _at(builder: Any, args: Any, kind: Any) -> Any:
    """What stands `args[1]` bytes after a pointer, read as `kind`."""
    place = builder.gep(args[0], [args[1]])
    return builder.load(builder.bitcast(place, kind.as_pointer()), align=1)


@spelled
def _word(typing, data, at):  # type: ignore[no-untyped-def]
    def made(context, builder, signature, args):  # type: ignore[no-untyped-def]
        return _at(builder, args, WORD)

    return types.uint64(data, types.int64), made


def _everywhere(builder: Any, byte: Any, kind: Any) -> Any:
    """A block of this byte alone."""
    first = builder.insert_element(ir.Constant(kind, ir.Undefined), byte, ir.IntType(32)(0))
    places = ir.Constant(ir.VectorType(ir.IntType(32), kind.count), [0] * kind.count)
    return builder.shuffle_vector(first, first, places)


def _compared(builder: Any, args: Any, alike: Callable[[Any, Any], Any]) -> Any:
    """Which of the 64 bytes from `args[1]` after a pointer compare like that with the byte `args[2]`, as bits."""
    return builder.bitcast(alike(_at(builder, args, BLOCK), _everywhere(builder, args[2], BLOCK)), WORD)


@spelled
def _marks(typing, data, at, sought):  # type: ignore[no-untyped-def]
    def made(context, builder, signature, args):  # type: ignore[no-untyped-def]
        return _compared(builder, args, partial(builder.icmp_unsigned, "=="))

    return types.uint64(data, types.int64, types.uint8), made


@spelled
def _below(typing, data, at, limit):  # type: ignore[no-untyped-def]
    def made(context, builder, signature, args):  # type: ignore[no-untyped-def]
        return _compared(builder, args, partial(builder.icmp_unsigned, "<"))

    return types.uint64(data, types.int64, types.uint8), made


@spelled
def blended(typing, data, at, many):  # type: ignore[no-untyped-def]
    """A number for `many` bytes, at most 32, without a branch; 32 must be there to read."""

    def made(context, builder, signature, args):  # type: ignore[no-untyped-def]
        upto = _everywhere(builder, builder.trunc(args[2], BYTE), HALF)
        inside = builder.icmp_unsigned("<", ir.Constant(HALF, list(range(HALF.count))), upto)
        block = builder.select(inside, _at(builder, args, HALF), ir.Constant(HALF, [0] * HALF.count))
        salt = ir.Constant(WORDS, [(int(SPREAD) * (2 * k + 1)) % 2**64 for k in range(WORDS.count)])
        words = builder.mul(builder.xor(builder.bitcast(block, WORDS), salt), salt)
        while words.type.count > 1:
            half = words.type.count // 2
            parts = (
                builder.shuffle_vector(
                    words,
                    words,
                    ir.Constant(ir.VectorType(ir.IntType(32), half), list(range(low, low + half))),
                )
                for low in (0, half)
            )
            words = builder.xor(*parts)
        return builder.extract_element(words, ir.IntType(32)(0))

    return types.uint64(data, types.int64, types.int64), made


@spelled
def differing(typing, data, at, other):  # type: ignore[no-untyped-def]
    """Which of the 32 bytes at both places differ, as bits."""

    def made(context, builder, signature, args):  # type: ignore[no-untyped-def]
        blocks = (_at(builder, (args[0], place), HALF) for place in args[1:])
        found = builder.bitcast(builder.icmp_unsigned("!=", *blocks), ir.IntType(HALF.count))
        return builder.zext(found, WORD)

    return types.uint64(data, types.int64, types.int64), made


@spelled
def lowest(typing, marks):  # type: ignore[no-untyped-def]
    """Which is the lowest bit set, from 0; 64 when none is."""

    def made(context, builder, signature, args):  # type: ignore[no-untyped-def]
        return builder.cttz(args[0], ir.IntType(1)(0))

    return types.int64(types.uint64), made


@spelled
def ones(typing, marks):  # type: ignore[no-untyped-def]
    """How many bits are set."""

    def made(context, builder, signature, args):  # type: ignore[no-untyped-def]
        return builder.ctpop(args[0])

    return types.int64(types.uint64), made


@inside
def marks(text, at, sought):  # type: ignore[no-untyped-def]
    """Bit k says whether byte `at + k` is the one sought, for 64 of them."""
    data, size = text
    if at + 64 <= size:
        return _marks(data, at, sought)
    found = np.uint64(0)
    for k in range(at, size):
        if data[k] == sought:
            found |= ONE << np.uint64(k - at)
    return found


@inside
def below(text, at, limit):  # type: ignore[no-untyped-def]
    """Bit k says whether byte `at + k` is less than the limit, for 64 of them; past the end all are."""
    data, size = text
    if at + 64 <= size:
        return _below(data, at, limit)
    found = ~np.uint64(0)
    for k in range(at, size):
        if data[k] >= limit:
            found ^= ONE << np.uint64(k - at)
    return found


@inside
def whole(data, at, many):  # type: ignore[no-untyped-def]
    """The first `many` bytes, at most eight, from `at`, where eight can be read."""
    found = _word(data, at)
    return found if many >= 8 else found & ((ONE << np.uint64(8 * many)) - ONE)


@inside
def word(text, at, many):  # type: ignore[no-untyped-def]
    """The first `many` bytes, at most eight, from `at`."""
    data, size = text
    if at + 8 <= size:
        return whole(data, at, many)
    found = np.uint64(0)
    for k in range(min(many, size - at)):
        found |= np.uint64(data[at + k]) << np.uint64(8 * k)
    return found


@inside
def swapped(w):  # type: ignore[no-untyped-def]
    """The bytes the other way round, so that words compare as texts do."""
    w = ((w >> np.uint64(8)) & np.uint64(0x00FF00FF00FF00FF)) | (
        (w & np.uint64(0x00FF00FF00FF00FF)) << np.uint64(8)
    )
    w = ((w >> np.uint64(16)) & np.uint64(0x0000FFFF0000FFFF)) | (
        (w & np.uint64(0x0000FFFF0000FFFF)) << np.uint64(16)
    )
    return (w >> np.uint64(32)) | (w << np.uint64(32))


@inside
def stirred(h):  # type: ignore[no-untyped-def]
    """Every bit of a hash depends on every other."""
    h ^= h >> np.uint64(29)
    h *= MIX
    return h ^ (h >> np.uint64(32))


@inside
def key(text, low, high):  # type: ignore[no-untyped-def]
    """A number for these bytes of UTF-8: up to eight of them (no NUL among them) are the number itself; more are hashed,
    and a byte that is none of UTF-8 keeps the two apart.
    """
    h = word(text, low, high - low)
    if high - low <= 8:
        return h
    for at in range(low + 8, high, 8):
        h = stirred(h) ^ (word(text, at, high - at) * SPREAD)
    return h | LONG


@inside
def same(text, low, high, other, at):  # type: ignore[no-untyped-def]
    """Are these bytes and as many of the other text from `at` the same?"""
    for k in range(0, high - low, 8):
        if word(text, low + k, high - low - k) != word(other, at + k, high - low - k):
            return False
    return True
