"""What the intent benchmarks ask and how they judge the answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from ruamel.yaml import YAML

from engine.dialog.bundle import read_bundle
from engine.dialog.edges import Edge
from engine.dialog.intents import IntentClassifier, IntentMatch
from engine.dialog.loader import load_bundle
from engine.dialog.script import OPT_OUT, Script
from engine.dialog.ways import Listening

PHRASES: Final = Path(__file__).with_name("intent_phrases")
NOTHING: Final = "_none"
_Z_95: Final = 1.96


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something said, and how it arrived."""

    intent: str | None
    """None: it answers no question."""
    said: str
    heard: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the classifier made of a phrase at one question."""

    phrase: Phrase
    node: str
    match: IntentMatch
    same: frozenset[str | None]
    """Intents that lead to where the phrase's own leads from this node, that one included."""

    @property
    def right(self) -> bool:
        return self.match.intent in self.same

    @property
    def wrong(self) -> bool:
        """Taken for an intent that leads elsewhere; if it is neither right nor wrong, the bot asks again."""
        return self.match.intent is not None and not self.right


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % confidence interval (Wilson, 1927)."""

    hits: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        share, z2 = self.hits / self.of, _Z_95**2
        middle = share + z2 / (2 * self.of)
        half = _Z_95 * (share * (1 - share) / self.of + z2 / (4 * self.of**2)) ** 0.5
        return (middle - half) / (1 + z2 / self.of), (middle + half) / (1 + z2 / self.of)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{100 * self.hits / max(self.of, 1):.1f} % ({100 * low:.1f}-{100 * high:.1f}, {self.of})"


def script_in(path: Path, language: str) -> Script:
    """A script file's version in one language (ISO 639-1).

    Raises:
        LookupError: the script does not speak it.
    """
    for script in load_bundle(read_bundle(path)).languages.values():
        if script.language == language:
            return script
    raise LookupError(f"{path} does not speak {language}")


def phrases_in(path: Path) -> list[Phrase]:
    """The phrases of a YAML file of intent → what people say, as if heard word for word."""
    table: Mapping[str, Sequence[str]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return [Phrase(None if intent == NOTHING else intent, said, said) for intent, texts in table.items() for said in texts]


def heard(path: Path) -> dict[str, list[Phrase]]:
    """Transcripts of the same, by the voice and line that they were spoken with."""
    table: dict[str, list[tuple[str | None, str, str]]] = json.loads(path.read_text(encoding="utf-8"))
    return {voice: [Phrase(*row) for row in rows] for voice, rows in table.items()}


def questions(script: Script) -> Iterator[tuple[str, Mapping[str, Edge | None]]]:
    """Every node that expects intents of its own, with all that it expects and what follows."""
    for name, node in script.nodes.items():
        if isinstance(node.way, Listening) and not name.startswith("_"):
            own = {edge.intent: edge for edge in node.way.edges if edge.intent}
            everywhere = {edge.intent: edge for edge in script.global_edges if edge.intent}
            if own:
                yield name, {**everywhere, **own, OPT_OUT: None}


async def answers(classifier: IntentClassifier, script: Script, phrases: Iterable[Phrase]) -> list[Answer]:
    """Each phrase at every question that expects its intent; what answers nothing, at all of them."""
    asked = dict(questions(script))
    return [
        Answer(phrase, node, await classifier.classify(phrase.heard, tuple(expected)), _same(phrase.intent, expected))
        for phrase in phrases
        for node, expected in asked.items()
        if phrase.intent is None or phrase.intent in expected
    ]


def _same(meant: str | None, expected: Mapping[str, Edge | None]) -> frozenset[str | None]:
    edge = expected.get(meant) if meant else None
    return frozenset({meant, *(intent for intent, other in expected.items() if edge and other and other.then == edge.then)})


def rates(given: Sequence[Answer]) -> dict[str, Rate]:
    """Shares of answers: of phrases with an intent, those understood and those misunderstood; of others, those taken for one."""
    meant = [answer for answer in given if answer.phrase.intent is not None]
    unmeant = [answer for answer in given if answer.phrase.intent is None]
    return {
        "understood": Rate(sum(answer.right for answer in meant), len(meant)),
        "misunderstood": Rate(sum(answer.wrong for answer in meant), len(meant)),
        "nothing taken for an intent": Rate(sum(answer.wrong for answer in unmeant), len(unmeant)),
    }


def auroc(given: Sequence[Answer]) -> float:
    """How well confidence tells phrases with an intent from those without: the chance that one of the former has more."""
    by_kind: dict[bool, list[float]] = {True: [], False: []}
    for answer in given:
        by_kind[answer.phrase.intent is not None].append(answer.match.confidence)
    return area(by_kind[True], by_kind[False])


def area(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Area under the receiver's curve, by counting (Mann and Whitney, 1947); ties count half."""
    above = np.subtract.outer(np.asarray(positive), np.asarray(negative))
    return float((above > 0).mean() + (above == 0).mean() / 2)


def confusions(given: Iterable[Answer]) -> Counter[tuple[str, str]]:
    """Pairs of meant and understood where they differ."""
    return Counter((str(a.phrase.intent), str(a.match.intent)) for a in given if not a.right)
