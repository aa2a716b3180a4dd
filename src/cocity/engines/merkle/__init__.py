"""The city log's mathematics: tree, tiles, proofs, signed checkpoints, receipts (docs/developers/merkle.md)."""

from cocity.engines.merkle.checkpoints import Checkpoint, parse_checkpoint
from cocity.engines.merkle.errors import LogError, Malformed, Unverified
from cocity.engines.merkle.hashing import EMPTY_ROOT, leaf_hash, node_hash, root_of
from cocity.engines.merkle.keys import (
    Kind,
    SigningKey,
    VerifierKey,
    is_weak,
    other_key_id,
    parse_signer,
    parse_verifier,
)
from cocity.engines.merkle.notes import (
    Note,
    Signature,
    Signed,
    joined,
    parse_note,
    parse_signatures,
    sign,
    verified,
)
from cocity.engines.merkle.policy import Believed, Policy, believe, parse_policy
from cocity.engines.merkle.proofs import verify_consistency, verify_inclusion
from cocity.engines.merkle.prover import Prover
from cocity.engines.merkle.receipts import Receipt, parse_receipt, verify_receipt
from cocity.engines.merkle.tiles import (
    Bundle,
    Tile,
    bundle_with,
    bundles_of,
    pack,
    parse_path,
    tiles_of,
    unpack,
)
from cocity.engines.merkle.tree import Edge, Read, edge_of, grow
from cocity.engines.merkle.witness import Addition, Head, Refusal, parse_addition, weigh

__all__ = [
    "EMPTY_ROOT",
    "Addition",
    "Believed",
    "Bundle",
    "Checkpoint",
    "Edge",
    "Head",
    "Kind",
    "LogError",
    "Malformed",
    "Note",
    "Policy",
    "Prover",
    "Read",
    "Receipt",
    "Refusal",
    "Signature",
    "Signed",
    "SigningKey",
    "Tile",
    "Unverified",
    "VerifierKey",
    "believe",
    "bundle_with",
    "bundles_of",
    "edge_of",
    "grow",
    "is_weak",
    "joined",
    "leaf_hash",
    "node_hash",
    "other_key_id",
    "pack",
    "parse_addition",
    "parse_checkpoint",
    "parse_note",
    "parse_path",
    "parse_policy",
    "parse_receipt",
    "parse_signatures",
    "parse_signer",
    "parse_verifier",
    "root_of",
    "sign",
    "tiles_of",
    "unpack",
    "verified",
    "verify_consistency",
    "verify_inclusion",
    "verify_receipt",
    "weigh",
]
