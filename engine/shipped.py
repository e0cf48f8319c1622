"""Where the files that ship with the product are: scripts, voices and settings, in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def shipped(folder: str) -> Path:
    """The shipped folder `dialogs`, `voices` or `configs`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    for base in (here / "shipped_files", here.parent):
        if (base / folder).is_dir():
            return base / folder
    raise FileNotFoundError(f"the shipped folder `{folder}` is missing: reinstall callwright")
