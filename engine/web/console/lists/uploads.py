"""Files that people uploaded, kept until they are imported or given up. Each belongs to one account."""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from engine.settings import Settings
from engine.web.importing import own_name

UPLOAD_MAX_BYTES: Final = 64 << 20
_KEPT_S: Final = 86400.0
_KEY: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and what is made of it."""

    key: str
    path: Path
    """In a folder of its own, under the name that its owner gave it."""

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def rejects(self) -> Path:
        """Where its rejected rows go."""
        return self.path.parent.with_suffix(".rejected.csv")


def upload_folder(settings: Settings, account_id: int) -> Path:
    """Where an account's files are."""
    return settings.cache_dir / "uploads" / str(account_id)


def new_upload(settings: Settings, account_id: int, name: str) -> Upload:
    """A place for a file. What was left there for a day is deleted."""
    folder = upload_folder(settings, account_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.iterdir():
        if left.stat().st_mtime < time.time() - _KEPT_S:
            _forget(left)
    key = uuid4().hex
    path = folder / key / own_name(name)
    path.parent.mkdir(mode=0o700)
    return Upload(key, path)


def forget(upload: Upload) -> None:
    """The file is not needed any more; its rejected rows are kept."""
    _forget(upload.path.parent)


def _forget(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def rejects_of(settings: Settings, account_id: int, key: str) -> Path | None:
    """The rejected rows of an upload of this account; None if there are none, or the key is none of ours."""
    if not _KEY.fullmatch(key):
        return None
    path = upload_folder(settings, account_id) / f"{key}.rejected.csv"
    return path if path.is_file() else None
