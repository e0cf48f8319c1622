"""How long must a silence be to end this turn? Decided by what was said in it so far. Pure.

    speech ends ──▶ transcription on speculation ──▶ judge: Ending ──▶ patience for the present silence
                         (unknown_ms until then)

    ANSWER          a whole answer, known word for word             answer_ms
    LIKELY_ANSWER   words that answer, but may be half a sentence   likely_answer_ms
    VALUE           as many digits as were asked for, maybe not all sentence_ms
    SENTENCE        a whole sentence, or who knows                  sentence_ms, longer at an open question
    DIGITS          a digit string that may go on                   digits_ms
    COMMA           words with a comma after them, or a stray one   comma_ms
    UNFINISHED      "and…", "um", "my", "…", an invention           unfinished_ms

Both errors cost: too short cuts people off in their pauses, too long is dead air. `docs/turn-taking.md` shows the measured curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from engine.call.unfinished import ends_in_comma, ends_in_digits, ends_in_open_digits, ends_open, is_invented, is_one_word
from engine.dialog.asides import is_aside
from engine.dialog.moves import Expectation, Pace
from engine.dialog.slots.fullness import Fullness

_SURE: Final = 0.75
"""Confidence of an intent from which an utterance counts as an answer. It says what was meant, and not that it was said to the end:
"How much would" is as sure as "How much would I have to pay?"."""
_SAME_WORDS: Final = 1.0
"""Confidence of an utterance that is one of the script's examples word for word."""
_PACES: Final = {Pace.SHORT: 0.75, Pace.NORMAL: 1.0, Pace.LONG: 1.6}
_OPEN_QUESTION: Final = 1.25
"""People think aloud when any words are an answer."""


class Ending(Enum):
    """What a turn's words so far look like from their end."""

    ANSWER = "answer"
    LIKELY_ANSWER = "likely_answer"
    VALUE = "value"
    SENTENCE = "sentence"
    DIGITS = "digits"
    COMMA = "comma"
    UNFINISHED = "unfinished"


_OF_STRINGS: Final[Mapping[Fullness, Ending]] = {
    Fullness.PART: Ending.DIGITS,
    Fullness.ENOUGH: Ending.VALUE,
    Fullness.WHOLE: Ending.LIKELY_ANSWER,
}
"""How digits end if it is known how many there should be. Recognizers put commas between digits: the last says nothing."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Silences that end a turn, in milliseconds since the person's last sound."""

    answer_ms: int
    likely_answer_ms: int
    sentence_ms: int
    digits_ms: int
    comma_ms: int
    unfinished_ms: int
    unknown_ms: int
    """While the words are not known yet: as long as recognition may take before the turn ends without its words."""
    long_turn_ms: int
    """From this length on, a turn ends at the first pause of `answer_ms`, whatever its words."""

    def of(self, ending: Ending) -> int:
        """The plain patience with an ending."""
        match ending:
            case Ending.ANSWER:
                return self.answer_ms
            case Ending.LIKELY_ANSWER:
                return self.likely_answer_ms
            case Ending.VALUE | Ending.SENTENCE:
                return self.sentence_ms
            case Ending.DIGITS:
                return self.digits_ms
            case Ending.COMMA:
                return self.comma_ms
            case Ending.UNFINISHED:
                return self.unfinished_ms


def judge(
    text: str,
    intent: str | None,
    confidence: float,
    expectation: Expectation,
    language: str,
    *,
    turn_ms: int,
    value: Fullness = Fullness.NOTHING,
) -> Ending:
    """How the words end.

    Args:
        text: the turn so far, as the recognizer wrote it, with its punctuation.
        turn_ms: its length so far.
        intent: the classifier's choice.
        confidence: of that choice, 0 to 1.
        expectation: what the node waits for.
        value: how much the words are of what the question asks for, see `DialogMachine.fullness`.
        language: ISO 639-1; others than `en` and `zh` have no trailing words.
    """
    if is_invented(text, turn_ms):
        return Ending.UNFINISHED
    expected = intent in expectation.intents
    if expected and confidence >= _SAME_WORDS:
        return Ending.LIKELY_ANSWER if ends_in_comma(text) or ends_open(text, language) else Ending.ANSWER
    if value is not Fullness.NOTHING and ends_in_digits(text):
        return _OF_STRINGS[value]
    if ends_in_open_digits(text):
        return Ending.DIGITS
    if ends_open(text, language):
        return Ending.UNFINISHED
    if ends_in_comma(text):
        return Ending.COMMA
    if value is Fullness.WHOLE or (expected and confidence >= _SURE and not is_one_word(text)):
        return Ending.LIKELY_ANSWER
    if value is Fullness.ENOUGH:
        return Ending.VALUE
    return Ending.COMMA if intent is None and _is_stray_word(text, expectation, language) else Ending.SENTENCE


def _is_stray_word(text: str, expectation: Expectation, language: str) -> bool:
    """A word that means nothing where no word is a value is a misread "Well," as often as all that is said."""
    return is_one_word(text) and not expectation.open and not is_aside(text, language)


def silence_to_end_ms(ending: Ending, patience: Patience, expectation: Expectation, *, turn_ms: int) -> int:
    """The silence that ends the turn.

    Args:
        ending: of the words so far.
        patience: the settings.
        expectation: what the node waits for; its pace and openness stretch or shorten the patience.
        turn_ms: length of the turn so far.
    """
    if turn_ms >= patience.long_turn_ms:
        return patience.answer_ms
    if ending in (Ending.ANSWER, Ending.LIKELY_ANSWER):
        return max(patience.answer_ms, patience.of(ending))
    factor = _PACES[expectation.pace]
    if expectation.open and ending is Ending.SENTENCE:
        factor *= _OPEN_QUESTION
    return max(patience.answer_ms, round(patience.of(ending) * factor))
