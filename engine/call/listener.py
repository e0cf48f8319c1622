"""The listening half of a conversation: frames in, turns and their meaning out.

At the first pause of a turn its words are recognized on speculation; what they are decides how much silence ends the turn.
A person who goes on before the bot has answered continues the same turn: the pieces are understood together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from engine.call.clarity import Clarity
from engine.call.endpointing import Patience, judge, silence_to_end_ms
from engine.call.hearing import HeardAudio
from engine.call.turns import SpeechPaused, SpeechResumed, SpeechStarted, TurnDetector, TurnEnded, TurnEvent
from engine.call.understanding import Understander, Understanding
from engine.dialog.moves import Expectation
from engine.dialog.slots.fullness import Fullness
from telephony.audio import FRAME_MS

MAX_TURN_AUDIO_MS: Final = 28_000
"""Pieces are joined up to Whisper's longest window."""


class Vad(Protocol):
    """Voice activity of one line, frame by frame."""

    @property
    def release_ms(self) -> int:
        """How long after the last sound it still says speech, in the median."""
        ...

    @property
    def sureness(self) -> float:
        """How sure it is that the last frame was speech, 0 to 1; sound that may just as well be none has 0.5 and less."""
        ...

    def feed(self, frame: bytes) -> bool:
        """True while the person speaks."""
        ...


class Listener:
    """Hears one person."""

    def __init__(
        self,
        heard: HeardAudio,
        vad: Vad,
        turns: TurnDetector,
        understander: Understander,
        patience: Patience,
        clarity: Clarity,
        language: str,
        expectation: Callable[[], Expectation],
        over_bot: Callable[[], bool],
    ) -> None:
        """Args:
        expectation: of the question that is open.
        over_bot: the present turn began while the bot spoke.
        """
        self._heard = heard
        self._vad = vad
        self._turns = turns
        self._understander = understander
        self._patience = patience
        self._clarity = clarity
        self._language = language
        self._expectation = expectation
        self._over_bot = over_bot
        self._onset_ms: int | None = None
        self._began_ms = 0
        self._ended_ms = 0
        self._quiet_since_ms = 0
        self._cut = False

    @property
    def now_ms(self) -> int:
        """The conversation's clock: audio received."""
        return self._heard.now_ms

    @property
    def speaking(self) -> bool:
        """The person is in a turn; its pauses count."""
        return self._turns.speaking

    @property
    def understanding(self) -> bool:
        """A turn's meaning is being worked out."""
        return self._understander.busy

    @property
    def turn_pending(self) -> bool:
        """A turn goes on or is being understood: words will follow."""
        return self.speaking or self.understanding

    @property
    def quiet_since_ms(self) -> int:
        """When the last turn that had words was taken as ended; noise does not count."""
        return self._quiet_since_ms

    @property
    def silence_ms(self) -> int:
        """Silence since the person's last speech frame."""
        return self._turns.silence_ms

    def hear(self, frame: bytes, *, patience_ms: int | None = None) -> tuple[bool, tuple[TurnEvent, ...]]:
        """Takes the next frame; returns whether it is speech, and what follows for the turn.

        Args:
            frame: 20 ms of audio.
            patience_ms: silence that ends the present turn, if not the default.
        """
        self._heard.add(frame)
        is_speech = self._vad.feed(frame)
        self._clarity.add(FRAME_MS, self._vad.sureness)
        events = self._turns.feed(is_speech)
        for event in events:
            self._follow(event)
        if patience_ms is not None:
            self._turns.be_patient(patience_ms)
        return is_speech, events

    def stand_by(self, frame: bytes) -> None:
        """Takes the next 20 ms without listening: a turn that was going on ends unheard, and only the clock goes on."""
        self._heard.add(frame)
        self._turns.feed(False)

    def steady_ms(self, is_speech: bool) -> int:
        """See `engine.call.steady`; for voice activity detectors without memory."""
        return self._turns.steady_ms(is_speech)

    def pass_over(self, frames: Sequence[bytes], is_speech: bool) -> None:
        """See `engine.call.steady`."""
        self._heard.add_all(frames)
        self._clarity.add(len(frames) * FRAME_MS, self._vad.sureness)
        self._turns.pass_over(len(frames) * FRAME_MS, is_speech)

    def guessed(self, guess: Understanding, expectation: Expectation, *, value: Fullness) -> None:
        """The words of a turn that may not be over are known: they decide how long to wait for more.

        Args:
            guess: the words and what they mean.
            expectation: of the question.
            value: how much they are of what the question asks for.
        """
        turn_ms = guess.end_ms - guess.onset_ms
        ending = judge(guess.text, guess.intent, guess.confidence, expectation, self._language, turn_ms=turn_ms, value=value)
        self._turns.be_patient(silence_to_end_ms(ending, self._patience, expectation, turn_ms=turn_ms))

    def answered(self, *, had_words: bool) -> None:
        """The turn's meaning was taken; the next speech begins a new one."""
        self._onset_ms = self._began_ms if self._turns.speaking else None
        self._cut = False
        self._clarity.begin()
        if had_words:
            self._quiet_since_ms = self._ended_ms

    def close(self) -> None:
        """Forgets what is not understood yet."""
        self._understander.drop()

    def _follow(self, event: TurnEvent) -> None:
        match event:
            case SpeechStarted(onset_ms):
                self._begin(onset_ms)
            case SpeechPaused(_, end_ms):
                self._speculate(end_ms)
            case SpeechResumed():
                self._understander.drop()
            case TurnEnded(_, end_ms, cut):
                self._ended_ms = self.now_ms
                self._cut = cut
                if cut:
                    self._speculate(end_ms)
                self._understander.confirm(cut=cut, clear=self._clarity.is_clear)

    def _begin(self, onset_ms: int) -> None:
        self._began_ms = onset_ms
        goes_on = self._understander.busy and self._onset_ms is not None and self.now_ms - self._onset_ms < MAX_TURN_AUDIO_MS
        if not goes_on:
            self._onset_ms = onset_ms
            self._clarity.begin()
        if not (goes_on and self._cut):  # a turn that was cut is answered, whatever comes after it
            self._understander.drop()

    def _speculate(self, end_ms: int) -> None:
        if self._onset_ms is None:
            raise RuntimeError("a turn paused that never began")
        self._understander.speculate(
            self._onset_ms, end_ms, self._expectation(), clear=self._clarity.is_clear, over_bot=self._over_bot()
        )
