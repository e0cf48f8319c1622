"""A small script for tests of everything but scripts: says who calls, asks one question, hangs up."""

from __future__ import annotations

from typing import Final

ANNOUNCEMENT: Final = "Hello, this is a machine of Riverside Fitness that tests a telephone line, and nothing else."
"""Five seconds."""


def line_test(*, patience_ms: int) -> str:
    """The script; a person who says or presses nothing for so long is bidden goodbye."""
    return f"""
schema_version: 1
id: line_test
language: en
intents:
  agree: [yes, yes I can, "yes, that sounds good", sure, I hear you]
start: hello
nodes:
  hello:
    disclosure: true
    say: {ANNOUNCEMENT}
    goto: ask
  ask:
    say: Can you hear me?
    no_input_ms: {patience_ms}
    no_input:
      - goto: bye
    on:
      - {{intent: agree, digit: 1, goto: bye, tags: heard, grade: A}}
  bye:
    say: Goodbye.
    hangup: true
"""
