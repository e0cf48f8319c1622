"""Who answered, and what the campaign does about it: the supervisor with its peeks, its events and the policy in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.call.answering.policy import AnsweringPolicy, Reaction
from engine.call.answering.supervisor import AnswerSupervisor, Notice
from engine.call.answering.verdict import Answerer, Judgement
from engine.call.peeking import Peeker
from engine.call.report import Reporter
from engine.events import AnswererKnown

_PEOPLE: Final = (None, Answerer.HUMAN, Answerer.SILENCE)


class Reception:
    """Watches over the first half minute of one call."""

    def __init__(self, supervisor: AnswerSupervisor, peeker: Peeker, report: Reporter, policy: AnsweringPolicy) -> None:
        self._supervisor = supervisor
        self._peeker = peeker
        self._report = report
        self._policy = policy

    @property
    def verdict(self) -> Judgement | None:
        """The present one."""
        return self._supervisor.judgement

    @property
    def talks(self) -> bool:
        """The script goes on with whoever answered, or will once it is known."""
        answerer = self._supervisor.answerer
        return answerer is None or self._policy.reaction(answerer) is Reaction.TALK

    @property
    def machine(self) -> bool:
        """It is no person, by the present verdict."""
        return self._supervisor.answerer not in _PEOPLE

    @property
    def introduces(self) -> bool:
        """Whoever answered is told who calls, and may put the call through."""
        answerer = self._supervisor.answerer
        return answerer is not None and self._policy.reaction(answerer) is Reaction.INTRODUCE

    @property
    def greetable(self) -> bool:
        """There is somebody to talk with, and they wait for the bot."""
        return self._supervisor.answerer is not None and self.talks and not self._supervisor.speaking

    @property
    def quiet(self) -> bool:
        """Nothing is heard that could be, or become, an answer."""
        return not (self._supervisor.speaking or self._supervisor.sounding or self._peeker.busy)

    @property
    def last_end_ms(self) -> int | None:
        """End of the last utterance; None before the first."""
        return self._supervisor.last_end_ms

    @property
    def retry_after_s(self) -> int | None:
        """When the number may be called again, if the policy has an opinion."""
        return self._policy.retry_after(self._supervisor.answerer)

    @property
    def screening_wait_ms(self) -> int:
        """Longest wait for the person whose calls are screened."""
        return self._policy.screening_wait_s * 1000

    def hear(self, frame: bytes, *, is_speech: bool, in_turn: bool) -> tuple[Reaction | None, Notice]:
        """Takes the next frame; returns what to do now, if the verdict has changed.

        Args:
            frame: 20 ms of audio.
            is_speech: the voice activity decision about it.
            in_turn: the turn goes on; one that has ended is transcribed anyway.
        """
        notice = self._supervisor.hear(frame, is_speech)
        if notice.peek and (in_turn or not notice.complete):
            self._peeker.look(notice.peek.onset_ms, notice.peek.end_ms)
        return self._tell(notice.judgement), notice

    def steady_ms(self, is_speech: bool) -> int:
        """See `engine.call.steady`."""
        return self._supervisor.steady_ms(is_speech)

    def pass_over(self, frames: Sequence[bytes], is_speech: bool) -> None:
        """See `engine.call.steady`."""
        self._supervisor.pass_over(frames, is_speech)

    def words(self, text: str, onset_ms: int, *, complete: bool) -> Reaction | None:
        """What was said; returns what to do now, if the verdict has changed."""
        return self._tell(self._supervisor.words(text, onset_ms, complete=complete))

    def stayed_silent(self, waited_ms: int) -> Reaction | None:
        """Nobody spoke after the audio path came up."""
        return self._tell(self._supervisor.stayed_silent(waited_ms))

    def talked_with(self) -> None:
        """The person answered the bot."""
        self._supervisor.talked_with()

    def close(self) -> None:
        """The call is over."""
        self._peeker.close()

    def _tell(self, judgement: Judgement | None) -> Reaction | None:
        if judgement is None:
            return None
        self._report(AnswererKnown(**self._report.stamp(), answerer=judgement.answerer, reason=judgement.reason))
        return self._policy.reaction(judgement.answerer)
