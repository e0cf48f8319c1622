"""How late does the bot notice the end of a turn, and how often does it cut in on a pause? Offline, in audio time.

    recorded turn ─▶ VoiceActivity ─▶ TurnDetector ─▶ Whisper (its time simulated) ─▶ intent ─▶ endpointing ─▶ reply may begin

    python -m tests.benchmarks.endpointing --grid                settings of the conversation
    python -m tests.benchmarks.endpointing --recognition 125,28  on a quicker machine
    python -m tests.benchmarks.endpointing --voice-activity      probabilities at which speech begins and lasts

Recognition runs once per turn and pause and is remembered in the work folder; all settings are then tried on it in seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from ruamel.yaml import YAML

from engine.call.endpointing import judge, silence_to_end_ms
from engine.call.turns import SpeechPaused, SpeechResumed, TurnDetector, TurnEnded
from engine.call.worker.thresholds import patience, turn_limits
from engine.dialog.intents import ExampleClassifier, IntentMatch
from engine.dialog.loader import load_script
from engine.dialog.moves import Expectation
from engine.dialog.slots.fullness import Fullness, fullness
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.ways import Listening
from engine.settings import ConversationSection, load_settings
from engine.shipped import shipped
from engine.speech.api import Vectors
from engine.speech.catalogue import Kind
from engine.speech.encoders import load_encoder
from engine.speech.models import ModelStore
from engine.speech.recognizing.recognizers import language_recognizer, recognizer_for
from engine.speech.vad import Hysteresis, VoiceActivity, load_speech_model
from telephony.audio import FRAME_MS, SAMPLE_RATE_HZ
from telephony.lab.kokoro import render
from telephony.lab.voices import recorded_path
from tests.benchmarks.endpointing_ears import Ears
from tests.benchmarks.endpointing_material import LINES, Clip, frames, load, noise, parts

PAUSES_MS: Final = (200, 300, 400, 500, 600, 700)
PROMPTS_PER_HALF: Final = 60
NODE: Final = "offer"
"""Of the membership script: where answers are given."""
_LEAD_MS: Final = 400
_AFTER_MS: Final = 2600
_INTENT_MS: Final = 15
_ANY_DAY: Final = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Machine:
    """How long recognition takes."""

    recognition_ms: int = 400
    per_s_ms: int = 22
    """More for each second of speech."""

    def ready_ms(self, speech_ms: int) -> int:
        """From the beginning of recognition to the intent."""
        return self.recognition_ms + self.per_s_ms * speech_ms // 1000 + _INTENT_MS


@dataclass(frozen=True, slots=True)
class Turn:
    """A clip with or without a pause in it, as the voice activity detector hears it."""

    clip: Clip
    gap_ms: int | None
    pause_ms: int
    resumes_ms: int | None
    """When the speech after the pause begins."""
    ends_ms: int
    """Its last sound."""
    speech: tuple[bool, ...]
    """Per frame."""
    release_ms: int
    """Of the detector."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one turn came to with one choice of settings."""

    turn: Turn
    cut_in: bool
    """The turn was taken as ended before its last sound."""
    delay_ms: int | None
    """From the last sound to the moment at which the reply may begin; None after a cut-in."""
    wasted: int
    """Recognitions beside the one that counted."""


class Heard:
    """Turns with their transcripts and intents: everything that no setting changes."""

    def __init__(self, ears: Ears, classifier: ExampleClassifier, answers: Expectation, *, length_known: bool = False) -> None:
        self._ears = ears
        self._length_known = length_known
        self._classifier = classifier
        self._answers = answers
        self._matches: dict[str, IntentMatch] = {}

    def expectation(self, clip: Clip) -> Expectation:
        """The answers' question expects the script's intents, digit strings fill a slot, prompts meet a plain node without hint."""
        if clip.kind == "answer":
            return self._answers
        return replace(self._answers, asr_hint="", open=clip.kind == "digits")

    def text(self, turn: Turn, at_ms: int) -> str:
        """What is recognized of the turn if it is asked at this time."""
        hint = self.expectation(turn.clip).asr_hint
        if (turn.resumes_ms is not None and at_ms > turn.resumes_ms) or at_ms >= turn.ends_ms:
            return self._ears.hear(turn.clip, turn.gap_ms, first_part=False, hint=hint)
        if turn.resumes_ms is not None and at_ms >= turn.resumes_ms - turn.pause_ms:
            return self._ears.hear(turn.clip, turn.gap_ms, first_part=True, hint=hint)
        return self._ears.hear(turn.clip, max(200, at_ms - _LEAD_MS) // 100 * 100, first_part=True, hint=hint)

    def value(self, clip: Clip, text: str) -> Fullness:
        """How much a text is of the digits that are asked for, if the question says how many these are."""
        if clip.kind != "digits" or not self._length_known:
            return Fullness.NOTHING
        return fullness(SlotSpec(SlotType.DIGITS, length=str(len(clip.text.split()))), text, "en", _ANY_DAY)

    def match(self, text: str) -> IntentMatch:
        """The intent of a text."""
        if text not in self._matches:
            self._matches[text] = asyncio.run(self._classifier.classify(text, self._answers.intents))
        return self._matches[text]


def turns(clips: Iterable[Clip], thresholds: Hysteresis) -> Iterator[Turn]:
    """Every clip whole, and with each pause in each of its gaps."""
    model = load_speech_model(_store())
    for clip in clips:
        for gap_ms, pause_ms in [(None, 0), *((gap, pause) for gap in clip.gaps_ms for pause in PAUSES_MS)]:
            before, *after = parts(clip, gap_ms)
            pieces = [noise(_LEAD_MS), before, *([noise(pause_ms), *after] if after else [])]
            ends_ms = sum(map(len, pieces)) * 1000 // SAMPLE_RATE_HZ
            resumes_ms = _LEAD_MS + len(before) * 1000 // SAMPLE_RATE_HZ + pause_ms if after else None
            vad = VoiceActivity(model, thresholds)
            speech = tuple(vad.feed(frame) for frame in frames(np.concatenate([*pieces, noise(_AFTER_MS)])))
            yield Turn(clip, gap_ms, pause_ms, resumes_ms, ends_ms, speech, vad.release_ms)


def listen(turn: Turn, listening: Heard, settings: ConversationSection, machine: Machine) -> Outcome | None:
    """Plays the turn to the turn detector as a call would; None if the detector never noticed any speech."""
    detector = TurnDetector(turn_limits(settings, turn.release_ms), frame_ms=FRAME_MS)
    how_patient = patience(settings)
    expectation = listening.expectation(turn.clip)
    jobs, ready_ms, text, patient_ms = 0, 0, None, 0
    for index, is_speech in enumerate(turn.speech):
        now_ms = (index + 1) * FRAME_MS
        for event in detector.feed(is_speech):
            match event:
                case SpeechPaused(onset_ms, end_ms):
                    jobs += 1
                    text = listening.text(turn, now_ms)
                    found = listening.match(text)
                    turn_ms = end_ms - onset_ms
                    ready_ms = now_ms + machine.ready_ms(turn_ms)
                    value = listening.value(turn.clip, text)
                    ending = judge(text, found.intent, found.confidence, expectation, "en", turn_ms=turn_ms, value=value)
                    patient_ms = silence_to_end_ms(ending, how_patient, expectation, turn_ms=turn_ms)
                case SpeechResumed():
                    text = None
                case TurnEnded():
                    reply_ms = max(now_ms, ready_ms)
                    cut_in = now_ms < turn.ends_ms
                    return Outcome(turn, cut_in, None if cut_in else reply_ms - turn.ends_ms, jobs - 1)
                case _:
                    pass
        if text is not None and now_ms >= ready_ms:
            detector.be_patient(patient_ms)
            text = None
    return None


def figures(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The two rates, and what speculation cost."""
    delays = [outcome.delay_ms for outcome in outcomes if outcome.delay_ms is not None]
    paused = [outcome for outcome in outcomes if outcome.turn.resumes_ms is not None]
    whole = [outcome for outcome in outcomes if outcome.turn.resumes_ms is None]
    return {
        "turns": len(outcomes),
        "delay_p50_ms": float(np.percentile(delays, 50)),
        "delay_p95_ms": float(np.percentile(delays, 95)),
        "whole_delay_ms": [
            float(np.percentile([o.delay_ms for o in whole if o.delay_ms is not None], share)) for share in (50, 95)
        ],
        "pauses": len(paused),
        "cut_in_percent": 100 * sum(outcome.cut_in for outcome in paused) / max(1, len(paused)),
        "wasted_per_whole_turn": sum(outcome.wasted for outcome in whole) / max(1, len(whole)),
        "wasted_per_paused_turn": sum(outcome.wasted for outcome in paused) / max(1, len(paused)),
    }


def release_ms(all_turns: Iterable[Turn]) -> dict[str, float]:
    """From the last sound to the first frame without speech, over whole clips."""
    late = []
    for turn in all_turns:
        spoken = np.flatnonzero(turn.speech)
        if turn.gap_ms is None and spoken.size:
            late.append((int(spoken[-1]) + 1) * FRAME_MS - turn.ends_ms)
    return {f"p{share}": float(np.percentile(late, share)) for share in (5, 25, 50, 75, 95)}


def prepared(work: Path, *, length_known: bool = False) -> tuple[list[Clip], Heard, Ears]:
    """All clips, heard and remembered; renders the answers if Kokoro is installed and they are missing."""
    store = _store()
    lines = YAML(typ="safe").load(LINES.read_text(encoding="utf-8"))
    folder = work / "lines"
    if not all(recorded_path(voice, text, folder).is_file() for voice, texts in lines.items() for text in texts):
        render(lines, folder, again=False)
    speech = load_settings(None, {}).speech
    recognizer = language_recognizer(store, speech, "en")
    read_by = store.identity(recognizer_for(speech, "en"), Kind.ASR)
    script = load_script(shipped("dialogs") / "membership.yaml")
    encoder = load_encoder(store.resolve(speech.encoder, Kind.ENCODER), "cpu")
    way = script.nodes[NODE].way
    if not isinstance(way, Listening):
        raise RuntimeError(f"node {NODE} of the membership script does not listen")
    intents = tuple(dict.fromkeys(edge.intent for edge in (*way.edges, *script.global_edges) if edge.intent))

    async def embed(texts: Sequence[str]) -> Vectors:
        return encoder.embed(texts)

    classifier = ExampleClassifier(script, embed)
    asyncio.run(classifier.prepare())
    ears = Ears(recognizer, work / f"transcripts-{read_by[:16]}.json")
    listening = Heard(ears, classifier, Expectation((*intents, "opt_out"), (), way.asr_hint), length_known=length_known)
    return load(folder, prompts=PROMPTS_PER_HALF), listening, ears


def _store() -> ModelStore:
    return ModelStore(load_settings(None, {}).cache_dir)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.endpointing", description="Endpoint delay and cut-ins")
    parser.add_argument("--work", type=Path, default=Path("var/endpointing"), help="rendered lines and transcripts are kept here")
    parser.add_argument("--grid", action="store_true", help="try many settings on the tuning half, too")
    parser.add_argument("--voice-activity", action="store_true", help="try other thresholds of speech on the tuning half, too")
    parser.add_argument("--recognition", default="400,22", help="how long it takes, in ms, and for each second of speech")
    parser.add_argument("--length-known", action="store_true", help="questions for digits say how many there are")
    given = parser.parse_args()
    machine = Machine(*map(int, given.recognition.split(",")))
    clips, heard, ears = prepared(given.work, length_known=given.length_known)
    for thresholds in _HYSTERESES if given.voice_activity else ():
        heard_so = list(turns([clip for clip in clips if not clip.held_out], thresholds))
        late_ms = release_ms(heard_so)
        in_the_median = [replace(turn, release_ms=round(late_ms["p50"])) for turn in heard_so]
        row = _row(in_the_median, heard, ConversationSection(), machine, held_out=False)
        _print({"begins": thresholds.begins, "lasts": thresholds.lasts, "release_ms": late_ms, **row})
    all_turns = list(turns(clips, Hysteresis()))
    _print({"release_ms": release_ms(all_turns)})
    for settings in _grid() if given.grid else ():
        _print(_row(all_turns, heard, settings, machine, held_out=False))
    for held_out in (False, True):
        _print(_row(all_turns, heard, ConversationSection(), machine, held_out=held_out))
    ears.keep()
    return 0


def _row(
    all_turns: Sequence[Turn], heard: Heard, settings: ConversationSection, machine: Machine, *, held_out: bool
) -> dict[str, object]:
    mine = [turn for turn in all_turns if turn.clip.held_out is held_out]
    outcomes = [outcome for turn in mine if (outcome := listen(turn, heard, settings, machine))]
    kinds = {kind: [o for o in outcomes if o.turn.clip.kind == kind] for kind in ("prompt", "digits", "answer")}
    chosen = {
        name: getattr(settings, name) for name in ("speculate_ms", "answered_ms", "likely_answer_ms", "end_of_turn_ms", "comma_ms")
    }
    by_kind = {kind: figures(found) for kind, found in kinds.items() if found}
    return {"half": "held out" if held_out else "tuning", **chosen, "all": figures(outcomes), **by_kind}


def _print(row: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


_HYSTERESES: Final = tuple(Hysteresis(*pair) for pair in ((0.3, 0.3), (0.3, 0.2), (0.3, 0.15), (0.2, 0.2), (0.2, 0.15), (0.2, 0.1)))


def _grid() -> Iterator[ConversationSection]:
    yield from (ConversationSection(likely_answer_ms=ms) for ms in (460, 540, 600, 640, 660, 700, 740, 780))
    yield from (ConversationSection(answered_ms=ms) for ms in (400, 520))
    yield from (ConversationSection(end_of_turn_ms=ms) for ms in (700, 740, 820))
    yield from (ConversationSection(digits_ms=ms) for ms in (900, 1000))
    yield from (ConversationSection(comma_ms=ms) for ms in (900, 1000, 1200, 1500))
    yield from (ConversationSection(speculate_ms=ms) for ms in (120, 160, 200))


if __name__ == "__main__":
    sys.exit(main())
