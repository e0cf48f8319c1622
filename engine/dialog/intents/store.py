"""Trained heads on disk, by the content they were made of: whoever publishes a script prepares it, and its calls start at once."""

from __future__ import annotations

import contextlib
import logging
import os
import zipfile
from pathlib import Path
from typing import Final

import numpy as np

from engine.dialog.intents.head import Head
from engine.dialog.intents.trained import Examples, Placed, Trained
from engine.whole_files import replacing

log = logging.getLogger(__name__)

_SUFFIX: Final = ".npz"
MOST_KEPT: Final = 64
"""Of up to 15 MB each: what was not used for longest makes room. Every change of a designer's examples makes a new one."""


class HeadFiles:
    """A folder of heads made with one encoder. Several processes may share it."""

    def __init__(self, folder: Path, encoder: str) -> None:
        """Args:
        folder: made if it is not there.
        encoder: identity of the encoder's files.
        """
        self._folder = folder
        self._encoder = encoder

    @classmethod
    def below(cls, cache_dir: Path, encoder: str) -> HeadFiles:
        """The heads in the product's cache."""
        return cls(cache_dir / "intents", encoder)

    def find(self, examples: Examples) -> Trained | None:
        """What was kept for these very examples; None if nothing was, or if the file is damaged."""
        path = self._path(examples)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                head = Head(kept["weights"], float(kept["temperature"]), float(kept["none_bias"]))
                trained = Trained(Placed(examples, kept["vectors"]), head)
            _mark_used(path)
            return trained
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            log.warning("a kept head is damaged", extra={"action": "head_damaged", "path": str(path), "reason": str(error)})
            return None

    def keep(self, trained: Trained) -> None:
        """Writes a head; of too many, those that were not used for longest go. Raises OSError: the folder cannot be written."""
        head = trained.head
        with replacing(self._path(trained.examples)) as file:
            np.savez(
                file,
                vectors=trained.vectors,
                weights=head.weights,
                temperature=np.array(head.temperature),
                none_bias=np.array(head.none_bias),
            )
        for path in sorted(self._folder.glob(f"*{_SUFFIX}"), key=_used)[:-MOST_KEPT]:
            path.unlink(missing_ok=True)

    def _path(self, examples: Examples) -> Path:
        return self._folder / f"{examples.key(self._encoder)}{_SUFFIX}"


def _mark_used(path: Path) -> None:
    with contextlib.suppress(OSError):  # the cache may be another user's
        os.utime(path)


def _used(path: Path) -> float:
    with contextlib.suppress(FileNotFoundError):  # another process had it make room
        return path.stat().st_mtime
    return 0.0
