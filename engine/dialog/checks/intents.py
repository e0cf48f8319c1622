"""Checks of what the person may say: every expected intent has examples, and they tell the intents apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.dialog.explain import did_you_mean
from engine.dialog.languages import builtin_language
from engine.dialog.localised import primary
from engine.dialog.places import edges
from engine.dialog.problems import Finding, Location, Severity
from engine.dialog.schema import ScriptDoc
from engine.dialog.script import OPT_OUT
from engine.dialog.template import placeholders
from engine.dialog.words import normalise

_FEW_EXAMPLES: Final = 4
"""Below this, nearest-example classification rests on luck."""
_FULL_WIDTH: Final = ("，", "、")


def _expected(doc: ScriptDoc) -> Iterator[tuple[Location, str]]:
    for location, edge in edges(doc):
        if edge.intent:
            yield (*location, "intent"), edge.intent


def _unknown_intent(doc: ScriptDoc) -> Iterator[Finding]:
    for location, intent in _expected(doc):
        if intent not in doc.intents and intent not in doc.faq and intent != OPT_OUT:
            yield Finding(location, f"'{intent}' has no examples under `intents`{did_you_mean(intent, doc.intents)}")
    for name in doc.faq:
        if name in doc.intents or name == OPT_OUT:
            yield Finding(("faq", name), f"'{name}' is also an intent: take another name")


def _unused_intent(doc: ScriptDoc) -> Iterator[Finding]:
    used = {intent for _, intent in _expected(doc)} | {OPT_OUT}
    if not used <= {*doc.intents, *doc.faq, OPT_OUT}:
        return  # one of the unknown ones may be meant
    for intent in doc.intents:
        if intent not in used:
            yield Finding(("intents", intent), "is expected nowhere", Severity.WARNING, is_about_use=True)


def _few_examples(doc: ScriptDoc) -> Iterator[Finding]:
    for location, intent, examples in _examples(doc):
        if not examples:
            yield Finding(location, "has no examples")
        elif len(examples) < _FEW_EXAMPLES and any(sign in example for example in examples for sign in _FULL_WIDTH):
            yield Finding(location, "is not parted by full-width commas: write `, ` between examples", Severity.WARNING)
        elif len(examples) < _FEW_EXAMPLES and intent != OPT_OUT:
            message = f"has {len(examples)} of the {_FEW_EXAMPLES} or more examples that make it understood reliably"
            yield Finding(location, message, Severity.WARNING)


def _examples_told_apart(doc: ScriptDoc) -> Iterator[Finding]:
    language = builtin_language(primary(doc.language))
    owners = {normalise(example): OPT_OUT for example in (language.opt_out_examples if language else ())}
    for location, intent, examples in _examples(doc):
        for index, example in enumerate(examples):
            words = normalise(example)
            owner = owners.setdefault(words, intent)
            if not words:
                yield Finding((*location, index), "is empty")
            elif placeholders(example):
                yield Finding((*location, index), "is learnt before any call, and knows no values: take the placeholder out")
            elif owner != intent:
                yield Finding((*location, index), f"'{example}' is also an example of '{owner}'")


def _examples(doc: ScriptDoc) -> Iterator[tuple[Location, str, Sequence[str]]]:
    for intent, examples in doc.intents.items():
        yield ("intents", intent), intent, examples
    for name, entry in doc.faq.items():
        yield ("faq", name, "ask"), name, entry.ask


def _opt_out_known(doc: ScriptDoc) -> Iterator[Finding]:
    if not builtin_language(primary(doc.language)) and not doc.intents.get(OPT_OUT):
        yield Finding(("intents",), f"language {doc.language} has no built-in opt-out: write examples under `{OPT_OUT}`")


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (
    _unknown_intent,
    _unused_intent,
    _few_examples,
    _examples_told_apart,
    _opt_out_known,
)
