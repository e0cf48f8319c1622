"""SHA-256 of model files: what the catalogue or a pull recorded against what lies on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from engine.speech.api import SpeechUnavailable


class ModelDamaged(SpeechUnavailable):
    """A model's files are not the ones the catalogue, or the pull, recorded."""


def sha256_of(parts: Iterable[Path]) -> str:
    """The SHA-256 of the files' bytes one after another, in lower-case hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def wrong_files(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """Those of `expected` (file name to SHA-256) that are missing from `folder` or differ."""
    return [name for name, sha256 in expected.items() if not (folder / name).is_file() or sha256_of([folder / name]) != sha256]


def identity_of(checksums: Mapping[str, str]) -> str:
    """One short name for a set of files: the same files give the same identity on every machine."""
    lines = "\n".join(f"{sha256} {name}" for name, sha256 in sorted(checksums.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
