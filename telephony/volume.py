"""How loud one side of a call is played: a gain that changes gradually, without a click. Pure."""

from __future__ import annotations

from array import array

from telephony.audio import SAMPLE_RATE_HZ


class Volume:
    """Full volume at first; ramps are straight in amplitude and advance with the audio they are applied to."""

    def __init__(self) -> None:
        self._gain = 1.0
        self._goal = 1.0
        self._step = 0.0  # per sample, towards the goal

    def turn(self, gain_db: float, ramp_ms: int) -> None:
        """Goes to a gain over the next `ramp_ms` of audio; 0 dB is full volume.

        Raises:
            ValueError: the gain would amplify, or `ramp_ms` is negative.
        """
        if gain_db > 0:
            raise ValueError(f"gain_db is {gain_db}, must not be above 0")
        if ramp_ms < 0:
            raise ValueError(f"ramp_ms is {ramp_ms}, must not be negative")
        self._goal = 10 ** (gain_db / 20)
        samples = ramp_ms * SAMPLE_RATE_HZ // 1000
        self._step = (self._goal - self._gain) / samples if samples else 0.0
        if not samples:
            self._gain = self._goal

    def applied(self, pcm: bytes) -> bytes:
        """The next audio (s16le mono) at its volume."""
        if self._gain == self._goal == 1.0:
            return pcm
        samples = array("h", pcm)
        for index, sample in enumerate(samples):
            if self._gain != self._goal:
                left = self._goal - self._gain
                self._gain = self._goal if abs(left) <= abs(self._step) else self._gain + self._step
            samples[index] = int(sample * self._gain)
        return samples.tobytes()
