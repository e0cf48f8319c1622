"""The bot's voice on one line: plays utterances sentence by sentence, stops at once, and can go on from where it was stopped.

"The bot is speaking" is derived from frames that the media clock pulled, never from a flag.
Each utterance ends in exactly one `Spoken`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from engine.call.gaps import gap_before, sentence_starts
from engine.call.steady import FOREVER_MS, below
from engine.dialog.moves import Say, Sentence
from telephony.audio import FRAME_MS, SAMPLE_BYTES, SAMPLE_RATE_HZ, duration_ms, silence
from telephony.line import Line

FADE_MS: Final = 40
"""Two frames: short enough for politeness, long enough not to click."""

SOFTEN_MS: Final = 60
"""As quick as a person who is talked over lowers their voice, and no click."""

SPEAK_UP_MS: Final = 120
"""Coming back may take longer: nobody waits for it."""

BREAK_MS: Final = 260
"""Silence between what was broken off and the reply: whoever broke it off hears that they were heard."""

SENTENCE_GAP_MS: Final = 200
"""Pause between sentences, unless the script asks for another; all come without silence around them."""

FetchSpeech = Callable[[Sentence], Awaitable[bytes]]
"""Gives a sentence's audio: from the cache, or synthesized now."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How one utterance went."""

    say: Say
    started_ms: int
    """Conversation time of its first frame; of its end if it never sounded."""
    played_ms: int
    interrupted: bool


@dataclass(slots=True)
class _Utterance:
    say: Say
    played_before_ms: int
    audio: bytearray = field(default_factory=bytearray)
    skipped_ms: int = 0
    """Part that was heard before an interruption and is not played again."""
    sentences_ms: list[int] = field(default_factory=list)
    """Where in `audio` each sentence begins that was fetched; in a recording, where its pauses say so."""
    fetched: bool = False
    started_ms: int | None = None


class Player:
    """Speaks on one line, one utterance at a time."""

    def __init__(self, line: Line, fetch: FetchSpeech, tasks: asyncio.TaskGroup) -> None:
        self._line = line
        self._fetch = fetch
        self._tasks = tasks
        self._soft = False
        self._current: _Utterance | None = None
        self._stopped: _Utterance | None = None
        self._feeding: asyncio.Task[None] | None = None

    @property
    def saying(self) -> Say | None:
        """The utterance being played, if any."""
        return self._current.say if self._current else None

    def say(self, say: Say) -> None:
        """Starts an utterance; the one before must have ended."""
        if self._current:
            raise RuntimeError(f"the bot is still speaking at node {self._current.say.node!r}")
        self._stopped = None
        lead_ms = self._line.queued_ms
        if lead_ms:  # the end of what was broken off is still fading out
            self._line.play(silence(BREAK_MS))
            lead_ms += BREAK_MS
        self._play(_Utterance(say, self._line.played_ms + lead_ms))

    def tick(self, now_ms: int) -> Spoken | None:
        """Takes the conversation's time once per frame; returns the utterance that has just ended, if one has."""
        current = self._current
        if current is None:
            return None
        if current.started_ms is None and self._played_ms(current) > 0:
            current.started_ms = now_ms - FRAME_MS
        if current.fetched and self._line.queued_ms == 0:
            return self._finish(current, now_ms, interrupted=False)
        return None

    @property
    def steady_ms(self) -> int:
        """See `engine.call.steady`."""
        current = self._current
        if current is None:
            return FOREVER_MS
        if current.started_ms is None and not (self._line.queued_ms and self._line.played_ms >= current.played_before_ms):
            return 0  # what was broken off is still fading out, or there is nothing to play yet
        return below(self._line.queued_ms) if current.fetched else FOREVER_MS

    def pass_over(self, ms: int, now_ms: int) -> None:
        """See `engine.call.steady`; `now_ms` is the conversation's clock afterwards."""
        if self._current and self._current.started_ms is None:
            self._current.started_ms = now_ms - ms

    @property
    def heard_ms(self) -> int:
        """How much of the current utterance was played, before an interruption and since; 0 without one."""
        return self._current.skipped_ms + self._played_ms(self._current) if self._current else 0

    def interrupt(self, now_ms: int) -> Spoken | None:
        """Stops speaking now; what was not heard is kept for `resume`."""
        current = self._current
        if current is None:
            return None
        if self._feeding:
            self._feeding.cancel()
        self._line.stop_playing(fade_ms=FADE_MS)
        self._stopped = current
        return self._finish(current, now_ms, interrupted=True)

    @property
    def remaining_ms(self) -> int | None:
        """What is left of the current utterance; None if there is none, or its end is not at hand yet."""
        return self._line.queued_ms if self._current and self._current.fetched else None

    @property
    def soft(self) -> bool:
        """The bot has lowered its voice."""
        return self._soft

    def soften(self, by_db: int) -> None:
        """Speaks more softly from now on; no word is lost. The next utterance is at full volume again."""
        self._soft = True
        self._line.turn_volume(-by_db, ramp_ms=SOFTEN_MS)

    def speak_up(self) -> None:
        """Speaks at full volume again."""
        self._soft = False
        self._line.turn_volume(0.0, ramp_ms=SPEAK_UP_MS)

    def resume(self, *, from_sentence: bool = False) -> bool:
        """Goes on with the interrupted utterance; False if there is nothing left.

        Args:
            from_sentence: from the start of the sentence it was stopped in; otherwise from the gap before the word.
        """
        stopped, self._stopped = self._stopped, None
        if stopped is None or self._current:
            return False
        heard_ms = stopped.skipped_ms + self._played_ms(stopped)
        begun_ms = [start_ms for start_ms in stopped.sentences_ms if start_ms <= heard_ms]
        skipped_ms = begun_ms[-1] if from_sentence and begun_ms else gap_before(bytes(stopped.audio), heard_ms)
        self._play(_Utterance(stopped.say, self._line.played_ms, skipped_ms=skipped_ms, started_ms=stopped.started_ms))
        return True

    def _play(self, utterance: _Utterance) -> None:
        if self._soft:
            self.speak_up()
        self._current = utterance
        self._feeding = self._tasks.create_task(self._feed(utterance), name="player-feed")

    async def _feed(self, utterance: _Utterance) -> None:
        to_skip = utterance.skipped_ms * SAMPLE_RATE_HZ // 1000 * SAMPLE_BYTES
        pause_ms = 0
        for sentence in utterance.say.sentences:
            speech = await self._fetch(sentence)
            begins_ms = duration_ms(utterance.audio) + pause_ms
            utterance.sentences_ms += [begins_ms + start_ms for start_ms in (sentence_starts(speech) if sentence.audio else [0])]
            to_skip = self._append(utterance, silence(pause_ms) + speech, to_skip)
            pause_ms = sentence.pause_after_ms or SENTENCE_GAP_MS
        if utterance.say.sentences and utterance.say.sentences[-1].pause_after_ms:
            self._append(utterance, silence(pause_ms), to_skip)
        utterance.fetched = True

    def _append(self, utterance: _Utterance, pcm: bytes, to_skip: int) -> int:
        """Plays on, without the first `to_skip` bytes; returns how many are still to be skipped."""
        utterance.audio += pcm
        self._line.play(pcm[to_skip:])
        return max(0, to_skip - len(pcm))

    def _played_ms(self, utterance: _Utterance) -> int:
        return max(0, self._line.played_ms - utterance.played_before_ms)

    def _finish(self, utterance: _Utterance, now_ms: int, *, interrupted: bool) -> Spoken:
        self._current = None
        self._feeding = None
        started_ms = now_ms if utterance.started_ms is None else utterance.started_ms
        return Spoken(utterance.say, started_ms, utterance.skipped_ms + self._played_ms(utterance), interrupted)
