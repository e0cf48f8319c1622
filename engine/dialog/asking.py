"""Answers that fill a slot: understood by type, checked, confirmed, and put right."""

from __future__ import annotations

from typing import Final

from engine.dialog.arriving import ask_again, enter
from engine.dialog.draft import Draft
from engine.dialog.ladders import asked_once_more
from engine.dialog.nodes import Node
from engine.dialog.schema_values import Confirm
from engine.dialog.slots.bare_times import is_bare_time
from engine.dialog.slots.correction import corrected
from engine.dialog.slots.fullness import Fullness, fullness
from engine.dialog.slots.parsing import parse, supports
from engine.dialog.slots.spec import SURE, Invalid, Parsed, Reading, SlotSpec, SlotType
from engine.dialog.ways import Ask, Listening

_YES_NO: Final = SlotSpec(SlotType.YES_NO)
_KEYS: Final = {"1": "yes", "2": "no"}
_ANY_WORDS: Final = (SlotType.TEXT, SlotType.NAME)
"""Types that take almost any words for a value."""


def ask_of(node: Node) -> Ask | None:
    return node.way.ask if isinstance(node.way, Listening) else None


def read(draft: Draft, ask: Ask, text: str) -> Reading:
    """What an answer says for the slot."""
    return _parsed(draft, ask.spec, text) if text else None


def read_key(draft: Draft, ask: Ask, digit: str) -> Reading:
    """The same of a telephone key."""
    match ask.spec.type:
        case SlotType.YES_NO:
            return Parsed(_KEYS[digit], 1.0) if digit in _KEYS else None
        case SlotType.NUMBER | SlotType.CHOICE:
            return _parsed(draft, ask.spec, digit)
        case _:
            return None


def keys_of(ask: Ask, confirming: str | None) -> tuple[str, ...]:
    """Keys that mean something to the question."""
    if confirming is not None or ask.spec.type is SlotType.YES_NO:
        return tuple(_KEYS)
    return tuple("012345678") if ask.spec.type in (SlotType.NUMBER, SlotType.CHOICE) else ()


def is_sure(ask: Ask, reading: Reading) -> bool:
    """True if an answer so plainly fills the slot that it cannot mean something else."""
    return _is_plain(reading) and ask.spec.type not in _ANY_WORDS


def sure_value(draft: Draft, ask: Ask, text: str) -> str | None:
    """The value that an answer plainly gives; to "is that right?" also yes or no. None if it gives none."""
    pending = draft.state.confirming
    reading = read(draft, ask, text) if pending is None else _verdict(draft, ask, text, pending)
    return reading.value if isinstance(reading, Parsed) and reading.confidence >= SURE else None


def is_only_value(draft: Draft, ask: Ask, reading: Reading, text: str) -> bool:
    """True if an answer plainly fills the slot and says nothing else."""
    return is_sure(ask, reading) and ask.spec.type is SlotType.DATE_TIME and is_bare_time(text, draft.script.language)


def fullness_of(draft: Draft, ask: Ask, text: str) -> Fullness:
    """How much of what was asked for an answer says."""
    spec = ask.spec if draft.state.confirming is None else _YES_NO
    if not supports(spec.type, draft.script.language):
        return Fullness.NOTHING
    return fullness(spec, text, draft.script.language, draft.wording.now)


def take(draft: Draft, node: Node, ask: Ask, reading: Parsed, words: str, *, confirmed: bool = False) -> None:
    """Fills the slot and goes on, or asks first whether it was understood."""
    doubtful = ask.confirm is Confirm.ALWAYS or (ask.confirm is Confirm.UNSURE and reading.confidence < SURE)
    if doubtful and not confirmed and ask.confirm_say:
        draft.change(confirming=reading.value, confirming_words=words, no_inputs=0)
        return ask_again(draft, node)
    draft.change(confirming=None)
    draft.fill(ask.slot, reading.value, words)
    draft.change(correctable=node.name)
    enter(draft, draft.branch(ask.goto), words)


def refuse(draft: Draft, node: Node, ask: Ask, invalid: Invalid) -> None:
    """Says why a value cannot be taken, and asks again."""
    draft.say(node, ask.invalid_say.get(invalid.fault, ()))
    asked_once_more(draft, node)


def confirm(draft: Draft, node: Node, ask: Ask, text: str) -> bool:
    """Takes a yes, a no, or another value for an answer to "is that right?"; False if it is none of these."""
    language = draft.script.language
    if not supports(SlotType.YES_NO, language):
        return False
    pending = draft.state.confirming or ""
    verdict = _parsed(draft, _YES_NO, text)
    other = _other_value(draft, ask, text, pending)
    if isinstance(other, Parsed) and other.value != pending:
        take(draft, node, ask, other, text)
    elif isinstance(other, Parsed) or (isinstance(verdict, Parsed) and verdict.value == "yes"):
        take(draft, node, ask, Parsed(pending, 1.0), draft.state.confirming_words, confirmed=True)
    elif isinstance(other, Invalid):
        draft.change(confirming=None)
        refuse(draft, node, ask, other)
    elif isinstance(verdict, Parsed):
        _deny(draft, node)
    else:
        return False
    return True


def confirm_key(draft: Draft, node: Node, ask: Ask, digit: str) -> bool:
    """The same of a telephone key: 1 is yes, 2 is no."""
    if digit not in _KEYS:
        return False
    if _KEYS[digit] == "yes":
        pending = Parsed(draft.state.confirming or "", 1.0)
        take(draft, node, ask, pending, draft.state.confirming_words, confirmed=True)
    else:
        _deny(draft, node)
    return True


def put_right(draft: Draft, earlier: str, text: str) -> bool:
    """Takes "no, Thursday" for a correction of the answer before, and asks the open question again; False if it is none."""
    node, open_node = draft.script.nodes[earlier], draft.question
    ask = ask_of(node)
    if ask is None or open_node is None or ask.spec.type in (SlotType.TEXT, SlotType.YES_NO):
        return False
    correction = corrected(text, draft.script.language) if supports(ask.spec.type, draft.script.language) else None
    if correction is None or not correction.denies or not correction.said:
        return False
    reading = _parsed(draft, ask.spec, correction.said, draft.state.slots.get(ask.slot))
    if not isinstance(reading, Parsed) or reading.confidence < SURE or reading.value == draft.state.slots.get(ask.slot):
        return False
    draft.fill(ask.slot, reading.value, text)
    draft.change(correctable=earlier, no_inputs=0, no_matches=0)
    draft.say(open_node, draft.script.corrected, value=draft.wording.aloud(ask.slot, reading.value))
    ask_again(draft, open_node)
    return True


def _verdict(draft: Draft, ask: Ask, text: str, pending: str) -> Reading:
    """What an answer to "is that right?" says: a value, or yes or no."""
    if not supports(SlotType.YES_NO, draft.script.language):
        return None
    return _other_value(draft, ask, text, pending) or _parsed(draft, _YES_NO, text)


def _other_value(draft: Draft, ask: Ask, text: str, pending: str) -> Reading:
    """A value of the slot beside or instead of a yes or no."""
    if ask.spec.type is SlotType.YES_NO:
        return None
    correction = corrected(text, draft.script.language)
    if not correction.said or (ask.spec.type in _ANY_WORDS and not correction.denies):
        return None
    return _parsed(draft, ask.spec, correction.said, pending)


def _is_plain(reading: Reading) -> bool:
    return isinstance(reading, Parsed) and reading.confidence >= SURE


def _deny(draft: Draft, node: Node) -> None:
    draft.change(confirming=None)
    asked_once_more(draft, node)


def _parsed(draft: Draft, spec: SlotSpec, text: str, previous: str | None = None) -> Reading:
    return parse(spec, text, draft.script.language, draft.wording.now, previous)
