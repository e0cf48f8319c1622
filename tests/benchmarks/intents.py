"""How well are intents understood, how surely is everything else refused, and what does it cost? Figures of docs/intents.md.

```
python -m tests.benchmarks.intents scripts            the scripts' unseen phrases, word for word and as Whisper heard them
python -m tests.benchmarks.intents scripts --errors   with everything that was not understood
python -m tests.benchmarks.intents asides             what is said past the bot, at every question of every script
python -m tests.benchmarks.intents speed              milliseconds per utterance, one thread
```
"""

from __future__ import annotations

import tests.benchmarks.one_thread  # noqa: F401  # before numpy

# isort: split
import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.dialog.intents import ExampleClassifier, Vectors
from engine.settings import load_settings
from engine.shipped import shipped
from engine.speech.encoders import LoadedEncoder, language_encoder
from engine.speech.models import ModelStore
from tests.benchmarks.intent_cases import PHRASES, Answer, Phrase, answers, auroc, heard, phrases_in, questions, rates, script_in

KINDS: Final = ("unseen", "studied", "development")
"""What phrases are for: see `subjects`."""
_AS_WRITTEN: Final = "as written"


@dataclass(frozen=True, slots=True)
class Subject:
    """A script in one language with what callees say to it."""

    script: Path
    language: str
    phrases: Path

    @property
    def name(self) -> str:
        return f"{self.script.stem}, {self.language}"

    @property
    def heard(self) -> Path:
        """Transcripts of the phrases, made by `tests.benchmarks.intent_hearing`."""
        return self.phrases.with_name(f"{self.phrases.name.removesuffix('.yaml')}.heard.json")


def subjects(kind: str = "unseen") -> Iterator[Subject]:
    """Every script with phrases of a kind in the folder: the shipped ones and the benchmark's own.

    `unseen` phrases are only measured with; their author had seen no example. What was missed of the `studied` ones was looked at,
    once they had been measured with; they and the `development` phrases are what examples were written after, and the classifier's
    constants chosen on.
    """
    for path in sorted(PHRASES.glob(f"*.{kind}.*.yaml")):
        name, _, language, _ = path.name.split(".")
        own = PHRASES / f"{name}.yaml"
        yield Subject(own if own.is_file() else shipped("dialogs") / f"{name}.yaml", language, path)


def encoder(language: str) -> LoadedEncoder:
    """The product's encoder for a language, one thread."""
    settings = load_settings(None, {})
    return language_encoder(ModelStore(settings.cache_dir), settings.speech, language)


async def prepared(subject: Subject, loaded: LoadedEncoder) -> ExampleClassifier:
    """The product's classifier of the subject's script."""

    async def embed(texts: Sequence[str]) -> Vectors:
        return loaded.embed(texts)

    classifier = ExampleClassifier(script_in(subject.script, subject.language), embed)
    await classifier.prepare()
    return classifier


async def understand(kind: str, *, errors: bool, only: str | None) -> None:
    """A table of all subjects, each as it was said and as it was heard, and of all together as they were said."""
    encoders: dict[str, LoadedEncoder] = {}
    written: dict[str, list[Answer]] = {}
    _say("| script | line | understood | misunderstood | nothing, taken for an intent | AUROC |")
    _say("| --- | --- | --- | --- | --- | --- |")
    for subject in subjects(kind):
        if only and not subject.name.startswith(only):
            continue
        script = script_in(subject.script, subject.language)
        if subject.language not in encoders:
            encoders[subject.language] = encoder(subject.language)
        classifier = await prepared(subject, encoders[subject.language])
        lines: dict[str, list[Phrase]] = {_AS_WRITTEN: phrases_in(subject.phrases)}
        if subject.heard.is_file():
            lines |= heard(subject.heard)
        for line, phrases in lines.items():
            given = await answers(classifier, script, phrases)
            _say(_row(subject.name, line, given))
            if line == _AS_WRITTEN:
                written.setdefault(subject.language, []).extend(given)
            if errors:
                _tell_errors(given)
    for language, given in written.items():
        _say(_row(f"all, {language}", _AS_WRITTEN, given))


async def asides(only: str | None) -> None:
    """A table of how many (aside, question) pairs each script takes for an intent."""
    encoders: dict[str, LoadedEncoder] = {}
    total: dict[str, list[Answer]] = {}
    _say("| script | nothing, taken for an intent |")
    _say("| --- | --- |")
    for subject in {(each.script, each.language): each for each in subjects("studied")}.values():
        if only and not subject.name.startswith(only):
            continue
        if subject.language not in encoders:
            encoders[subject.language] = encoder(subject.language)
        classifier = await prepared(subject, encoders[subject.language])
        said = phrases_in(PHRASES / f"asides.{subject.language}.yaml")
        given = await answers(classifier, script_in(subject.script, subject.language), said)
        total.setdefault(subject.language, []).extend(given)
        _say(_row_of_asides(subject.name, given))
    for language, given in total.items():
        _say(_row_of_asides(f"all, {language}", given))


def _row_of_asides(name: str, given: Sequence[Answer]) -> str:
    return f"| {name} | {rates(given)['nothing taken for an intent']} |"


def _row(name: str, line: str, given: Sequence[Answer]) -> str:
    return f"| {name} | {line} | {' | '.join(map(str, rates(given).values()))} | {auroc(given):.3f} |"


def _tell_errors(given: Sequence[Answer]) -> None:
    for answer in given:
        if not answer.right:
            phrase = answer.phrase
            _say(f"    {answer.node}: {phrase.intent}, not {answer.match.intent}: {phrase.said!r}, heard {phrase.heard!r}")
            _say(f"        {answer.match.reason}")


async def speed() -> None:
    """Text to intent, encoder and everything after it: processor time, which on an idle core is the time it takes."""
    encoders: dict[str, LoadedEncoder] = {}
    _say("| script | p50 ms | p95 ms | worst ms |")
    _say("| --- | --- | --- | --- |")
    for subject in subjects():
        script = script_in(subject.script, subject.language)
        if subject.language not in encoders:
            encoders[subject.language] = encoder(subject.language)
        classifier = await prepared(subject, encoders[subject.language])
        _, expected = next(questions(script))
        took = []
        for phrase in phrases_in(subject.phrases):
            started_s = time.process_time()
            await classifier.classify(phrase.said, tuple(expected))
            took.append((time.process_time() - started_s) * 1000)
        cuts = statistics.quantiles(took, n=20)
        _say(f"| {subject.name} | {statistics.median(took):.0f} | {cuts[-1]:.0f} | {max(took):.0f} |")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.intents", description="Intents: accuracy, refusal, time")
    what = parser.add_subparsers(dest="what", required=True)
    scripts = what.add_parser("scripts")
    scripts.add_argument("--kind", choices=KINDS, default="unseen")
    scripts.add_argument("--errors", action="store_true", help="list what was not understood")
    scripts.add_argument("--only", help="name of one script")
    past = what.add_parser("asides")
    past.add_argument("--only", help="name of one script")
    what.add_parser("speed")
    given = parser.parse_args()
    match given.what:
        case "scripts":
            asyncio.run(understand(given.kind, errors=given.errors, only=given.only))
        case "asides":
            asyncio.run(asides(given.only))
        case _:
            asyncio.run(speed())
    return 0


if __name__ == "__main__":
    sys.exit(main())
