"""The process that checks a script which was sent (`engine.confined`): takes a `Texts`, tells a `Found`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from engine.confined.child import Tell, answer
from engine.dialog.bundle import Bundle
from engine.dialog.checks.passed_days import passed_days_check
from engine.dialog.checks.voices import voices_check
from engine.dialog.loader import check_bundle
from engine.dialog.problems import Problem


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """A script's files."""

    main: str
    files: dict[str, str]
    """By path, `main` among them. Nothing else is read."""
    voices: dict[str, tuple[str, ...]]
    """That it may name, with their languages."""
    now: float
    """Unix seconds: when it is checked."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What the checks found."""

    script_id: str | None
    """None: there are errors."""
    problems: tuple[Problem, ...]


def work(texts: Texts, _tell: Tell = lambda _share: None) -> Found:
    """Checks."""
    now = datetime.fromtimestamp(texts.now).astimezone()
    checked = check_bundle(Bundle(texts.main, texts.files), [voices_check(texts.voices), passed_days_check(now)])
    return Found(script_id=checked.script.id if checked.script else None, problems=checked.problems)


if __name__ == "__main__":
    answer(Texts, work)
