"""CLINC150: 150 intents from ten examples each, and what belongs to none of them (Larson et al., 2019, CC BY 3.0).

```
curl -LO https://github.com/clinc/oos-eval/raw/master/data/data_small.json    # or data_full.json
python -m tests.benchmarks.intent_clinc data_small.json
```

A file is a JSON object of sections, each a list of [text, intent]; `train`, `test` and `oos_test` are read. Where `train` has more
examples of an intent than are asked for, each seed draws its own; where it has no more, the seeds are alike, and one is run.
Everything is expected, and the answer is the likeliest of the intents: a threshold would only trade errors of one kind for the
other. Out of scope is told by the probability of that answer.
"""

from __future__ import annotations

import tests.benchmarks.one_thread  # noqa: F401  # before numpy

# isort: split
import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.speech.encoders import LoadedEncoder
from tests.benchmarks.intent_cases import Rate, area
from tests.benchmarks.intent_corpora import SEEDS, SHOTS, Judge
from tests.benchmarks.intents import encoder

_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is read of a file."""

    examples: dict[str, list[str]]
    """By intent."""
    tests: list[tuple[str, str]]
    """Text and intent."""
    out_of_scope: list[str]

    @property
    def fewest(self) -> int:
        """Examples of the intent that has least of them."""
        return min(map(len, self.examples.values()))

    @property
    def most(self) -> int:
        return max(map(len, self.examples.values()))

    def drawn(self, shots: int, seed: int) -> list[tuple[str, str]]:
        """Intent and example, as many of each intent."""
        draw = random.Random(seed)
        return [(intent, text) for intent, texts in self.examples.items() for text in draw.sample(texts, shots)]


def read(path: Path) -> Corpus:
    """A file of the corpus's format.

    Raises:
        KeyError: a section is missing.
    """
    sections: dict[str, list[tuple[str, str]]] = json.loads(path.read_text(encoding="utf-8"))
    examples: dict[str, list[str]] = {}
    for text, intent in sections["train"]:
        examples.setdefault(intent, []).append(text)
    tests = [(text, intent) for text, intent in sections["test"]]
    return Corpus(examples, tests, [text for text, _ in sections["oos_test"]])


def measure(corpus: Corpus, judge: Judge) -> tuple[Rate, float]:
    """Those held out that were understood, and the area under the curve against those out of scope."""
    chosen, sure = judge.answers([text for text, _ in corpus.tests])
    _, unsure = judge.answers(corpus.out_of_scope)
    right = sum(intent == choice for (_, intent), choice in zip(corpus.tests, chosen, strict=True))
    return Rate(right, len(corpus.tests)), area(sure, unsure)


def milliseconds(judge: Judge, texts: Sequence[str]) -> list[float]:
    """Of each text alone, encoder and head: processor time of one thread, which on an idle core is the time it takes."""
    took = []
    for text in texts:
        started_s = time.process_time()
        judge.answers([text])
        took.append((time.process_time() - started_s) * 1000)
    return took


def compare(corpus: Corpus, loaded: LoadedEncoder, shots: int, timed: int) -> None:
    """A row for each seed; then what an utterance costs with the first seed's head."""
    sys.stdout.write(f"{len(corpus.examples)} intents, {shots} examples each, {len(corpus.out_of_scope)} utterances out of scope\n")
    sys.stdout.write("| seed | right | AUROC out of scope | training, s |\n| --- | --- | --- | --- |\n")
    judges = []
    for seed in SEEDS if corpus.most > shots else SEEDS[:1]:
        started_s = time.process_time()
        judges.append(Judge.trained(_LANGUAGE, corpus.drawn(shots, seed), loaded))
        trained_s = time.process_time() - started_s
        right, auroc = measure(corpus, judges[-1])
        sys.stdout.write(f"| {seed} | {right} | {auroc:.3f} | {trained_s:.0f} |\n")
        sys.stdout.flush()
    texts = [text for text, _ in random.Random(0).sample(corpus.tests, min(timed, len(corpus.tests)))]
    took = milliseconds(judges[0], texts)
    cuts = statistics.quantiles(took, n=20)
    sys.stdout.write(f"ms per utterance: p50 {statistics.median(took):.1f}, p95 {cuts[-1]:.1f}, worst {max(took):.1f}\n")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.intent_clinc", description="CLINC150, few-shot")
    parser.add_argument("file", type=Path, help="data_small.json, data_full.json, or a part of them in the same format")
    parser.add_argument("--shots", type=int, default=SHOTS, help="examples of each intent")
    parser.add_argument("--timed", type=int, default=300, help="how many utterances are timed")
    given = parser.parse_args()
    corpus = read(given.file)
    if corpus.fewest < given.shots:
        parser.error(f"{given.file}: an intent has {corpus.fewest} examples, fewer than --shots {given.shots}")
    compare(corpus, encoder(_LANGUAGE), given.shots, given.timed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
