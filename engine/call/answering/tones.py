"""What tones say about who answered: a beep, special information tones, a fax, a line that still rings. Pure, in audio time.

    frequency per frame ─▶ bursts of one tone each ─▶ groups of bursts, ended by 300 ms without a tone ─▶ sign

Frequencies and lengths: special information tones as in ITU-T E.180 §6.2 and Telcordia GR-1162, fax tones as in ITU-T T.30 §4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from engine.call.answering.network import NetworkMessage, sit_message

BEEP_MIN_MS: Final = 120
"""Shortest voicemail beep worth believing."""
BEEP_MAX_MS: Final = 1600
"""Longer tones are dial tones and ringback."""
SETTLE_MS: Final = 300
"""Without a tone for this long, a beep is over: double beeps have gaps of 100 to 250 ms."""
SAME_TONE_HZ: Final = 25
"""Two frames whose frequencies differ by more belong to two bursts."""
STEADY_HZ: Final = 10
"""A beep keeps its pitch; a vowel that ends a sentence, pure as it may be, glides by more."""
ATTACHED_MIN_MS: Final = 300
"""A tone that grows out of another sound is a vowel unless it is this long; a beep comes after a gap."""
_QUIETER_DB: Final = 10
"""A beep stands alone: what follows it at once is quieter than the beep by this much. Notes of music are not."""
_LOUD_MS: Final = 60
"""A frame at either edge of a tone is partly tone; three in a row are another sound."""
_RINGING_HZ: Final = (390, 510)
"""Ringback of most countries: 400 to 450 Hz, or 440 and 480 together, which beat around 460."""
_RINGING_GAP_MS: Final = 6500
"""Longest pause of a ringing cadence, with a margin: 4 to 5 s, then the next ring is on."""
_CED_HZ: Final = (2075, 2125)
_CED_MIN_MS: Final = 1000
"""A called fax sends 2100 Hz for 2.6 to 4 s; no beep of that pitch lasts a second."""
_CNG_HZ: Final = (1060, 1140)
_CNG_MS: Final = (420, 580)
"""A calling fax: 1100 Hz for 0.5 s ± 15 % …"""
_CNG_GAP_MS: Final = (2500, 3500)
"""… every 3 s ± 15 %: one burst may be a beep, two of them are a fax."""


class ToneSign(Enum):
    BEEP = auto()
    """A voicemail's beep is over: the moment to leave a message."""
    FAX = auto()
    SPECIAL_INFORMATION = auto()
    """Three rising tones, before an announcement of the network."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign, with what there is to say about it."""

    sign: ToneSign
    described: str
    message: NetworkMessage | None = None
    """Of special information tones that code it."""


@dataclass(frozen=True, slots=True)
class Burst:
    """One tone from its beginning to its end."""

    hz: float
    start_ms: int
    end_ms: int
    level_dbfs: float
    lowest_hz: float
    highest_hz: float
    attached: bool
    """Another sound came right before it."""

    @property
    def believable(self) -> bool:
        """It may be a machine's."""
        steady = self.highest_hz - self.lowest_hz <= STEADY_HZ
        return steady and (not self.attached or self.length_ms >= ATTACHED_MIN_MS)

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


class ToneListener:
    """Takes one frame's frequency and level at a time."""

    def __init__(self, *, frame_ms: int) -> None:
        self._frame_ms = frame_ms
        self._now_ms = 0
        self._burst: Burst | None = None
        self._group: list[Burst] = []
        self._cng_end_ms: int | None = None
        self._cng_bursts = 0
        self._in_ring_band_ms = 0
        self._rang_ms: int | None = None
        self._levels: tuple[float, ...] = (-99.0,) * 4  # of the last frames, this one included
        self._loud_ms = 0  # in a row, without a tone
        self._fax_told = False

    @property
    def ringing(self) -> bool:
        """The far end plays ringback, or did a moment ago: nobody is there yet."""
        return self._rang_ms is not None and self._now_ms - self._rang_ms <= _RINGING_GAP_MS

    @property
    def sounding(self) -> bool:
        """A tone sounds, or has just ended."""
        return bool(self._group)

    def feed(self, hz: float | None, level_dbfs: float, *, spoken_before: bool) -> Signal | None:
        """Gives what this frame makes certain.

        Args:
            hz: frequency of the tone in this frame; None without one.
            level_dbfs: the frame's level.
            spoken_before: somebody or something has spoken: a greeting comes before a beep.
        """
        self._now_ms += self._frame_ms
        self._levels = (*self._levels[1:], level_dbfs)
        self._mind_ringing(hz, spoken_before=spoken_before)
        if hz is None:
            self._burst = None
            return self._without_tone(level_dbfs, spoken_before=spoken_before)
        self._extend(hz, level_dbfs)
        return self._fax_answering()

    @property
    def is_steady(self) -> bool:
        """See `engine.call.steady`: sound without a tone changes nothing, however long it lasts."""
        return not (self._burst or self._group or self.ringing or self._in_ring_band_ms)

    def pass_over(self, ms: int, level_dbfs: float) -> None:
        """See `engine.call.steady`."""
        self._now_ms += ms
        newest = (level_dbfs,) * min(ms // self._frame_ms, len(self._levels))
        self._levels = (*self._levels, *newest)[-len(self._levels) :]

    def _extend(self, hz: float, level_dbfs: float) -> None:
        self._loud_ms = 0
        burst = self._burst
        if burst is not None and abs(hz - burst.hz) <= SAME_TONE_HZ:
            self._burst = self._group[-1] = replace(
                burst,
                hz=0.8 * burst.hz + 0.2 * hz,
                end_ms=self._now_ms,
                level_dbfs=max(burst.level_dbfs, level_dbfs),
                lowest_hz=min(burst.lowest_hz, hz),
                highest_hz=max(burst.highest_hz, hz),
            )
        else:
            # The detector needs two frames: the tone began one frame earlier.
            start_ms, attached = self._now_ms - 2 * self._frame_ms, min(self._levels[:2]) > level_dbfs - _QUIETER_DB
            self._burst = Burst(hz, start_ms, self._now_ms, level_dbfs, hz, hz, attached)
            self._group.append(self._burst)

    def _mind_ringing(self, hz: float | None, *, spoken_before: bool) -> None:
        in_band = hz is not None and _within(hz, _RINGING_HZ) and not spoken_before
        # Two frequencies beat: a third of the frames seems to hold no single tone.
        self._in_ring_band_ms = (
            self._in_ring_band_ms + self._frame_ms if in_band else max(0, self._in_ring_band_ms - self._frame_ms)
        )
        if self._in_ring_band_ms >= BEEP_MIN_MS:
            self._rang_ms = self._now_ms

    def _fax_answering(self) -> Signal | None:
        burst = self._group[-1]
        if _within(burst.hz, _CED_HZ) and burst.length_ms >= _CED_MIN_MS and not self._fax_told:
            self._fax_told = True
            return Signal(ToneSign.FAX, f"{burst.hz:.0f} Hz for {burst.length_ms} ms")
        return None

    def _without_tone(self, level_dbfs: float, *, spoken_before: bool) -> Signal | None:
        if not self._group:
            return None
        last = self._group[-1]
        since_ms = self._now_ms - last.end_ms
        self._loud_ms = self._loud_ms + self._frame_ms if level_dbfs > last.level_dbfs - _QUIETER_DB else 0
        if self._loud_ms >= _LOUD_MS:
            return self._close(special_only=True, spoken_before=spoken_before)
        return self._close(special_only=False, spoken_before=spoken_before) if since_ms >= SETTLE_MS else None

    def _close(self, *, special_only: bool, spoken_before: bool) -> Signal | None:
        group, self._group = [burst for burst in self._group if burst.length_ms >= 3 * self._frame_ms], []
        lengths = tuple(burst.length_ms for burst in group)
        tones = " and ".join(f"{burst.hz:.0f} Hz" for burst in group)
        message = sit_message(tuple((burst.hz, burst.length_ms) for burst in group[-3:]))
        if message is not None:
            return Signal(ToneSign.SPECIAL_INFORMATION, f"special information tones: {tones}", message)
        if special_only or not group:
            return None
        if self._is_fax_calling(group, spoken_before=spoken_before):
            return Signal(ToneSign.FAX, "1100 Hz, half a second every three") if self._cng_bursts == 2 else None
        if _is_beep(group, spoken_before=spoken_before):
            return Signal(ToneSign.BEEP, f"beep of {tones}, {' and '.join(map(str, lengths))} ms")
        return None

    def _is_fax_calling(self, group: list[Burst], *, spoken_before: bool) -> bool:
        burst = group[0]
        if len(group) != 1 or not (_within(burst.hz, _CNG_HZ) and _within(burst.length_ms, _CNG_MS)):
            return False
        again = self._cng_end_ms is not None and _within(burst.start_ms - self._cng_end_ms, _CNG_GAP_MS)
        self._cng_end_ms = burst.end_ms
        self._cng_bursts = self._cng_bursts + 1 if again else 1
        return again or not spoken_before


def _is_beep(group: list[Burst], *, spoken_before: bool) -> bool:
    """One beep, or up to three of at most two pitches; ringback only counts as one after a greeting."""
    pitches = {round(burst.hz / 50) for burst in group}
    longest_ms = max(burst.length_ms for burst in group)
    ringing = not spoken_before and all(_within(burst.hz, _RINGING_HZ) for burst in group)
    believable = all(burst.believable for burst in group)
    return believable and len(group) <= 3 and len(pitches) <= 2 and BEEP_MIN_MS <= longest_ms <= BEEP_MAX_MS and not ringing


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
