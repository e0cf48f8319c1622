"""Files that people uploaded, kept until they are imported or given up. Each belongs to one account."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from engine.settings import Settings

UPLOAD_MAX_BYTES: Final = 64 << 20
_KEPT_S: Final = 86400.0
_KEY: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and what is made of it."""

    key: str
    path: Path
    name: str
    """As its owner calls it."""

    @property
    def rejects(self) -> Path:
        """Where its rejected rows go."""
        return self.path.with_suffix(".rejected.csv")


def upload_folder(settings: Settings, account_id: int) -> Path:
    """Where an account's files are."""
    return settings.cache_dir / "uploads" / str(account_id)


def new_upload(settings: Settings, account_id: int, name: str) -> Upload:
    """A place for a file. What was left there for a day is deleted."""
    folder = upload_folder(settings, account_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.iterdir():
        if left.stat().st_mtime < time.time() - _KEPT_S:
            left.unlink(missing_ok=True)
    key = uuid4().hex
    return Upload(key, folder / f"{key}.upload", Path(name.replace("\\", "/")).name[:200])


def rejects_of(settings: Settings, account_id: int, key: str) -> Path | None:
    """The rejected rows of an upload of this account; None if there are none, or the key is none of ours."""
    if not _KEY.fullmatch(key):
        return None
    path = upload_folder(settings, account_id) / f"{key}.rejected.csv"
    return path if path.is_file() else None
