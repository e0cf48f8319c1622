"""Sentences that a comma has cut in two: in a list between brackets, `one_of: [Sure, let's go.]` is two texts.

Only where the bot speaks, for there texts are sentences. What people say is listed in short answers: `[sure, why not]` may be two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.dialog.localised import is_language_code
from engine.dialog.problems import Location, Problem, Severity
from engine.dialog.source import Source, Tree

_SPOKEN: Final = frozenset({"say", "again", "one_of", "confirm_say", "invalid_say", "meanwhile", "no_input", "no_match"})
"""Fields that are lists of what the bot says."""
_ENDS: Final = tuple(".!?…。！？")
_CLOSING: Final = "\"'”’)）」』*"
_LONGEST_SHOWN: Final = 40


def cut_texts(source: Source) -> Iterator[Problem]:
    """Warnings about neighbours in a list that look like one sentence, one for each cut."""
    for location in source.bare:
        before = (*location[:-1], int(location[-1]) - 1)
        if before in source.bare and _is_spoken(location[:-1]):
            first, second = _text(source.tree, before), _text(source.tree, location)
            if _is_one_sentence(first, second):
                yield source.problem(location, _told(first, second), Severity.WARNING)


def _is_spoken(listed: Location) -> bool:
    *above, field = listed
    return field in _SPOKEN or (bool(above) and above[-1] in _SPOKEN and is_language_code(str(field)))


def _is_one_sentence(first: str, second: str) -> bool:
    """The first does not end a sentence, and the second goes on in small letters or ends one."""
    if not first or not second or _ends_sentence(first):
        return False
    return (second[0].islower() and not first[0].islower()) or _ends_sentence(second)


def _ends_sentence(text: str) -> bool:
    return text.rstrip(_CLOSING).endswith(_ENDS)


def _told(first: str, second: str) -> str:
    one = f"{first}, {second}"
    shown = one if len(one) <= _LONGEST_SHOWN else f"{one[:_LONGEST_SHOWN]} …"
    return f"is a text of its own, for a comma between brackets ends a text: if `{shown}` is one, put it in quotes"


def _text(tree: Tree, location: Location) -> str:
    for part in location:
        if isinstance(tree, dict):
            tree = tree.get(str(part))
        elif isinstance(tree, list) and isinstance(part, int):
            tree = tree[part]
    return tree if isinstance(tree, str) else ""
