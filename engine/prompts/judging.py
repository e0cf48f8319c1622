"""What is wrong with the recordings that a script plays: for the check, and for whoever made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.dialog.bundle import below
from engine.dialog.checks.document import Check
from engine.dialog.localised import primary
from engine.dialog.places import recorded_texts
from engine.dialog.problems import Finding, Severity
from engine.dialog.schema import ScriptDoc
from engine.dialog.speaking_time import speaking_seconds
from engine.speech.prompts.recordings import Recording, RecordingError, read_recording
from telephony.audio import duration_ms

_FAR_OFF: Final = 2.0
"""Times as long or as short as its text takes: people differ by half of that."""
_SHORT_S: Final = 1.0
"""Below it, the estimate says little."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A recording that can be played."""

    recording: Recording
    seconds: float
    remarks: tuple[str, ...]
    """What is doubtful about it, and what to do; each the end of a sentence that begins with its name."""


def judged(path: Path, text: str, language: str) -> Judged:
    """Reads a recording that says `text`, in a language by its BCP 47 code.

    Raises:
        RecordingError: it cannot be used.
    """
    recording = read_recording(path)
    seconds, expected_s = duration_ms(recording.pcm) / 1000, speaking_seconds(text, primary(language))
    remarks = recording.remarks
    if max(seconds, expected_s) > _SHORT_S and not expected_s / _FAR_OFF < seconds < expected_s * _FAR_OFF:
        remarks = (*remarks, f"lasts {seconds:.1f} s, but its text takes about {expected_s:.1f} s to say: is it the right one?")
    return Judged(recording, seconds, remarks)


def recordings_check(folder: Path) -> Check:
    """Checks the recordings of a script in `folder`. Those that are missing are told by the loader."""

    def check(doc: ScriptDoc) -> Iterator[Finding]:
        for location, path, text in recorded_texts(doc):
            if below(path) and (folder / path).is_file():
                yield from (
                    Finding(location, message, severity) for message, severity in _findings(folder / path, text, doc.language)
                )

    return check


def _findings(path: Path, text: str, language: str) -> Iterator[tuple[str, Severity]]:
    try:
        yield from ((f"{path} {remark}", Severity.WARNING) for remark in judged(path, text, language).remarks)
    except RecordingError as error:
        yield str(error), Severity.ERROR
