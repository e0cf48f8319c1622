"""From what a script says to the sentences of one call: conditions, variants and placeholders are settled here."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.dialog.moves import Sentence
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.template import Field, fields, fill, split_sentences
from engine.dialog.utterance import Conditional, Line, Pause, Utterance, Variants, lines_of
from engine.dialog.values import read_aloud, tells_time
from engine.dialog.written import as_written

_TEXT = SlotSpec(SlotType.TEXT)
_UNSPEAKABLE = str.maketrans("{}*<>", "     ")
"""Would change the markup of the text that a value is put into."""


class MissingVariable(Exception):
    """A lead lacks a value that the script speaks."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"the lead has no value for `{name}`, which the script needs")


class UnfitVariable(Exception):
    """A lead's value is not of the type that the script declares."""

    def __init__(self, name: str, expected: SlotType) -> None:
        self.name = name
        self.expected = expected
        super().__init__(f"the lead's value for `{name}` is no {expected.value}")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one call speaks."""

    language: str
    types: Mapping[str, SlotSpec]
    """Of slots and variables."""
    usual: Mapping[str, str]
    """Values that are the same in every call unless the lead has its own."""
    given: Mapping[str, str]
    """The call's values that never change, `usual` ones included."""
    now: datetime
    seed: int = 0

    def values(self, slots: Mapping[str, str]) -> Mapping[str, str]:
        """Everything that conditions and placeholders may ask for."""
        return {**self.given, **slots}

    def sentences(self, utterance: Utterance, slots: Mapping[str, str], turn: int) -> tuple[Sentence, ...]:
        """What is said now. A sentence that speaks of an empty slot is left out.

        Args:
            utterance: as written.
            slots: filled by now.
            turn: how often this place was spoken before; variants take turns.
        """
        spoken: list[Sentence] = []
        for part in utterance:
            match part:
                case Line():
                    spoken += self._line(part, slots)
                case Variants(texts):
                    spoken += self._line(Line(self._variant(texts, turn)), slots)
                case Conditional(when, parts):
                    spoken += self.sentences(parts, slots, turn) if when.evaluate(self.values(slots)) else ()
                case Pause(ms):
                    if spoken:
                        spoken[-1] = replace(spoken[-1], pause_after_ms=spoken[-1].pause_after_ms + ms)
        return tuple(spoken)

    def prepared(self, utterances: Iterable[Utterance]) -> tuple[Sentence, ...]:
        """All sentences that may be said and hold no slot, each once."""
        sentences = (sentence for line in lines_of(utterances) for sentence in self._line(line, {}))
        return tuple(dict.fromkeys(sentences))

    def filled(self, text: str, slots: Mapping[str, str]) -> str:
        """A text for a system, such as a field of a request: canonical values, read aloud only where a filter says so."""
        return self._filled(text, slots, lambda field, value: self._aloud(field, value) if field.filter else value)

    def message(self, text: str, slots: Mapping[str, str]) -> str:
        """A text that a person reads: dates, times and amounts as they are written in the language."""

        def written(field: Field, value: str) -> str:
            return as_written(value, self.types.get(field.name, _TEXT), field.filter, self.language, self.now)

        return self._filled(text, slots, written)

    def _filled(self, text: str, slots: Mapping[str, str], shown: Callable[[Field, str], str]) -> str:
        values = self.values(slots)

        def value_of(field: Field) -> str:
            value = values.get(field.name, "")
            return shown(field, value) if value else ""

        return fill(text, value_of)

    def aloud(self, name: str, value: str) -> str:
        """A value of this slot, as it is read."""
        return self._aloud(Field(name, None), value)

    def _line(self, line: Line, slots: Mapping[str, str]) -> Iterator[Sentence]:
        values = self.values(slots)
        for piece in (line.text,) if line.audio else split_sentences(line.text):
            used = fields(piece)
            if all(values.get(field.name) for field in used):
                fixed = all(self._is_usual(field, slots) for field in used)
                yield Sentence(fill(piece, lambda field: self._aloud(field, values[field.name])), fixed, line.audio)

    def _is_usual(self, field: Field, slots: Mapping[str, str]) -> bool:
        if field.name in slots or tells_time(self.types.get(field.name, _TEXT), field.filter):
            return False
        return field.name in self.usual and self.usual[field.name] == self.given.get(field.name)

    def _aloud(self, field: Field, value: str) -> str:
        words = read_aloud(value, self.types.get(field.name, _TEXT), field.filter, self.language, self.now)
        return " ".join(words.translate(_UNSPEAKABLE).split())

    def _variant(self, texts: tuple[str, ...], turn: int) -> str:
        first = zlib.crc32(f"{self.seed} {texts[0]}".encode())
        return texts[(first + turn) % len(texts)]
