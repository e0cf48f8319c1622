"""What people say to a script, for a recognizer that can be told of it."""

from __future__ import annotations

from typing import Final

from engine.dialog.intents.trained import examples_of
from engine.dialog.script import Script

_LANGUAGES: Final = frozenset({"zh"})
"""In English the second recognizer hears what can be heard."""


def phrases_of(script: Script) -> tuple[str, ...]:
    """Its examples and its language's background; nothing in languages where nobody has measured what that is good for."""
    return tuple(examples_of(script).texts) if script.language in _LANGUAGES else ()
