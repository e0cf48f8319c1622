"""Checks of what the bot says: nothing empty, every item one thing, and the disclosure where it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from engine.dialog.graph import opening_without
from engine.dialog.languages import builtin_language
from engine.dialog.localised import primary
from engine.dialog.places import recorded_texts, say_texts, speeches, spoken_texts, templates
from engine.dialog.problems import Finding, Location, Severity
from engine.dialog.schema import Say, SayDoc, ScriptDoc
from engine.dialog.script import GIVE_UP, OPT_OUT, SCREENING, VOICEMAIL
from engine.dialog.template import placeholders
from engine.markup import faults


def _empty_text(doc: ScriptDoc) -> Iterator[Finding]:
    for location, text in templates(doc):
        if not text:
            yield Finding(location, "is empty")


def _marks(doc: ScriptDoc) -> Iterator[Finding]:
    for location, text in spoken_texts(doc):
        yield from (Finding(location, fault, Severity.WARNING) for fault in faults(text))


def _recorded_placeholders(doc: ScriptDoc) -> Iterator[Finding]:
    for location, _, text in recorded_texts(doc):
        if names := placeholders(text):
            message = (
                f"a recording says the same in every call: take {{{{ {names[0]} }}}} out of its text, or leave it to the voice"
            )
            yield Finding(location, message)


def _items(doc: ScriptDoc) -> Iterator[Finding]:
    for location, say in speeches(doc):
        yield from _say(location, say)


def _say(location: Location, say: Say) -> Iterator[Finding]:
    for index, item in enumerate(say):
        here = (*location, index)
        if len(kinds := _kinds(item)) != 1:
            named = f"has {' and '.join(kinds)}: " if kinds else ""
            yield Finding(here, f"{named}one item is a text, `one_of`, `when` with `say`, `pause_ms`, or `audio` with `text`")
        elif (item.when is None) != (not item.say):
            yield Finding(here, "needs both `when` and `say`")
        elif item.audio is not None and item.text is None:
            yield Finding(here, "needs a `text` beside `audio`: what the recording says, and what is spoken without it")
        elif item.pause_ms is not None and index == 0:
            yield Finding(here, "has no effect: a pause comes after something said", Severity.WARNING)
        yield from _say((*here, "say"), item.say)


def _kinds(item: SayDoc) -> list[str]:
    kinds = {
        "text": item.text is not None or item.audio is not None,
        "one_of": bool(item.one_of),
        "when": item.when is not None or bool(item.say),
        "pause_ms": item.pause_ms is not None,
    }
    return [kind for kind, given in kinds.items() if given]


def _nothing_said(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        if not node.say and not node.goto and not node.hangup and not node.return_:
            yield Finding(("nodes", name), "says nothing: give it `say`")
    for section, message in ((VOICEMAIL, doc.voicemail), (SCREENING, doc.screening)):
        if message and not message.say:
            yield Finding((section,), "says nothing: give it `say`")


def _disclosure(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        if node.disclosure and node.barge_in:
            yield Finding(("nodes", name, "barge_in"), "a disclosure cannot be interrupted: leave this out")
        if node.disclosure and node.say and all(item.when is not None for item in node.say):
            yield Finding(("nodes", name, "say"), "a disclosure is not said on a condition only")
    if opening_without(doc):
        message = "the opening must say who calls and that it is a machine, in a node with `disclosure: true`"
        yield Finding(("start",), message)


def _disclosure_wording(doc: ScriptDoc) -> Iterator[Finding]:
    code = primary(doc.language)
    language = builtin_language(code)
    for name, node in doc.nodes.items():
        if not language or not node.disclosure:
            continue
        text = " ".join(text for _, text in say_texts((), node.say))
        if not language.disclosure_pattern.search(text.lower()):
            message = "does not seem to say that a machine is calling (words such as automated, virtual, AI)"
            yield Finding(("nodes", name, "say"), message, Severity.WARNING)


def _builtin_speech(doc: ScriptDoc) -> Iterator[Finding]:
    if builtin_language(primary(doc.language)):
        return
    for section, message in ((OPT_OUT, doc.opt_out), (GIVE_UP, doc.give_up)):
        if not message.say:
            yield Finding((section,), f"language {doc.language} has no built-in text for this: write `{section}:` with `say`")


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (
    _empty_text,
    _marks,
    _recorded_placeholders,
    _items,
    _nothing_said,
    _disclosure,
    _disclosure_wording,
    _builtin_speech,
)
