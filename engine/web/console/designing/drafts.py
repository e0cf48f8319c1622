"""Drafts of scripts: files in one folder, as they would be edited with any editor. Their names are the only way to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from engine.dialog.bundle import Bundle, read_bundle
from engine.dialog.checks.passed_days import passed_days_check
from engine.dialog.loader import Checked, check_bundle
from engine.dialog.problems import Problem, ScriptError
from engine.dialog.text_file import UnreadableText, text_of
from engine.publishing.voices import known_voices_check
from engine.rehearsal.cases.reading import SUFFIX
from engine.store.errors import StoreError
from engine.web.checking import checked_script, is_long
from engine.whole_files import EVERYBODY_READS, replacing

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_ID_LINE: Final = re.compile(r"^id:.*$", re.MULTILINE)
TEXT_MAX: Final = 1 << 20


class DraftError(StoreError):
    """A draft is not there, or cannot be written as somebody wants it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A script's text and that of its tests, as they are in their files."""

    name: str
    path: Path
    text: str
    tests: str | None
    """None: it has none yet."""

    @property
    def tests_path(self) -> Path:
        return self.path.with_name(self.path.stem + SUFFIX)


class Drafts:
    """One folder of drafts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Of all drafts."""
        files = sorted(self._folder.glob("*.yaml")) if self._folder.is_dir() else []
        return [file.stem for file in files if not file.name.endswith(SUFFIX) and _NAME.fullmatch(file.stem)]

    def open(self, name: str) -> Draft:
        """The draft as it is now.

        Raises:
            DraftError: there is none of this name, or a file of it cannot be read.
        """
        path = self._path(name)
        if not path.is_file():
            raise DraftError(f"there is no script {name!r} in {self._folder}")
        tests = path.with_name(path.stem + SUFFIX)
        return Draft(name, path, _read(path), _read(tests) if tests.is_file() else None)

    def save(self, opened: Draft, text: str, tests: str | None) -> Draft:
        """Writes a draft that was opened before.

        Raises:
            DraftError: it was changed meanwhile by somebody else, or is too long.
        """
        if self.open(opened.name) != opened:
            raise DraftError(f"somebody else has changed {opened.name} since you opened it: copy your text, reload the page")
        for content in (text, tests or ""):
            if len(content) > TEXT_MAX:
                raise DraftError(f"a script has at most {TEXT_MAX:,} characters")
        _write(opened.path, text)
        if tests is not None:
            _write(opened.tests_path, tests)
        return replace(opened, text=text, tests=tests)

    def copy(self, source: str, name: str) -> Draft:
        """A new draft that begins as another one is; its id is its name.

        Raises:
            DraftError: there is one of this name, or it is no name.
        """
        path = self._path(name)
        if path.exists():
            raise DraftError(f"there is a script {name!r} already")
        _write(path, _ID_LINE.sub(f"id: {name}", self.open(source).text, count=1))
        return self.open(name)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise DraftError(f"{name!r} is no name of a script: write small letters, digits, - and _")
        return self._folder / f"{name}.yaml"


def bundle_of(draft: Draft, text: str) -> Bundle:
    """The draft with this text, and the files beside it that it includes.

    Raises:
        ScriptError: the file is not there any more.
    """
    known = read_bundle(draft.path)
    return replace(known, texts={**known.texts, draft.path.name: text})


def checked(draft: Draft, text: str, now: float) -> Checked:
    """What the checker says to this text, as if it were saved. Never raises for a bad script. `now`: Unix seconds."""
    try:
        bundle = bundle_of(draft, text)
    except ScriptError as error:
        return Checked(None, error.problems)
    if is_long(bundle.texts) and (found := checked_script(bundle.main, bundle.texts, now)).script_id is None:
        return Checked(None, found.problems)
    return check_bundle(bundle, [known_voices_check(), passed_days_check(datetime.fromtimestamp(now).astimezone())])


def own_problems(draft: Draft, problems: Sequence[Problem]) -> list[Problem]:
    """Those that stand in the draft's own file."""
    return [problem for problem in problems if Path(problem.file).name == draft.path.name]


def _read(path: Path) -> str:
    """Lines end as editors in browsers end them."""
    try:
        return text_of(path).replace("\r\n", "\n").replace("\r", "\n")
    except UnreadableText as error:
        raise DraftError(str(error)) from error


def _write(path: Path, text: str) -> None:
    with replacing(path, mode=EVERYBODY_READS) as file:
        file.write(text.encode())
