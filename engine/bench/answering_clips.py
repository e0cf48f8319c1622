"""Labelled beginnings of calls: who answers, and what is heard of them. The same every time.

Texts and voices come from `configs/bench/answering.yaml`, human recordings from Debian's asterisk-core-sounds-en-wav if installed;
tones, faxes, ringback and music are made here. Held-out clips share neither text nor voice with the tuning half.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from ruamel.yaml import YAML

from engine.bench.answering_voices import Speakers
from engine.call.answering.verdict import Answerer
from telephony.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ, duration_ms, silence
from telephony.lab.noise import mixed, pink_noise
from telephony.lab.tones import BUSY, RINGBACK, SIT_E180, SIT_VACANT_CODE, Tone, rendered
from telephony.lab.wav import read_line

RECORDED_DIR: Final = Path("/usr/share/asterisk/sounds/en_US_f_Allison")
ESPEAK_VOICES_PER_TEXT: Final = 3
ANSWER_MS: Final = 3200
"""A person waits this long after the hello before going on: in the middle of the bot's greeting."""
TAIL_MS: Final = 9000
TELEVISION_DB: Final = -18.0
"""Below the person's voice."""
NEWS: Final = (
    "The council met again on Tuesday to talk about the new bridge. Traffic on the river road was slow this morning. "
    "Later in the programme we visit a baker who has made the same bread for forty years. And now the weather for the weekend."
)
BEEPS: Final = (
    (Tone((1000,), 450),),
    (Tone((440,), 500),),
    (Tone((1400,), 150, 120), Tone((1400,), 150)),
    (Tone((850,), 250),),
    (Tone((2000,), 180),),
    (Tone((620,), 1000),),
    (Tone((1250,), 350),),
    (Tone((700,), 200, 60), Tone((950,), 300)),
)


@dataclass(frozen=True, slots=True)
class Clip:
    """One call from the moment its audio path is up."""

    name: str
    truth: Answerer
    held_out: bool
    source: str
    """`espeak`, `kokoro`, `recorded` (people) or `made` (tones)."""
    onset_ms: int
    """Where the first sound begins."""
    pcm: bytes
    beep_end_ms: int | None = None
    """End of a voicemail's beep."""


def clips(book: Path, speakers: Speakers, recorded: Path = RECORDED_DIR) -> Iterator[Clip]:
    """All clips of a book, in a fixed order."""
    texts: dict[str, Any] = YAML(typ="safe").load(book.read_text(encoding="utf-8"))
    maker = _Maker(speakers, random.Random("answering"))
    for held_out, part in ((False, "tuning"), (True, "held_out")):
        yield from maker.speech(texts[part], texts["voices"][part], texts["afterwards"][part], held_out=held_out)
    if recorded.is_dir():
        yield from maker.prompts(texts["prompts"], recorded)
    yield from maker.sounds()


class _Maker:
    """Puts clips together; every choice comes from one seeded generator."""

    def __init__(self, speakers: Speakers, choice: random.Random) -> None:
        self._speakers = speakers
        self._choice = choice
        self._count = 0

    def speech(
        self, texts: dict[str, list[str]], voices: dict[str, list[str]], afterwards: Sequence[str], *, held_out: bool
    ) -> Iterator[Clip]:
        for kind, lines in texts.items():
            for number, text in enumerate(lines):
                espeak = [voices["espeak"][(number + step * 2) % len(voices["espeak"])] for step in range(ESPEAK_VOICES_PER_TEXT)]
                names = [f"espeak:{name}" for name in espeak]
                if self._speakers.has_kokoro:
                    names.append(f"kokoro:{voices['kokoro'][number % len(voices['kokoro'])]}")
                for voice in names:
                    said = self._speakers.spoken(voice, text)
                    after = self._choice.choice(afterwards) if kind == "human" else ""
                    later = self._speakers.spoken(voice, after) if after else b""
                    yield self._clip(f"{voice} {text}", Answerer(kind), held_out, voice.partition(":")[0], said, later)

    def prompts(self, texts: dict[str, list[list[str]]], folder: Path) -> Iterator[Clip]:
        for kind, prompts in texts.items():
            for names in prompts:
                said = silence(150).join(read_line(folder / f"{name}.wav") for name in names)
                yield self._clip("recorded " + " ".join(names), Answerer(kind), True, "recorded", said, b"")

    def sounds(self) -> Iterator[Clip]:
        ced, cng = (Tone((2100,), 3000, 75),), (Tone((1100,), 500, 3000),) * 4
        sounds: tuple[tuple[str, Answerer, bytes], ...] = (
            ("called fax", Answerer.FAX, rendered(ced) + _modem()),
            ("calling fax", Answerer.FAX, rendered(cng)),
            ("quiet called fax", Answerer.FAX, rendered(ced, level_dbfs=-30)),
            ("vacant code without words", Answerer.ANNOUNCEMENT, rendered(SIT_VACANT_CODE)),
            ("E.180 tones without words", Answerer.ANNOUNCEMENT, rendered(SIT_E180)),
            *((f"beep alone {tones[0].frequencies_hz[0]:g} Hz", Answerer.VOICEMAIL, rendered(tones)) for tones in BEEPS),
            ("ringback", Answerer.SILENCE, rendered(RINGBACK) * 2),
            ("busy", Answerer.SILENCE, rendered(BUSY) * 6),
            ("chords", Answerer.SILENCE, _chords(self._choice)),
            ("silence", Answerer.SILENCE, silence(8000)),
            ("line noise", Answerer.SILENCE, pink_noise(-45, 7)[: 8 * SAMPLE_RATE_HZ * SAMPLE_BYTES]),
            ("keys", Answerer.SILENCE, rendered((Tone((697, 1209), 100, 150), Tone((852, 1336), 100, 150)) * 3)),
        )
        for name, truth, pcm in sounds:
            lead_ms = self._choice.randrange(400, 1000, 20)
            yield Clip(name, truth, True, "made", lead_ms, silence(lead_ms) + pcm + silence(TAIL_MS))

    def _clip(self, name: str, truth: Answerer, held_out: bool, source: str, said: bytes, later: bytes) -> Clip:
        self._count += 1
        lead_ms, beep_end_ms = self._choice.randrange(300, 1200, 20), None
        pcm = silence(lead_ms) + said
        if truth is Answerer.ANNOUNCEMENT and self._count % 2:
            pcm = silence(lead_ms) + rendered(SIT_VACANT_CODE) + said
        if truth is Answerer.VOICEMAIL and self._count % 5:  # one in five has a beep that never comes
            level_dbfs = self._choice.choice((-12.0, -18.0, -25.0))
            pcm += silence(self._choice.randrange(200, 1400, 20)) + rendered(self._choice.choice(BEEPS), level_dbfs=level_dbfs)
            beep_end_ms = duration_ms(pcm)
        if later:
            pcm += silence(ANSWER_MS) + later
        return Clip(name, truth, held_out, source, lead_ms, self._background(pcm + silence(TAIL_MS), truth), beep_end_ms)

    def _background(self, pcm: bytes, truth: Answerer) -> bytes:
        """A third of all clips has the noise of a room, a third of all people have a television on."""
        match self._count % 3:
            case 1:
                return mixed(pcm, _looped(pink_noise(-50, self._count), len(pcm)))
            case 2 if truth is Answerer.HUMAN:
                news = np.frombuffer(self._speakers.spoken("espeak:en-us+f1", NEWS), "<i2") * 10 ** (TELEVISION_DB / 20)
                return mixed(pcm, _looped(news.astype("<i2").tobytes(), len(pcm)))
            case _:
                return pcm


def _looped(pcm: bytes, length: int) -> bytes:
    return (pcm * (length // len(pcm) + 1))[:length]


def _modem() -> bytes:
    """Noise in the band of a fax's data."""
    return pink_noise(-20, 3)[: 2 * SAMPLE_RATE_HZ * SAMPLE_BYTES]


def _chords(choice: random.Random) -> bytes:
    """Music on hold: three notes at a time, for half a second each."""
    scale_hz = [220 * 2 ** (step / 12) for step in (0, 2, 4, 5, 7, 9, 11, 12, 14, 16)]
    return rendered([Tone(tuple(choice.sample(scale_hz, 3)), 480) for _ in range(16)], level_dbfs=-20)
