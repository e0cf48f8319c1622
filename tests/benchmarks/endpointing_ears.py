"""What the recognizer hears in the benchmark's turns and in their first parts, remembered on disk: it takes most of the time."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from engine.speech.recognizing.recognizers import Recognizer
from tests.benchmarks.endpointing_material import Clip, noise, parts

LEAD_MS = 200
TAIL_MS = 360
PAUSE_MS = 450
"""Pause in a whole turn as the recognizer gets it; its length changes next to nothing."""
KEPT_EVERY = 20
"""Recognitions: a run that is broken off goes on there."""


class Ears:
    """Transcripts by clip, gap, hint and whether the person has gone on after the gap."""

    def __init__(self, recognizer: Recognizer | None, file: Path) -> None:
        self._recognizer = recognizer
        self._file = file
        self._known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}

    def hear(self, clip: Clip, gap_ms: int | None, *, first_part: bool, hint: str = "", tail_ms: int = TAIL_MS) -> str:
        """The text of the clip up to the gap, or of all of it.

        Raises:
            LookupError: it is not remembered, and there is no model to hear it with.
        """
        key = json.dumps([clip.name, gap_ms, first_part, hint, tail_ms], ensure_ascii=False)
        if key not in self._known:
            if self._recognizer is None:
                raise LookupError(f"not heard yet: {key}")
            before, *after = parts(clip, gap_ms)
            pieces = [noise(LEAD_MS), before, *([] if first_part or not after else [noise(PAUSE_MS), *after]), noise(tail_ms)]
            pcm = np.concatenate(pieces).astype("<i2").tobytes()
            self._known[key] = self._recognizer.transcribe(pcm, language="en", hint=hint).text
            if len(self._known) % KEPT_EVERY == 0:
                self.keep()
        return self._known[key]

    def keep(self) -> None:
        """Writes what was heard."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._known, ensure_ascii=False, indent=0), encoding="utf-8")
