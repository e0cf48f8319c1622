"""A script with everything that belongs to it, as one value: the texts of its files and the hashes of its recordings.

A bundle is what is published and what a worker gets; `engine.dialog.loader` makes scripts of it. It can be sent between processes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from engine.dialog.problems import ScriptError
from engine.dialog.source import Tree, parse_source
from engine.dialog.text_file import UnreadableText, text_of

_MOST_FILES: Final = 200
"""More included files than this are a mistake."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one script."""

    main: str
    """The script's own file, by its name."""
    texts: dict[str, str]
    """Contents by path below the script's folder; `main` is among them."""
    recordings: dict[str, str] = field(default_factory=dict)
    """SHA-256 of the recorded prompts that there are, by the paths that the script names."""
    folder: str = ""
    """Where the files are or were; for messages, and to read the recordings. Not part of the content."""

    @property
    def content_hash(self) -> str:
        """SHA-256 of all files; another folder or order does not change it."""
        meaning = json.dumps([self.main, self.texts, self.recordings], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(meaning.encode()).hexdigest()

    def shown(self, name: str) -> str:
        """A file's name for messages."""
        return str(Path(self.folder) / name)


def read_bundle(path: Path) -> Bundle:
    """Reads a script with the files that it includes and the recordings that it plays. Those that are not there are left out.

    Raises:
        ScriptError: the script's own file cannot be read.
    """
    folder = path.parent
    texts = {path.name: _read(path)}
    waiting = [path.name]
    recordings: dict[str, str] = {}
    while waiting and len(texts) < _MOST_FILES:
        name = waiting.pop()
        tree = parse_source(texts[name], name).tree
        for included in included_by(name, tree):
            if included and included not in texts and (folder / included).is_file():
                texts[included] = _read(folder / included)
                waiting.append(included)
        for audio in _recordings_in(tree):
            if below(audio) and (folder / audio).is_file():
                recordings[audio] = hashlib.sha256((folder / audio).read_bytes()).hexdigest()
    return Bundle(path.name, texts, recordings, str(folder))


def included_by(name: str, tree: Tree) -> list[str | None]:
    """The files that a file includes, by their paths in the bundle; None for one outside of the folder."""
    listed = tree.get("include") if isinstance(tree, dict) else None
    paths = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
    return [below(str(PurePosixPath(name).parent / path)) for path in paths if isinstance(path, str)]


def below(path: str) -> str | None:
    """The path without `.` and `..`; None if it leaves the folder."""
    parts: list[str] = []
    if PurePosixPath(path).is_absolute():
        return None
    for part in PurePosixPath(path).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts) or None


def _recordings_in(tree: Tree) -> Iterator[str]:
    if isinstance(tree, dict):
        audio = tree.get("audio")
        by_language = list(audio.values()) if isinstance(audio, dict) else [audio]
        yield from (path for path in by_language if isinstance(path, str))
        for value in tree.values():
            yield from _recordings_in(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _recordings_in(value)


def _read(path: Path) -> str:
    """Raises ScriptError."""
    try:
        return text_of(path)
    except UnreadableText as error:
        raise ScriptError([error.problem]) from error
