"""How often would the bot cut in on the hesitant people of `callwright bench conversation --pauses`? Offline, in audio time.

    python -m tests.benchmarks.endpointing_people            every line of five voices with every pause: 125 pauses
    python -m tests.benchmarks.endpointing_people --recognition 125,28

The same words and pauses as in the calls, but each line with each pause, and the time of recognition given and not the machine's.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from engine.bench.cast import PAUSES_MS, load_repertoires
from engine.dialog.intents import ExampleClassifier
from engine.dialog.loader import load_script
from engine.dialog.machine import DialogMachine
from engine.settings import ConversationSection, load_settings
from engine.shipped import shipped
from engine.speech.api import Vectors
from engine.speech.catalogue import Kind
from engine.speech.encoders import load_encoder
from engine.speech.models import ModelStore
from engine.speech.recognizing.recognizers import language_recognizer, recognizer_for
from engine.speech.vad import Hysteresis
from telephony.audio import SAMPLE_RATE_HZ
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from tests.benchmarks.endpointing import Heard, Machine, Outcome, listen, turns
from tests.benchmarks.endpointing_ears import Ears
from tests.benchmarks.endpointing_material import Clip, noise

BENCH: Final = shipped("configs") / "bench"
_JOINT_MS: Final = 80
"""Between the pieces of a line that is said without a pause."""


def clips() -> Iterator[Clip]:
    """Every line that somebody hesitates in, its gap where the pause is."""
    for voice, said in load_repertoires(BENCH / "people.yaml").items():
        for line in (*said.pauses, *said.hesitations):
            first, second = (np.frombuffer(read_line(recorded_path(voice, piece)), dtype="<i2") for piece in line.pieces)
            gap_ms = (len(first) * 1000 // SAMPLE_RATE_HZ) + _JOINT_MS // 2
            samples = np.concatenate([first, noise(_JOINT_MS), second])
            yield Clip(f"{voice}: {' | '.join(line.pieces)}", "answer", False, " ".join(line.pieces), samples, (gap_ms,))


def prepared(work: Path) -> tuple[Heard, Ears]:
    """The ears and the classifier of the benchmark's calls."""
    settings = load_settings(None, {})
    store = ModelStore(settings.cache_dir)
    recognizer = language_recognizer(store, settings.speech, "en")
    read_by = store.identity(recognizer_for(settings.speech, "en"), Kind.ASR)
    encoder = load_encoder(store.resolve(settings.speech.encoder, Kind.ENCODER), "cpu")
    script = load_script(BENCH / "conversation.yaml")

    async def embed(texts: Sequence[str]) -> Vectors:
        return encoder.embed(texts)

    classifier = ExampleClassifier(script, embed)
    asyncio.run(classifier.prepare())
    machine = DialogMachine(script, script.example_variables, started=datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
    ears = Ears(recognizer, work / f"people-{read_by[:16]}.json")
    return Heard(ears, classifier, machine.expectation(machine.start().state)), ears


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Delays and cut-ins, and which lines were cut at which pauses."""
    whole = [o.delay_ms for o in outcomes if o.turn.gap_ms is None and o.delay_ms is not None]
    paused = [o for o in outcomes if o.turn.pause_ms in PAUSES_MS]
    cut = [o for o in paused if o.cut_in]
    yield f"whole lines: delay p50 {np.percentile(whole, 50):.0f} ms, p95 {np.percentile(whole, 95):.0f} ms ({len(whole)})"
    yield f"pauses cut in on: {len(cut)} of {len(paused)}, {100 * len(cut) / len(paused):.1f} %"
    by_length = Counter(o.turn.pause_ms for o in cut)
    yield "by length: " + ", ".join(f"{ms} ms {by_length[ms]}" for ms in PAUSES_MS)
    for name, count in Counter(o.turn.clip.name for o in cut).most_common():
        yield f"  {count}  {name}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.endpointing_people", description="Cut-ins on hesitant people")
    parser.add_argument("--work", type=Path, default=Path("var/endpointing"), help="transcripts are kept here")
    parser.add_argument("--recognition", default="400,22", help="how long it takes, in ms, and for each second of speech")
    parser.add_argument("--likely-answer-ms", type=int, default=ConversationSection().likely_answer_ms)
    given = parser.parse_args()
    machine = Machine(*map(int, given.recognition.split(",")))
    settings = ConversationSection(likely_answer_ms=given.likely_answer_ms)
    heard, ears = prepared(given.work)
    outcomes = [outcome for turn in turns(clips(), Hysteresis()) if (outcome := listen(turn, heard, settings, machine))]
    ears.keep()
    sys.stdout.write("\n".join(report(outcomes)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
