"""Learns the weights of barge-in, and reports on voices it has not heard: `python -m engine.bench.overlap_training FILES`.

The sounds are .npz files (one array of 8 kHz int16 a sound, named `voice|bc|text` for a response and `voice|in|text` for an
interruption), as `engine.bench.overlap_sounds` renders them. Whole voices stay out of the learning: those that `TUNING` names are
for choosing thresholds, those that `LAST` names for the final report and nothing else. Humans are not learned from, because they
are there with interruptions only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from engine.bench.overlap_hearing import CHANNELS, Labelled, Rendition, hear
from engine.bench.overlap_network import learn
from engine.bench.overlap_report import report
from engine.call.overlap.classifier import NetworkClassifier, read_network, write_network
from engine.call.overlap.sound import LEAD_FRAMES
from engine.settings import load_settings
from engine.speech.models import ModelStore
from engine.speech.vad import SpeechModel, load_speech_model

TUNING: Final = (
    *("kokoro-nina", "flite-awb", "espeak-en-us+f4", "espeak-en-us+m2", "espeak-en-us+linda", "espeak-en-us+Andy"),
    *("human-allison", "human-carlo"),
)
"""Beginnings of the names of voices that thresholds are chosen on."""
LAST: Final = (
    *("kokoro-kurt", "kokoro-tessa", "flite-slt", "espeak-en-us+steph", "espeak-en-us+m7", "espeak-en-us+m8"),
    *("espeak-en-us+belinda", "espeak-en-gb", "human-june", "human-menardi", "human-ru"),
)
"""Those of voices that nothing is chosen on."""
PACES: Final = (0.87, 1.0, 1.15)
"""Learned voices are heard slower and deeper, and faster and higher, too."""
_PLENTIFUL: Final = "espeak"
"""Of this source there are so many voices that each sound is heard in one way only."""


def sounds_in(paths: Sequence[Path]) -> Iterator[Labelled]:
    """The labelled sounds of some files."""
    for path in paths:
        with np.load(path) as arrays:
            for name in arrays.files:
                voice, kind, text = name.split("|")
                if kind in ("bc", "in"):
                    yield Labelled(voice, "response" if kind == "bc" else "interruption", text, arrays[name])


def lessons(sounds: Iterable[Labelled]) -> Iterator[Rendition]:
    """Learned voices: over every channel at every pace, or one of these in turn."""
    ways = [(channel, pace) for channel in CHANNELS for pace in PACES]
    for number, sound in enumerate(sounds):
        chosen = [ways[number * 7 % len(ways)]] if sound.voice.startswith(_PLENTIFUL) else ways
        yield from (Rendition(sound, channel, pace) for channel, pace in chosen)


def exams(sounds: Iterable[Labelled]) -> Iterator[Rendition]:
    """Voices that are not learned from: as they are, over one channel in turn."""
    yield from (Rendition(sound, CHANNELS[number * 7 % len(CHANNELS)]) for number, sound in enumerate(sounds))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m engine.bench.overlap_training", description=__doc__)
    parser.add_argument("sounds", nargs="+", type=Path, help=".npz files")
    parser.add_argument("--weights", type=Path, required=True, help="where to write the weights")
    parser.add_argument("--learned", action="store_true", help="do not learn, report on the weights that are there")
    parser.add_argument("--last", action="store_true", help="report on the voices that nothing is chosen on")
    arguments = parser.parse_args()
    model = load_speech_model(ModelStore(load_settings(None, {}).cache_dir))
    sounds = list(sounds_in(arguments.sounds))
    if not arguments.learned:
        known = [sound for sound in sounds if not sound.voice.startswith((*TUNING, *LAST, "human"))]
        heard = [each for each in hear(lessons(known), model, LEAD_FRAMES) if each.delay_ms is not None]
        with arguments.weights.open("wb") as file:
            write_network(learn(heard), file)
    sys.stdout.write(_report(sounds, arguments.weights, LAST if arguments.last else TUNING, model))
    return 0


def _report(sounds: Iterable[Labelled], weights: Path, voices: tuple[str, ...], model: SpeechModel) -> str:
    with weights.open("rb") as file:
        classifier = NetworkClassifier(read_network(file))
    strange = [sound for sound in sounds if sound.voice.startswith(voices)]
    return report(list(hear(exams(strange), model, LEAD_FRAMES)), classifier)


if __name__ == "__main__":
    sys.exit(main())
