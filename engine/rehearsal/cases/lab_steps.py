"""A case as a lab phone's steps: what `*.test.yaml` says in the words of a phone book (`docs/lab.md`). Pure.

Lines that the lab has recorded are said by the phone's own voice; any others are rendered into files, which it plays.
A lab phone hears only sound. Where a case says "over node `offer`" the phone is told how much of the bot's speech comes before, as
the same case played by text had it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.rehearsal.cases.format import (
    BeepDoc,
    BotStepDoc,
    CaseDoc,
    HangUpDoc,
    NoiseDoc,
    PersonDoc,
    PressDoc,
    SilenceDoc,
    SilentDoc,
    VoicemailDoc,
)
from engine.rehearsal.cases.playing import BEEP_AFTER_MS, HELLO_AFTER_MS, PersonStep, answers_by_machine
from engine.rehearsal.phone import Act
from engine.rehearsal.rehearsed import Circumstances
from telephony.lab.voices import MM_HMM, PEOPLE, recorded_path

QUIET_MS: Final = 900
"""Silence that a lab phone takes for the end of the bot's turn: longer than the pauses between its sentences."""
AUDIBLE: Final = 0.92
"""Share of a prompt that a lab phone hears as speech; the rest are pauses."""
LEAST_SHARE: Final = 0.5
"""Of the bot's expected speech, before its silence counts as its end."""
TIMEOUT_S: Final = 90.0
_HUM: Final = re.compile(r"(m+|mm?-?hmm?|hmm+|uh-?huh)[.,!…]*", re.IGNORECASE)
"""Sounds of assent as English writes them: a voice reads out letters, which nobody hums."""


@dataclass(frozen=True, slots=True)
class LabPerson:
    """A case's entry in the phone book."""

    voice: str
    steps: tuple[Any, ...]
    """As the phone book has them."""
    begins_at: Mapping[int, int]
    """By index of the case's step: the number, from 1, of the lab step whose end is its beginning; 0 is the answer."""
    noises_ms: tuple[int, ...]
    """Lengths of the noises, in the order in which `noise_file` names them."""
    lines: tuple[str, ...] = ()
    """Texts whose sound must be in a file of the name that `line_file` gives."""


def noise_file(length_ms: int) -> str:
    """Name of the file with a noise of that length."""
    return f"noise-{length_ms}.wav"


def line_file(text: str) -> str:
    """Name of the file with a spoken text."""
    return f"line-{hashlib.sha256(text.encode()).hexdigest()[:16]}.wav"


def lab_person(
    case: CaseDoc, hello: str, acts_of: Mapping[int, Act], language: str = "en", *, heard_at_last_ms: int = 0
) -> LabPerson:
    """The steps of a case.

    Args:
        case: the test.
        hello: how the person answers the phone; empty: not at all.
        acts_of: what its steps became when it was played by text.
        language: what the person speaks, ISO 639-1.
        heard_at_last_ms: how much the bot said after the last step, when the case was played by text.
    """
    mouth = _Mouth(_voice(case, hello, language))
    steps: list[Any] = []
    begins_at: dict[int, int] = {}
    if hello and not answers_by_machine(case):
        steps += [{"wait_s": HELLO_AFTER_MS / 1000}, *mouth.say(hello)]
    for index, step in enumerate(case.conversation):
        if isinstance(step, BotStepDoc):
            continue
        steps += _cue(step, acts_of.get(index))
        begins_at[index] = len(steps)
        steps += _deed(step, mouth)
    if case.end is None:
        steps += [*_until_the_bot_has_said(heard_at_last_ms, QUIET_MS), "hang_up"]
    noises = tuple(step.noise_ms for step in case.conversation if isinstance(step, NoiseDoc))
    return LabPerson(mouth.voice, tuple(steps), begins_at, noises, tuple(mouth.lines))


def why_not_by_phone(case: CaseDoc, circumstances: Circumstances) -> str | None:
    """What of a case lab phones cannot do; None if they can do it all."""
    if not case.audio:
        return "the test says `audio: false`"
    if circumstances.lookups:
        return "answers of other systems are rehearsed by text only"
    if circumstances.nobody_takes_transfers:
        return "lab phones accept every transfer"
    if circumstances.agent_gives_back:
        return "lab phones are no agents who give a person back"
    if case.now:
        return "all calls of a run take place at the time of the file"
    return None


def _cue(step: PersonStep, act: Act | None) -> list[Any]:
    expected_ms = act.bot_spoken_ms if act else 0
    match step:
        case SilentDoc():
            return []
        case VoicemailDoc() | BeepDoc():
            return [{"wait_s": HELLO_AFTER_MS / 1000}]
        case PersonDoc() | PressDoc() | NoiseDoc() | HangUpDoc() if step.is_over_the_bot:
            into_ms = expected_ms * AUDIBLE if act else step.over_ms or 0
            return [{"during_bot_ms": {"during_bot_ms": max(20, round(into_ms)), "timeout_s": TIMEOUT_S}}]
        case _ if act and not expected_ms:
            return []
        case _:
            after_ms = getattr(step, "after_ms", None) or 0
            return _until_the_bot_has_said(expected_ms, max(QUIET_MS, after_ms))


def _until_the_bot_has_said(expected_ms: int, quiet_ms: int) -> list[Any]:
    """The pause before its answer is not the end of its turn, nor is that of speech which the person cut off."""
    spoken_ms = max(20, round(expected_ms * LEAST_SHARE))
    return [{"after_bot": {"quiet_ms": quiet_ms, "spoken_ms": spoken_ms, "timeout_s": TIMEOUT_S}}]


class _Mouth:
    """Says texts as steps of a phone book, and notes which of them need a file."""

    def __init__(self, voice: str) -> None:
        self.voice = voice
        self.lines: dict[str, None] = {}

    def say(self, *texts: str, pause_ms: int = 0) -> list[Any]:
        """One turn, with a pause between its pieces; all of it in one voice."""
        spoken, pause_ms = [_utterable(text) for text in texts], max(20, pause_ms)
        recorded = all(recorded_path(self.voice, text).is_file() for text in spoken)
        if recorded:
            return [{"say": spoken[0]}] if len(spoken) == 1 else [{"pieces": {"pieces": spoken, "pause_ms": pause_ms}}]
        self.lines.update(dict.fromkeys(spoken))
        return [part for text in spoken for part in ({"wait_s": pause_ms / 1000}, {"file": line_file(text)})][1:]


def _utterable(text: str) -> str:
    return MM_HMM if _HUM.fullmatch(text.strip()) else text


def _deed(step: PersonStep, mouth: _Mouth) -> list[Any]:
    match step:
        case PersonDoc():
            return mouth.say(*step.person, pause_ms=step.pause_ms)
        case PressDoc():
            return [{"press": step.press}]
        case NoiseDoc():
            return [{"file": noise_file(step.noise_ms)}]
        case HangUpDoc():
            return ["hang_up"]
        case SilentDoc():
            return [{"stay_silent_s": step.silence_ms / 1000}]
        case VoicemailDoc():
            return [*mouth.say(step.voicemail), {"wait_s": BEEP_AFTER_MS / 1000}, "beep"]
        case BeepDoc():
            return ["beep"]
        case SilenceDoc():
            return []


def _voice(case: CaseDoc, hello: str, language: str) -> str:
    """Whoever speaks the language and has most of the case's lines recorded; anybody, if nobody speaks it."""
    lines = [hello, *(_utterable(text) for step in case.conversation for text in _texts(step))]
    fit = [voice for voice, person in PEOPLE.items() if person.language == language] or list(PEOPLE)
    return max(fit, key=lambda voice: sum(recorded_path(voice, text).is_file() for text in lines))


def _texts(step: object) -> Sequence[str]:
    match step:
        case PersonDoc():
            return step.person
        case VoicemailDoc():
            return (step.voicemail,)
        case _:
            return ()
