"""How English is read: words misread, and time, of every recognizer on recorded prompts. Figures of docs/recognition.md.

`python -m tests.benchmarks.recognizers moonshine-base-en whisper-base`; needs Debian's asterisk-core-sounds-en-wav (one woman,
8 kHz). A third of a second of a core for each prompt, line and recognizer. Without a hint, as Moonshine takes none.
"""

from __future__ import annotations

import tests.benchmarks.one_thread  # noqa: F401  # before numpy

# isort: split
import argparse
import random
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from engine.settings import load_settings
from engine.speech.models import ModelStore
from engine.speech.recognizing.recognizers import language_recognizer
from telephony.audio import duration_ms
from tests.benchmarks.intent_hearing import SNRS_DB, on_the_line
from tests.integration.speech.speech_recordings import recorded_prompts, word_errors, words

_SEED: Final = 3
_LENGTHS_MS: Final = {"shorter than 1 s": 1000, "1 to 2.5 s": 2500, "longer": sys.maxsize}


@dataclass(slots=True)
class _Score:
    errors: int = 0
    words: int = 0
    took_ms: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        rate, took = 100 * self.errors / self.words, statistics.median(self.took_ms)
        return f"{self.errors} of {self.words} words wrong ({rate:.1f} %), {len(self.took_ms)} prompts, {took:.0f} ms of a core"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.recognizers", description="Word errors of recognizers")
    parser.add_argument("names", nargs="+", help="models by name, as in `speech.english_recognizer`")
    parser.add_argument("--count", type=int, default=150, help="prompts, drawn at random")
    given = parser.parse_args()
    settings = load_settings(None, {})
    store = ModelStore(settings.cache_dir)
    drawn = sorted(recorded_prompts().items())
    random.Random(_SEED).shuffle(drawn)
    for name in given.names:
        recognizer = language_recognizer(store, settings.speech.model_copy(update={"english_recognizer": name}), "en")
        scores: defaultdict[tuple[str, str], _Score] = defaultdict(_Score)
        for line, snr_db in SNRS_DB.items():
            noise = np.random.default_rng(_SEED)
            for text, sound in drawn[: given.count]:
                length = next(length for length, most_ms in _LENGTHS_MS.items() if duration_ms(sound) < most_ms)
                pcm = on_the_line(sound, snr_db, noise)
                began_s = time.process_time()
                heard = recognizer.transcribe(pcm, language="en").text
                score = scores[line, length]
                score.took_ms.append((time.process_time() - began_s) * 1000)
                score.errors += word_errors(heard, text)
                score.words += len(words(text))
        for (line, length), score in sorted(scores.items()):
            sys.stdout.write(f"{name}, {line}, {length}: {score}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
