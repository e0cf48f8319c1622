"""Folders of the cache that are made at first use: whole or not there, however many processes want them at the same moment."""

from __future__ import annotations

import fcntl
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.speech.api import SpeechUnavailable

log = logging.getLogger(__name__)


class CannotPrepare(SpeechUnavailable):
    """The cache does not take what has to be made there."""


def made_once(folder: Path, wrong_files: Callable[[Path], list[str]], make: Callable[[Path], None]) -> Path:
    """`folder`, made if it is not there or damaged; others who want it meanwhile wait.

    Args:
        folder: where it is, or will be.
        wrong_files: the names of files that are not what they should be.
        make: fills an empty folder, which takes its place only when `make` returns.

    Raises:
        CannotPrepare: the disk is full, or not writable.
    """
    if folder.is_dir() and not wrong_files(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.with_name(f".{folder.name}.lock")):
            _make_anew(folder, wrong_files, make)
    except OSError as error:
        raise CannotPrepare(
            f"{folder} cannot be made: {error.strerror or error}: make room, or set CALLWRIGHT_CACHE_DIR to another folder"
        ) from error
    return folder


def _make_anew(folder: Path, wrong_files: Callable[[Path], list[str]], make: Callable[[Path], None]) -> None:
    if folder.is_dir():
        if not (wrong := wrong_files(folder)):
            return  # somebody else made it
        log.warning("a prepared model is damaged and made anew", extra={"action": "model_remade", "files": wrong})
        shutil.rmtree(folder)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as scratch:
        staging = Path(scratch) / "model"
        staging.mkdir()
        make(staging)
        staging.rename(folder)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keeps other processes out; the kernel lets go of the lock when its holder dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
