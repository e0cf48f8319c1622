"""What a script leaves untranslated: the same text, at the same place, in two of its languages, or a text in another writing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from engine.dialog.localised import primary
from engine.dialog.places import Placed, asks, spoken_texts
from engine.dialog.problems import Location, Problem, Severity
from engine.dialog.schema import ScriptDoc
from engine.dialog.source import Place, Source
from engine.dialog.template import fill
from engine.markup import plain

_LISTS: Final = ("intents", "faq", "choices")
"""Fields with examples of what people say: one finding for a whole list."""
_HAN: Final = re.compile(r"[㐀-鿿]")


def untranslated(spoken: Mapping[str, tuple[ScriptDoc, Source]]) -> Iterator[Problem]:
    """Warnings about texts of the wrong language, one for each.

    Args:
        spoken: by language, the document and where its parts stand.
    """
    if not spoken:
        return
    shared = list(_shared(spoken))
    yield from shared
    told = {(problem.file, problem.line, problem.column) for problem in shared}
    yield from (problem for problem in _in_chinese(spoken) if (problem.file, problem.line, problem.column) not in told)


def _in_chinese(spoken: Mapping[str, tuple[ScriptDoc, Source]]) -> Iterator[Problem]:
    """Translations that changed places."""
    for language, (doc, source) in spoken.items():
        for location, text in spoken_texts(doc):
            if primary(language) == "en" and _HAN.search(text) and not source.is_borrowed(location):
                yield source.problem(location, "has Chinese characters, which an English voice does not read", Severity.WARNING)


def _shared(spoken: Mapping[str, tuple[ScriptDoc, Source]]) -> Iterator[Problem]:
    """Plain texts that are said, or waited for, in several languages. A mapping may well hold the same text twice."""
    (first, (doc, source)), *others = spoken.items()
    for location, text in _texts(doc):
        place = _place(source, location)
        if place is None or not _has_words(text):
            continue
        for language, (_, other) in others:
            if _place(other, location) == place:
                message = f"is the same text in {first} and {language}: write `{{{first}: …, {language}: …}}`"
                yield source.problem(_list(location), message, Severity.WARNING)
                break


def _texts(doc: ScriptDoc) -> Iterator[Placed]:
    """Whatever is in one language: said, sent, or an example of what people say. A list of `words` may well mix languages."""
    yield from spoken_texts(doc)
    for intent, examples in doc.intents.items():
        yield from ((("intents", intent, index), text) for index, text in enumerate(examples))
    for name, entry in doc.faq.items():
        yield from ((("faq", name, "ask", index), text) for index, text in enumerate(entry.ask))
    for location, slot in (*((("slots", name), slot) for name, slot in doc.slots.items()), *asks(doc)):
        for key, phrases in slot.choices.items():
            yield from (((*location, "choices", key, index), text) for index, text in enumerate(phrases))
    for name, node in doc.nodes.items():
        if node.sms:
            yield ("nodes", name, "sms", "text"), node.sms.text
        if node.asr_hint:
            yield ("nodes", name, "asr_hint"), node.asr_hint


def _written(source: Source, location: Location) -> Location:
    """Where the file has a text: one item may be written without its list, and a text without the field that it fills."""
    known = location[:1]  # of a section that is wholly built in or included, only the parts have a place
    for part in location[1:]:
        if (*known, part) in source.places:
            known = (*known, part)
        elif part != 0:
            break
    return (*known, "text") if (*known, "text") in source.places else known


def _place(source: Source, location: Location) -> Place | None:
    return source.places.get(_written(source, location))


def _list(location: Location) -> Location:
    return location[:-1] if any(part in _LISTS for part in location) and isinstance(location[-1], int) else location


def _has_words(text: str) -> bool:
    return any(character.isalpha() for character in plain(fill(text, lambda _: "")))
