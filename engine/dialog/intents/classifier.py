"""The classifier of one script in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.dialog.intents.match import Embed, IntentMatch
from engine.dialog.intents.store import HeadFiles
from engine.dialog.intents.trained import Trained, examples_of, train
from engine.dialog.intents.wording import Wording
from engine.dialog.languages import builtin_language
from engine.dialog.script import OPT_OUT, Script
from engine.dialog.words import clauses, fold, unspaced

Matrix = NDArray[np.floating[Any]]

_LEAST_PROBABILITY: Final = 0.4
"""Below it, asking again costs less than being wrong."""
_CLEAR: Final = 0.8
"""An utterance whose whole is as clear as this is not looked at clause by clause."""
_LEAST_MARGIN: Final = 0.04
"""A smaller lead over another expected intent is no decision; only clauses come to that."""
_NONE_ODDS: Final = 0.3
"""What answers nothing is rarer at a question than the calibration takes it for."""
_GLOBAL_ODDS: Final = 0.5
"""People mostly answer the question."""
_UNEXPECTED_ODDS: Final = 0.3
"""What a script knows but does not expect here is hardly said, and explains away what sounds like it."""
_OPT_OUT_ODDS: Final = 0.2
"""It ends the call for good, and its plain wordings are found as phrases: likeness alone is asked for more."""
_LAST_CLAUSE: Final = 0.95
"""A clause says less than the utterance, the last of several the most..."""
_CLAUSE: Final = 0.9
_WORD: Final = 0.6
"""...and a single word of it, such as the `yes` before a question, still less."""
_SAID_PAST: Final = 0.55
"""How much of a clause's chance is lost if the whole surely answers nothing: "Dave, leave that, I'll do it later" asks for no call
later. Only the surest clauses come through: "soup's boiling over, ring back in ten minutes" is said to the bot."""
_WORDED_PAST: Final = 0.6
"""The same for nearly the same words that the head takes for nothing: "what do you want for dinner" has "what do you want"."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well one expected intent fits."""

    intent: str
    value: float
    example: str


@dataclass(frozen=True, slots=True)
class _Part:
    """An utterance or a clause of it, as the head sees it."""

    fits: list[_Fit]
    nothing: float
    """How likely it is that it answers nothing."""


class ExampleClassifier:
    """Chooses by a script's own examples."""

    def __init__(self, script: Script, embed: Embed, kept: HeadFiles | None = None) -> None:
        """Args:
        script: its examples and global intents count.
        embed: the encoder for the script's language.
        kept: where trained heads are looked for and left; None: trained anew each time.
        """
        self._embed = embed
        self._kept = kept
        self._language = builtin_language(script.language)
        self._globals = {edge.intent for edge in script.global_edges}
        self._examples = examples_of(script)
        self._intents = self._examples.intents
        self._wording = Wording(self._examples)
        self._trained: Trained | None = None

    async def prepare(self) -> None:
        """Trains, or finds what was trained. Once, before the first `classify`. Raises as `embed`."""
        self._trained = self._kept.find(self._examples) if self._kept else None
        if self._trained is None:
            self._trained = train(self._examples, await self._embed(self._examples.texts))
            if self._kept:
                self._kept.keep(self._trained)

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        """The intent of `text` among the expected ones; opting out is always expected.

        Raises:
            RuntimeError: `prepare` was not awaited.
        """
        if self._trained is None:
            raise RuntimeError("ExampleClassifier.prepare() comes before classify()")
        whole = fold(text)
        if not whole:
            return IntentMatch(None, 0.0, "no words")
        if self._language and self._language.asks_to_opt_out(text):
            return _certain(OPT_OUT, "an opt-out phrase")
        expected = {*among, OPT_OUT}
        if same := self._wording.same(whole, expected):
            return _certain(same.intent, f"same words as '{same.text}'")
        if self._language and not self._language.may_opt_out(text):
            expected.discard(OPT_OUT)  # it still explains utterances away
        if not expected:
            return IntentMatch(None, 0.0, "nothing is expected")
        parts = [part for part in clauses(text) if part != whole]
        # All at once: what an encoder takes for a few words more is little beside what it takes to begin.
        vectors = await self._embed([unspaced(part) for part in (whole, *parts)])
        heard = self._looked_at([whole], vectors[:1], expected, self._trained)[0]
        fits = heard.fits
        if parts and max(fit.value for fit in fits) < _CLEAR:
            looked_at = self._looked_at(parts, vectors[1:], expected, self._trained)
            fits = _best_of(fits, _discounted(parts, looked_at, heard.nothing))
        return _decide(fits, {fit.intent: fit.value for fit in heard.fits})

    def _looked_at(self, parts: Sequence[str], vectors: Matrix, expected: set[str], trained: Trained) -> list[_Part]:
        likeness = trained.likeness(parts, vectors)
        logits = trained.logits(likeness) + self._odds(expected)
        highest = logits.max(axis=1, keepdims=True)
        likely = np.exp(logits - highest)
        likely /= likely.sum(axis=1, keepdims=True)
        rows = zip(parts, likeness, likely, strict=True)
        return [_Part(self._fits(part, row, trained.nearest(examples), expected), float(row[0])) for part, examples, row in rows]

    def _fits(self, part: str, likely: Matrix, nearest: Sequence[str], expected: set[str]) -> list[_Fit]:
        """How well every expected intent fits a part."""
        alike = self._wording.alike(part)
        fits = []
        for intent, value, example in zip(self._intents, likely, nearest, strict=True):
            if intent in expected and intent is not None:
                worded, worded_value = alike.get(intent, (example, 0.0))
                if worded_value < 1.0:
                    worded_value *= 1 - _WORDED_PAST * float(likely[0])
                fits.append(_Fit(intent, max(float(value), worded_value), worded if worded_value > value else example))
        return fits

    def _odds(self, expected: set[str]) -> Matrix:
        return np.log([self._odds_of(intent, expected) for intent in self._intents])

    def _odds_of(self, intent: str | None, expected: set[str]) -> float:
        if intent is None:
            return _NONE_ODDS
        if intent == OPT_OUT:
            return _OPT_OUT_ODDS
        if intent not in expected:
            return _UNEXPECTED_ODDS
        return _GLOBAL_ODDS if intent in self._globals else 1.0


def _certain(intent: str | None, reason: str) -> IntentMatch:
    return IntentMatch(intent, 1.0, reason, {intent: 1.0} if intent else {})


def _discounted(parts: Sequence[str], looked_at: Sequence[_Part], nothing: float) -> list[_Fit]:
    """What clauses are worth: `nothing` is how likely it is that the whole answers nothing."""
    weights = [_WORD if len(unspaced(part).split()) == 1 and len(part.split()) <= 2 else _CLAUSE for part in parts]
    if weights[-1] == _CLAUSE:
        weights[-1] = _LAST_CLAUSE
    heeded = 1 - _SAID_PAST * nothing
    pairs = ((heeded * weight, fit) for weight, part in zip(weights, looked_at, strict=True) for fit in part.fits)
    return [_Fit(fit.intent, weight * fit.value, fit.example) for weight, fit in pairs]


def _best_of(*several: Iterable[_Fit]) -> list[_Fit]:
    best: dict[str, _Fit] = {}
    for fit in (fit for fits in several for fit in fits):
        if fit.intent not in best or fit.value > best[fit.intent].value:
            best[fit.intent] = fit
    return list(best.values())


def _decide(fits: Sequence[_Fit], whole: Mapping[str, float]) -> IntentMatch:
    """The best intent, unless it is too unlikely or another is as likely; of such two the likelier for the `whole`, if one is."""
    ranked = sorted(fits, key=lambda fit: fit.value, reverse=True)
    best, rival = ranked[0], ranked[1] if len(ranked) > 1 else None
    chances = {fit.intent: fit.value for fit in ranked}
    if rival and rival.value > best.value - _LEAST_MARGIN and whole[rival.intent] > whole[best.intent]:
        best, rival = rival, best
    beside = f"; next {rival.intent} '{rival.example}' ({rival.value:.2f})" if rival else ""
    if best.value < _LEAST_PROBABILITY:
        return IntentMatch(
            None, best.value, f"nothing close; best {best.intent} '{best.example}' ({best.value:.2f}){beside}", chances
        )
    undecided = rival is not None and rival.value > best.value - _LEAST_MARGIN
    if rival and undecided and whole[rival.intent] > whole[best.intent] - _LEAST_MARGIN:
        return IntentMatch(None, best.value, f"either {best.intent} '{best.example}' ({best.value:.2f}){beside}", chances)
    return IntentMatch(best.intent, best.value, f"like '{best.example}' ({best.value:.2f}){beside}", chances)
