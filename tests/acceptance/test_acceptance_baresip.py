"""`callwright run` against somebody else's phone (baresip) that plays recorded human speech: what was said is in the database."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Final

import pytest

from telephony.audio import silence
from tests.acceptance.product import Desk, callwright
from tests.integration.speech.speech_recordings import THREE_SECONDS_AND_MORE, recording, word_errors, words
from tests.integration.telephony.peers import LOOPBACK, running_baresip

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(180)]

NUMBER: Final = "+12025550301"
GREETING: Final = "hello"
ANSWER: Final = "conf-onlyone"
"""No announcement of a network or of a machine, or it would be taken for one."""
PAUSE_MS: Final = 10_000
"""Between the person's greeting and answer: the bot takes 2.5 s to say who it is, and waits for the answer."""
PATIENCE_MS: Final = 30_000
"""After the answer: baresip hangs up when its file ends."""
SCRIPT: Final = """
schema_version: 1
id: recorded_person
language: en
intents:
  company: [there is another participant, somebody else is in the conference, one other person is here, I am not alone]
  refuse: [no, no thanks, I am not interested, not for me]
start: hello
nodes:
  hello:
    disclosure: true
    say: This is an automated test call.
    goto: ask
  ask:
    say: Who is there with you?
    no_input_ms: 30000
    on:
      - {intent: refuse, goto: bye, tags: refused, grade: D}
      - {intent: company, goto: bye, tags: not_alone, grade: B, slot: who}
  bye:
    say: Thank you. Goodbye.
    hangup: true
"""


async def test_a_recorded_person_is_understood(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SCRIPT)
    speaks = recording(GREETING) + silence(PAUSE_MS) + recording(ANSWER) + silence(PATIENCE_MS)
    with running_baresip(tmp_path, speaks, user=NUMBER) as port:
        ended = await callwright(*desk.arguments(desk.leads([NUMBER]), f"sip:{LOOPBACK}:{port}"), folder=tmp_path)

    assert ended.status == 0, ended.errors
    record = desk.records()[NUMBER]
    assert (record["disposition"], record["cause"]) == ("completed", "normal")
    assert (record["grade"], record["tags"]) == ("B", ["not_alone"])
    sql = "SELECT text, intent, node FROM turns WHERE speaker = 'person' ORDER BY sequence"
    (greeting, *_), (answer, intent, node) = desk.query(sql, table="turns")
    assert words(greeting) == ["hello"]
    assert word_errors(answer, said := THREE_SECONDS_AND_MORE[ANSWER]) <= 0.15 * len(words(said))
    assert (intent, node) == ("company", "ask")
    assert record["slots"] == {"who": answer}
    _assert_both_sides_were_recorded(Path(record["recording"]))


def _assert_both_sides_were_recorded(path: Path) -> None:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 8000)
        assert file.getnframes() > 8 * PAUSE_MS
