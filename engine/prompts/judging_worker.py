"""The process that judges an uploaded recording (`engine.confined`): takes a `Sent`, tells a `Heard`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from engine.confined.child import Tell, answer
from engine.prompts.judging import judged
from engine.speech.prompts.recordings import RecordingError


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A recording, and what is said in it."""

    path: str
    text: str
    language: str
    """BCP 47 code."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What it is like."""

    problem: str = ""
    """Not empty: it cannot be used, as the end of a sentence; the rest says nothing then."""
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()
    pcm: bytes = b""
    """As callers hear it, 8 kHz mono s16le."""


def work(sent: Sent, _tell: Tell) -> Heard:
    """Listens to it."""
    try:
        found = judged(Path(sent.path), sent.text, sent.language)
    except RecordingError as error:
        return Heard(problem=error.problem)
    return Heard(seconds=found.seconds, remarks=found.remarks, pcm=found.recording.pcm)


if __name__ == "__main__":
    answer(Sent, work)
