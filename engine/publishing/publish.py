"""From a designer's file to a live version: checked, rehearsed, prepared, and then written at one stroke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.dialog.bundle import read_bundle
from engine.dialog.loader import ScriptFile, load_bundle
from engine.publishing.packing import pack
from engine.publishing.voices import known_voices_check
from engine.store.database import Database
from engine.store.scripts import versions
from engine.store.scripts.versions import Publication, Signed


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of a script's tests."""

    count: int
    """0 if it has none."""
    failed: int
    told: tuple[str, ...]
    """Each test in a line, and what was wrong with those that failed."""


Rehearse = Callable[[Path, ScriptFile], Rehearsal]
"""Runs the tests that stand beside a script's file."""
Prepare = Callable[[ScriptFile], None]
"""Makes what calls with a script need beside its files."""


class RehearsalFailed(Exception):
    """Tests of the script did not pass; nothing was published."""

    def __init__(self, path: Path, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        outcome = f"{rehearsal.failed} of {rehearsal.count} tests failed, so nothing was published"
        super().__init__(f"{path}: {outcome}: mend what is wrong, or give --untested")


@dataclass(frozen=True, slots=True)
class Publisher:
    """How scripts are published."""

    database: Database
    rehearse: Rehearse | None
    """None: without tests."""
    prepare: Prepare | None
    """None: the first run prepares what it needs."""

    def publish(self, path: Path, signed: Signed) -> Publication:
        """Publishes a script, unless its content is a version already: then that is only prepared.

        Raises:
            ScriptError: it cannot be read, or it has errors.
            RehearsalFailed: they did not pass.
            SpeechUnavailable: its speech could not be prepared.
            StoreError: the database cannot be written.
        """
        bundle = read_bundle(path)
        script = load_bundle(bundle, [known_voices_check()])
        content = pack(script.fallback.id, bundle)
        known = self.database.read(lambda session: versions.version_of(session, content.content_hash))
        if self.rehearse and not known:
            rehearsal = self.rehearse(path, script)
            if rehearsal.failed:
                raise RehearsalFailed(path, rehearsal)
        if self.prepare:
            self.prepare(script)
        return self.database.write(lambda session: versions.publish(session, content, signed))
