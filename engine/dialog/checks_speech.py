"""Checks of what the bot says: nothing empty, every placeholder known, and the disclosure where it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.dialog.explain import did_you_mean
from engine.dialog.graph import chain
from engine.dialog.languages import builtin_language
from engine.dialog.problems import Finding, Location, Severity
from engine.dialog.schema import RungDoc, ScriptDoc
from engine.dialog.script import GIVE_UP, OPT_OUT, VOICEMAIL
from engine.dialog.template import is_well_formed, placeholders

_LONGEST_DISCLOSURE_S: Final = 8.0
"""People hang up on a longer speech that they cannot interrupt."""

Spoken = tuple[Location, str]


def _texts(location: Location, texts: Sequence[str]) -> Iterator[Spoken]:
    for index, text in enumerate(texts):
        yield (*location, index), text


def _ladder_texts(location: Location, ladder: Sequence[RungDoc] | None) -> Iterator[Spoken]:
    for index, rung in enumerate(ladder or ()):
        yield from _texts((*location, index, "say"), rung.say)


def _spoken(doc: ScriptDoc) -> Iterator[Spoken]:
    yield from _ladder_texts(("no_input",), doc.no_input)
    yield from _ladder_texts(("no_match",), doc.no_match)
    for section, message in ((OPT_OUT, doc.opt_out), (GIVE_UP, doc.give_up), (VOICEMAIL, doc.voicemail)):
        if message:
            yield from _texts((section, "say"), message.say)
    for name, node in doc.nodes.items():
        here: Location = ("nodes", name)
        yield from _texts((*here, "say"), node.say)
        yield from _texts((*here, "again"), node.again)
        yield from _ladder_texts((*here, "no_input"), node.no_input)
        yield from _ladder_texts((*here, "no_match"), node.no_match)


def _templates(doc: ScriptDoc) -> Iterator[Spoken]:
    yield from _spoken(doc)
    for name, node in doc.nodes.items():
        if node.transfer is not None:
            yield ("nodes", name, "transfer"), node.transfer


def _empty_text(doc: ScriptDoc) -> Iterator[Finding]:
    for location, text in _templates(doc):
        if not text:
            yield Finding(location, "is empty")


def _nothing_said(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        if not node.say and not node.goto and not node.hangup:
            yield Finding(("nodes", name), "says nothing: give it `say`")
    if doc.voicemail and not doc.voicemail.say:
        yield Finding((VOICEMAIL,), "says nothing: give it `say`")


def _placeholders(doc: ScriptDoc) -> Iterator[Finding]:
    for location, text in _templates(doc):
        if not is_well_formed(text):
            yield Finding(location, "has braces that are not a placeholder: write {{ name }}")
        for name in placeholders(text):
            if name not in doc.variables:
                yield Finding(location, f"'{name}' is not declared under `variables`{did_you_mean(name, doc.variables)}")


def _unused_variable(doc: ScriptDoc) -> Iterator[Finding]:
    used = {name for _, text in _templates(doc) for name in placeholders(text)}
    for name in doc.variables:
        if name not in used:
            yield Finding(("variables", name), "is used nowhere", Severity.WARNING)


def _disclosure(doc: ScriptDoc) -> Iterator[Finding]:
    opening = chain(doc, doc.start)
    for name, node in doc.nodes.items():
        if node.disclosure and node.barge_in:
            yield Finding(("nodes", name, "barge_in"), "a disclosure cannot be interrupted: leave this out")
    if not any(doc.nodes[name].disclosure for name in opening):
        message = "the opening must say who calls and that it is a machine, in a node with `disclosure: true`"
        yield Finding(("start",), message)


def _disclosure_wording(doc: ScriptDoc) -> Iterator[Finding]:
    language = builtin_language(doc.language)
    for name, node in doc.nodes.items():
        if not language or not node.disclosure:
            continue
        text = " ".join(node.say)
        if not language.disclosure_pattern.search(text.lower()):
            message = "does not seem to say that a machine is calling (words such as automated, virtual, AI)"
            yield Finding(("nodes", name, "say"), message, Severity.WARNING)
        seconds = _units(text, doc.language) / language.units_per_second
        if seconds > _LONGEST_DISCLOSURE_S:
            message = f"takes about {seconds:.0f} s and cannot be interrupted: keep it under {_LONGEST_DISCLOSURE_S:.0f} s"
            yield Finding(("nodes", name, "say"), message, Severity.WARNING)


def _units(text: str, language: str) -> int:
    return len("".join(text.split())) if language == "zh" else len(text.split())


def _builtin_speech(doc: ScriptDoc) -> Iterator[Finding]:
    if builtin_language(doc.language):
        return
    for section, message in ((OPT_OUT, doc.opt_out), (GIVE_UP, doc.give_up)):
        if not message.say:
            yield Finding((section,), f"language {doc.language} has no built-in text for this: write `{section}:` with `say`")


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (
    _empty_text,
    _nothing_said,
    _placeholders,
    _unused_variable,
    _disclosure,
    _disclosure_wording,
    _builtin_speech,
)
