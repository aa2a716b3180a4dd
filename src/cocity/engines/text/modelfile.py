"""A model as one file: a line that names the format, a header in JSON, plain arrays. Nothing in it is ever executed.

cocity-text 2\\n  |  length of header (8 bytes, big endian)  |  header  |  arrays  |  SHA-256 of all before
"""

import hashlib
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cocity.engines.text.classify import GRAMS, HEADING, HEAVY, HEAVY_WEIGHT, Classifier
from cocity.engines.text.errors import BadModel
from cocity.engines.text.trie import trie_of
from cocity.engines.text.vocabulary import SHARES, vocabulary_of

FORMAT = 2
MAGIC = b"cocity-text %d\n" % FORMAT
_TYPES = {"<f4", "<f8", "<u8", "|b1"}
_FORM = [GRAMS, HEAVY, HEAVY_WEIGHT, HEADING, *SHARES.tolist()]


def packed(model: Classifier) -> bytes:
    """The bytes of a model; the same model gives the same bytes."""
    counts = np.zeros(len(model.words), np.float64)
    ends = model.trie.word >= 0
    counts[model.trie.word[ends]] = np.exp(model.trie.chance[ends].astype(np.float64))
    arrays: dict[str, NDArray[Any]] = {
        "counts": counts, "stop": model.stop, "keys": model.vocabulary.keys, "scale": model.vocabulary.scale,
        "weights": model.weights, "bias": model.bias, "shift": model.shift, "seen": model.seen,
    }  # fmt: skip
    header = {
        "labels": model.labels, "words": model.words, "slope": model.slope, "abstain_below": model.abstain_below,
        "form": _FORM, "arrays": {name: [a.dtype.str, list(a.shape)] for name, a in arrays.items()},
    }  # fmt: skip
    head = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    order = sorted(arrays)
    body = MAGIC + len(head).to_bytes(8, "big") + head + b"".join(arrays[name].tobytes() for name in order)
    return body + hashlib.sha256(body).digest()


def unpacked(data: bytes) -> Classifier:
    """The model in `data`. Raises BadModel saying what is wrong with it."""
    header, body = _parts(data)
    try:
        return _built(header, body)
    except BadModel:
        raise
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise BadModel(f"the model file holds something that does not fit together ({error})") from error


def _parts(data: bytes) -> tuple[dict[str, Any], bytes]:
    if not data.startswith(b"cocity-text "):
        raise BadModel("this is not a model file of `cocity text train`")
    if not data.startswith(MAGIC):
        raise BadModel("the model file is of another version; train it again with `cocity text train`")
    if len(data) < len(MAGIC) + 40 or hashlib.sha256(data[:-32]).digest() != data[-32:]:
        raise BadModel("the model file is damaged or incomplete: its checksum does not fit")
    at = len(MAGIC) + 8
    length = int.from_bytes(data[len(MAGIC) : at], "big")
    try:
        header = json.loads(data[at : at + length])
    except ValueError as error:
        raise BadModel("the model file's header is no JSON") from error
    if not isinstance(header, dict):
        raise BadModel("the model file's header is no JSON object")
    return header, data[at + length : -32]


def _built(header: dict[str, Any], body: bytes) -> Classifier:
    if header["form"] != _FORM:
        raise BadModel("the model counts features as another version of CoCity did; train it again")
    arrays = _arrays(header["arrays"], body)
    labels, words = tuple(map(str, header["labels"])), tuple(map(str, header["words"]))
    features, seen = len(arrays["keys"]), arrays["seen"]
    shapes = {
        "counts": (len(words),), "stop": (len(words),), "keys": (features,), "scale": (features,),
        "weights": (features, len(labels)), "bias": (len(labels),), "shift": (len(labels),), "seen": seen.shape[:1],
    }  # fmt: skip
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise BadModel(f"the model file's {name} has the shape {arrays[name].shape}, not {shape}")
    if not all(words) or any(ord(char) > 0xFFFF for word in words for char in word) or len(labels) < 2:
        raise BadModel("the model file's words or labels cannot be used")
    if not all(np.isfinite(arrays[name]).all() for name in ("counts", "scale", "weights", "bias", "shift")):
        raise BadModel("the model file holds numbers that are none")
    if (
        (arrays["counts"] <= 0).any()
        or (np.diff(arrays["keys"].astype(object)) <= 0).any()
        or 0 in arrays["keys"]
    ):
        raise BadModel("the model file's counts or keys cannot be used")
    trie = trie_of(dict(zip(words, arrays["counts"].tolist(), strict=True)))
    return Classifier(
        labels, words, arrays["stop"], trie, vocabulary_of(arrays["keys"], arrays["scale"]), arrays["weights"],
        arrays["bias"], float(header["slope"]), arrays["shift"], float(header["abstain_below"]), seen,
    )  # fmt: skip


def _arrays(named: dict[str, Any], body: bytes) -> dict[str, NDArray[Any]]:
    found, at = {}, 0
    for name in sorted(named):
        kind, shape = named[name]
        if kind not in _TYPES:
            raise BadModel(f"the model file's {name} is of the kind {kind!r}, which none of ours is")
        size = int(np.prod([int(n) for n in shape], dtype=object)) * np.dtype(kind).itemsize
        if size < 0 or at + size > len(body):
            raise BadModel("the model file ends before its arrays do")
        found[name] = np.frombuffer(body[at : at + size], kind).reshape(shape)
        at += size
    return found
