"""The person makes sound while the bot speaks: an interruption, a listener's response, or noise? Pure, in audio time.

                      might be a sentence ────▶ DOUBT: the bot lowers its voice
                      enough for a word or two ────▶ GLANCE: they are read, see `engine.call.overlap.floor`
                      surely a sentence, or longer than any response ────▶ INTERRUPTION: the bot has stopped
    QUIET ── speech ─▶ YOUNG
      ▲                  │ silence ≥ gap_ms
      └──────────────────┴── under min_speech_ms of speech: NOISE, else RESPONSE: its words decide the rest

A listener's "mm-hmm" or "okay" lasts 0.3 to 0.6 s, the shortest interruptions ("no", "stop") no longer, and in their first quarter
of a second words sound alike. So nobody can stop in time for all interruptions and for no response. The bot does what people
do: in doubt it speaks more softly, at once, and speaks up again as soon as the sound turns out to have been a response. It loses
no word by that. Only what hums along like a response leaves its voice as it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from engine.call.overlap.decisions import OVER, Decision
from engine.call.overlap.opinions import Hearing, SoundClassifier
from engine.call.overlap.sound import LEAD_FRAMES, FrameSound
from engine.call.overlap.sound_course import OverlapLimits, SoundCourse
from engine.call.steady import FOREVER_MS
from telephony.audio import SILENT_FRAME


class OverlapJudge:
    """Follows the person's side of a call and decides about each sound that begins while the bot speaks."""

    def __init__(
        self,
        limits: OverlapLimits,
        classifier: SoundClassifier,
        *,
        frame_ms: int,
        new_hearing: Callable[[], Hearing] = FrameSound,
    ) -> None:
        """`new_hearing` gives what the classifier hears of a sound."""
        self._limits = limits
        self._classifier = classifier
        self._frame_ms = frame_ms
        self._new_hearing = new_hearing
        self._before = deque([SILENT_FRAME] * (LEAD_FRAMES + 1), maxlen=LEAD_FRAMES + 1)
        self._hearing = new_hearing()
        self._sound: SoundCourse | None = None
        self._latest: SoundCourse | None = None

    def feed(self, frame: bytes, is_speech: bool, *, now_ms: int, over_bot: bool, may_stop: bool) -> tuple[Decision, ...]:
        """Takes the next frame; returns what is decided by it, usually nothing.

        Args:
            frame: 20 ms of audio.
            is_speech: the voice activity decision about it.
            now_ms: the conversation's clock at the end of the frame.
            over_bot: a sound that begins now is over the bot.
            may_stop: the bot may be interrupted now; if not, a sound that goes on is judged once it may.
        """
        if self._sound is None and is_speech and over_bot:
            self._sound = self._latest = self._begin(now_ms - self._frame_ms)
        self._before.append(frame)
        if self._sound is None:
            return ()
        decisions = self._sound.feed(self._hearing.feed(frame), is_speech, may_stop=may_stop)
        if any(decision.verdict in OVER for decision in decisions):
            self._sound = None
        return decisions

    @property
    def is_quiet(self) -> bool:
        """No sound over the bot is going on."""
        return self._sound is None

    def steady_ms(self, is_speech: bool, *, may_stop: bool) -> int:
        """See `engine.call.steady`; `may_stop` as for `feed`."""
        return FOREVER_MS if self._sound is None else self._sound.steady_ms(is_speech, may_stop=may_stop)

    def pass_over(self, frames: Sequence[bytes], is_speech: bool) -> None:
        """See `engine.call.steady`."""
        self._before.extend(frames[-LEAD_FRAMES - 1 :])
        if self._sound:
            self._sound.pass_over(len(frames), is_speech)

    def sound_from(self, onset_ms: int) -> SoundCourse | None:
        """The last sound, over or not, if it is the one that began then."""
        return self._latest if self._latest and self._latest.onset_ms == onset_ms else None

    def _begin(self, onset_ms: int) -> SoundCourse:
        self._hearing = self._new_hearing()
        lead = [self._hearing.feed(frame) for frame in self._before][-LEAD_FRAMES:]
        return SoundCourse(self._limits, self._classifier, onset_ms, lead, frame_ms=self._frame_ms)
