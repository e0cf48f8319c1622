"""A small script that makes an offer, in the versions that tests of calls and of rehearsals need."""

from __future__ import annotations

from typing import Final


def offer_script(head: str, greeting: str) -> str:
    """The script's YAML.

    Args:
        head: its first fields: `schema_version`, `id`, `language` and whatever else.
        greeting: the disclosure.
    """
    return head + _BODY.replace("GREETING", greeting)


_BODY: Final = """intents:
  accept: [yes, sure, of course, sounds good]
  price: [how much is it, what does it cost, the price please, is it expensive]
  refuse: [no, no thanks, not interested, I don't want it]
start: greeting
voicemail:
  say: [Sorry to have missed you.]
nodes:
  greeting:
    disclosure: true
    say: ["GREETING"]
    goto: offer
  offer:
    say: [Would you like our splendid spring offer today?]
    no_input_ms: 4000
    on:
      - {intent: accept, digit: 1, goto: accepted}
      - {intent: price, goto: price}
      - {intent: refuse, goto: refused}
  price:
    say: [It is ten dollars., Do you want it?]
    on:
      - {intent: accept, goto: accepted}
      - {intent: refuse, goto: refused}
  accepted: {say: [Wonderful and goodbye.], tags: accepted, grade: A, hangup: true}
  refused: {say: [That is fine. Goodbye.], grade: D, hangup: true}
"""
