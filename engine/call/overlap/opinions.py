"""What judges sounds over the bot by how they sound; `engine.call.overlap.classifier` is one that was learned."""

from __future__ import annotations

from typing import Protocol

from engine.call.overlap.sound import Numbers


class SoundOpinion(Protocol):
    """Hears one sound, frame by frame."""

    def feed(self, row: Numbers, is_speech: bool) -> float | None:
        """How sure it is by now, 0 to 1, that this is the start of a sentence; None at ages that it cannot judge.

        Args:
            row: `FrameSound` of the next frame, the first one `LEAD_FRAMES` before the onset.
            is_speech: voice activity of the same frame.
        """
        ...

    @property
    def steady_frames(self) -> int:
        """So many more frames bring no opinion, see `engine.call.steady`."""
        ...

    def pass_over(self, frames: int) -> None:
        """See `engine.call.steady`."""
        ...


class Hearing(Protocol):
    """Turns the frames of one sound into rows of numbers."""

    def feed(self, frame: bytes) -> Numbers:
        """The row of the next frame."""
        ...


class SoundClassifier(Protocol):
    """Tells sentences from responses by their first instants."""

    def begin(self) -> SoundOpinion:
        """For a new sound."""
        ...
