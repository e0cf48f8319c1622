"""Who answered: a person, a machine, the network, or nobody? Pure, in audio time.

    frame ─▶ ToneDetector ─▶ ToneListener ───┐ beep, fax, special information tones
      └ speech? ─▶ UtteranceTracker ─────────┼─▶ verdict, revised as evidence comes
    words of a peek or a turn ─▶ evidence() ─┘

The window opens with the first sound, not with 200 OK: carriers send seconds of digital silence after answer. A short first
utterance is a person until words or a beep say otherwise: the bot greets at once, and takes it back. Long ones are looked at while
they last ("peeks"), so that a voicemail is known by its words long before its beep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from engine.call.answering.network import NetworkMessage
from engine.call.answering.timing import HELLO_MAX_MS, MACHINE_GREETING_MS, Utterance, UtteranceTracker
from engine.call.answering.tone import ToneDetector
from engine.call.answering.tones import Signal, ToneListener, ToneSign
from engine.call.answering.verdict import REVISIONS, Answerer, Judgement
from engine.call.answering.words import WordEvidence, evidence
from engine.call.steady import FOREVER_MS, below
from telephony.audio import FRAME_MS

WINDOW_MS: Final = 25_000
"""After the first sound. Later, what a machine might say are a person's words, and a beep is a microwave oven's."""

VAGUE_MS: Final = 8_000
"""Vague phrases give a machine away this early only; later they are part of a conversation."""

GOES_ON_MS: Final = 1200
"""A recording goes on after a pause of its own; whoever says nothing for longer waited for an answer."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What one frame brought."""

    judgement: Judgement | None = None
    beep_over: bool = False
    """A beep has just ended: the moment to leave a message."""
    peek: Utterance | None = None
    """Speech whose words would help; give them to `AnswerSupervisor.words`."""
    ended: Utterance | None = None
    """The utterance that has just ended."""

    @property
    def complete(self) -> bool:
        """The peek's utterance is over."""
        return self.ended is not None


_NOTHING: Final = Notice()


class AnswerSupervisor:
    """Collects evidence and says when it changes the picture."""

    def __init__(self, language: str, *, frame_ms: int, new_tones: Callable[[], ToneDetector] = ToneDetector) -> None:
        self._language = language
        self._detector = new_tones()
        self._tones = ToneListener(frame_ms=frame_ms)
        self._utterances = UtteranceTracker(frame_ms=frame_ms)
        self._first_sound_ms: int | None = None
        self._person_talks = False
        self._ends_ms: list[int] = []
        self._judgement: Judgement | None = None
        self.last_end_ms: int | None = None
        """End of the last utterance."""

    @property
    def judgement(self) -> Judgement | None:
        """The present verdict; None while there is no evidence."""
        return self._judgement

    @property
    def answerer(self) -> Answerer | None:
        """Who is on the line by the present verdict."""
        return self._judgement.answerer if self._judgement else None

    @property
    def sounding(self) -> bool:
        """There are tones whose meaning is open, or ringback: a switchboard is looking for somebody."""
        return self._tones.ringing or self._tones.sounding

    @property
    def speaking(self) -> bool:
        """Somebody in the foreground is in an utterance."""
        return self._utterances.speaking

    @property
    def open(self) -> bool:
        """The first sound is at most `WINDOW_MS` ago, or still to come."""
        return self._first_sound_ms is None or self._utterances.now_ms - self._first_sound_ms <= WINDOW_MS

    def hear(self, frame: bytes, is_speech: bool) -> Notice:
        """Takes the next 20 ms and the voice activity decision about it."""
        if not self.open:
            return _NOTHING
        hz = self._detector.feed(frame)
        level = self._detector.level_dbfs
        signal = self._tones.feed(hz, level, spoken_before=self._utterances.spoken_ms > 0)
        ended = self._utterances.feed(is_speech and hz is None, level)
        if self._first_sound_ms is None and (signal or self.speaking):
            self._first_sound_ms = self._utterances.now_ms
        if signal:
            return Notice(self._judge_signal(signal), beep_over=signal.sign is ToneSign.BEEP)
        if ended:
            self.last_end_ms = ended.end_ms
            self._ends_ms.append(ended.end_ms)
            judgement = self._judge_length(ended, over=True)
            return Notice(judgement, peek=ended if self._judgement is None else None, ended=ended)
        judgement, peek = self._judge_length(self._utterances.current, over=False), self._utterances.peek()
        return Notice(judgement, peek=peek) if judgement or peek else _NOTHING

    def steady_ms(self, is_speech: bool) -> int:
        """See `engine.call.steady`; for sound that is no tone."""
        if not self.open:
            return FOREVER_MS
        if not self._tones.is_steady:
            return 0
        now_ms, current = self._utterances.now_ms, self._utterances.current
        closing_ms = FOREVER_MS if self._first_sound_ms is None else below(WINDOW_MS - (now_ms - self._first_sound_ms))
        greeting_ms = below(MACHINE_GREETING_MS - current.length_ms) if current and is_speech else FOREVER_MS
        return min(self._utterances.steady_ms(is_speech, self._detector.level_dbfs), closing_ms, greeting_ms)

    def pass_over(self, frames: Sequence[bytes], is_speech: bool) -> None:
        """See `engine.call.steady`."""
        if self.open:
            ms = len(frames) * FRAME_MS
            self._detector.pass_over(frames)
            self._tones.pass_over(ms, self._detector.level_dbfs)
            self._utterances.pass_over(ms, is_speech, self._detector.level_dbfs)

    def words(self, text: str, onset_ms: int, *, complete: bool) -> Judgement | None:
        """Words of the far end.

        Args:
            text: what was understood.
            onset_ms: when its first word began.
            complete: the utterance is over; what a peek heard goes on.
        """
        if not text or onset_ms > (self._first_sound_ms or 0) + WINDOW_MS:
            return None
        found = evidence(text, self._language)
        if found and found.vague and not (complete and self._may_be_vague(onset_ms)):
            found = None
        if found and found.answerer is Answerer.MENU and self._person_talks and _length_in_words(text) < _RECORDING_WORDS:
            found = None  # "I'd say four" is an answer
        if found:
            return self._judge_words(found)
        if complete and self.answerer in (None, Answerer.SILENCE, Answerer.SCREENING, Answerer.MENU):
            return self._person_with_neutral_words(text)
        return None

    def stayed_silent(self, waited_ms: int) -> Judgement | None:
        """Nobody spoke for `waited_ms` after the audio path came up."""
        return self._decide(Judgement(Answerer.SILENCE, f"no speech for {waited_ms} ms")) if self._judgement is None else None

    def talked_with(self) -> None:
        """The far end answered the bot's question or pressed a key: from now on only plain words make it a machine."""
        self._person_talks = True

    def _may_be_vague(self, onset_ms: int) -> bool:
        """What began then can be part of a recording's greeting."""
        before_ms = [end_ms for end_ms in self._ends_ms if end_ms <= onset_ms]
        goes_on = not before_ms or onset_ms - before_ms[-1] <= GOES_ON_MS
        return goes_on and onset_ms <= (self._first_sound_ms or 0) + VAGUE_MS

    def _judge_signal(self, signal: Signal) -> Judgement | None:
        match signal.sign:
            case ToneSign.FAX:
                return self._decide(Judgement(Answerer.FAX, signal.described))
            case ToneSign.SPECIAL_INFORMATION:
                return self._decide(Judgement(Answerer.ANNOUNCEMENT, signal.described, signal.message))
            case ToneSign.BEEP if self.answerer in (None, Answerer.SILENCE) or (
                self.answerer is Answerer.HUMAN and not self._person_talks
            ):
                return self._decide(Judgement(Answerer.VOICEMAIL, signal.described))
            case ToneSign.BEEP:
                return None

    def _judge_length(self, utterance: Utterance | None, *, over: bool) -> Judgement | None:
        if utterance is None or self.answerer not in (None, Answerer.SILENCE):
            return None
        if utterance.length_ms >= MACHINE_GREETING_MS:
            return self._decide(Judgement(Answerer.VOICEMAIL, f"greeting of {utterance.length_ms} ms"))
        if over and utterance.length_ms <= HELLO_MAX_MS:
            return self._decide(Judgement(Answerer.HUMAN, f"short greeting of {utterance.length_ms} ms"))
        return None

    def _judge_words(self, found: WordEvidence) -> Judgement | None:
        if found.answerer is Answerer.HUMAN:
            self._person_talks = True
        elif found.vague and (self._person_talks or self.answerer not in (None, Answerer.SILENCE, Answerer.HUMAN)):
            return None
        elif self.answerer is Answerer.VOICEMAIL and found.message not in (None, NetworkMessage.NO_SUCH_NUMBER):
            return None  # a greeting, too, says that somebody is not available
        return self._decide(Judgement(found.answerer, f"said {found.phrase!r}", found.message))

    def _person_with_neutral_words(self, text: str) -> Judgement | None:
        if self.answerer in (Answerer.SCREENING, Answerer.MENU) and _length_in_words(text) > _SHORT_ANSWER_WORDS:
            return None  # recordings go on in many sentences; whoever is put through says hello
        return self._decide(Judgement(Answerer.HUMAN, "words of a person"))

    def _decide(self, judgement: Judgement) -> Judgement | None:
        before = self._judgement
        if before is not None and judgement.answerer not in REVISIONS[before.answerer]:
            self._learn_message(judgement)
            return None
        self._judgement = judgement
        return judgement

    def _learn_message(self, judgement: Judgement) -> None:
        """An announcement's words may say what its tones left open."""
        if self._judgement and judgement.answerer is self._judgement.answerer is Answerer.ANNOUNCEMENT and judgement.message:
            self._judgement = judgement


_SHORT_ANSWER_WORDS: Final = 4
_RECORDING_WORDS: Final = 7
"""Of a menu that comes after a person has talked, as when they put the call on."""


def _length_in_words(text: str) -> float:
    """Chinese is written without gaps; two characters are about a word."""
    return sum(0.5 * len(word) if any("\u3400" <= letter <= "\u9fff" for letter in word) else 1 for word in text.split())
