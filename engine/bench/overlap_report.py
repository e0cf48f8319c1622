"""What barge-in's thresholds cost: labelled overlaps through the product's own judge, one line per choice of thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from engine.bench.overlap_hearing import HeardSound
from engine.call.overlap.decisions import Verdict
from engine.call.overlap.opinions import SoundClassifier
from engine.call.overlap.sound import LEAD_FRAMES
from engine.call.overlap.sound_course import OverlapLimits, SoundCourse
from engine.call.player import FADE_MS, SOFTEN_MS
from engine.call.worker.thresholds import overlap_limits
from engine.settings import ConversationSection
from telephony.audio import FRAME_MS

NEVER: Final = 2.0
"""A threshold that no probability reaches."""
TARGET_MS: Final = 450


@dataclass(frozen=True, slots=True)
class Course:
    """What the judge made of one sound."""

    yields_ms: float | None
    """From the true onset to the bot's lowered voice or its silence, the way through the network left out; None if it did not."""
    silent_ms: float | None
    """The same to its silence."""
    verdict: Verdict | None


def course(sound: HeardSound, limits: OverlapLimits, classifier: SoundClassifier) -> Course:
    """Judges one sound as a call does."""
    if sound.delay_ms is None:
        return Course(None, None, None)
    lead = min(LEAD_FRAMES, len(sound.rows))
    young = SoundCourse(limits, classifier, 0, list(sound.rows[:lead]), frame_ms=FRAME_MS)
    soft_ms: float | None = None
    for index in range(lead, len(sound.rows)):
        now_ms = sound.delay_ms + (index - lead + 1) * FRAME_MS
        for decision in young.feed(sound.rows[index], bool(sound.speech[index]), may_stop=True):
            match decision.verdict:
                case Verdict.GLANCE:
                    continue
                case Verdict.DOUBT:
                    soft_ms = now_ms + SOFTEN_MS
                case Verdict.INTERRUPTION:
                    silent_ms = now_ms + FADE_MS
                    return Course(silent_ms if soft_ms is None else min(soft_ms, silent_ms), silent_ms, decision.verdict)
                case _:
                    return Course(soft_ms, None, decision.verdict)
    return Course(soft_ms, None, None)


def choices() -> Iterator[tuple[str, OverlapLimits]]:
    """The shipped thresholds, and others to compare them with."""
    limits = overlap_limits(ConversationSection())
    yield "shipped", limits
    for doubt in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        yield f"doubt from {doubt}", replace(limits, doubt=doubt)
    for sure in (0.8, 0.85, 0.9, 0.93, 0.95, NEVER):
        yield f"sure from {sure}", replace(limits, sure=sure)
    for longest_ms in (560, 700, 800, 900, 1000):
        yield f"sure or {longest_ms} ms", replace(limits, longest_response_ms=longest_ms)


def report(heard: Sequence[HeardSound], classifier: SoundClassifier) -> str:
    """A Markdown table: what the sound alone does, before any word is known."""
    people = [sound for sound in heard if sound.voice.startswith("human")]
    voices = [sound for sound in heard if not sound.voice.startswith("human")]
    groups = {
        "responses": [sound for sound in voices if sound.kind == "response"],
        "interruptions": [sound for sound in voices if sound.kind == "interruption"],
        "human interruptions": people,
    }
    present = {name: sounds for name, sounds in groups.items() if sounds}
    head = "| thresholds | " + " | ".join(f"{name} (n={len(sounds)})" for name, sounds in present.items()) + " |\n"
    lines = [
        f"| {name} | " + " | ".join(_cell(sounds, limits, classifier) for sounds in present.values()) + " |\n"
        for name, limits in choices()
    ]
    return head + "| --- " * (len(present) + 1) + "|\n" + "".join(lines)


def _cell(sounds: Sequence[HeardSound], limits: OverlapLimits, classifier: SoundClassifier) -> str:
    courses = [course(sound, limits, classifier) for sound in sounds]
    yields = [one.yields_ms for one in courses if one.yields_ms is not None]
    silent = [one.silent_ms for one in courses if one.silent_ms is not None]
    in_time = np.mean([one.silent_ms is not None and one.silent_ms <= TARGET_MS for one in courses])
    return (
        f"yields {len(yields) / len(courses):.1%}, p50/p95 {_percentiles(yields)} ms; "
        f"silent {len(silent) / len(courses):.1%}, p50/p95 {_percentiles(silent)} ms, by {TARGET_MS} ms {in_time:.1%}"
    )


def _percentiles(times_ms: Sequence[float]) -> str:
    return "/".join(f"{value:.0f}" for value in np.percentile(times_ms, [50, 95])) if times_ms else "–"
