"""Talking with a script by text."""

from dataclasses import replace

import pytest

from engine.dialog.testing import script_of
from engine.rehearsal.chat import HELP, Chat, ExplainingClassifier, record_lines
from engine.rehearsal.rehearsed import Circumstances, RehearsedCall
from tests.unit.rehearsal.scripts import SCRIPT, small_stage

pytestmark = pytest.mark.unit

OPENING = "this is a machine calling."


class Talk:
    """A chat with these lines, and what was seen of it."""

    def __init__(self, *lines: str, opening: str = OPENING) -> None:
        self.seen: list[str] = []
        rest = iter(lines)
        stage = replace(small_stage(), script=script_of(SCRIPT.replace(OPENING, opening)))
        classifier = ExplainingClassifier(stage.classifier)

        def read() -> str | None:
            line = next(rest, None)
            self.seen.append(f"> {line}")
            return line

        chat = Chat(read, lambda text, kind: self.seen.append(f"{kind}: {text}"), lambda text: classifier.reasons.get(text, ""))
        self.call: RehearsedCall = replace(stage, classifier=classifier).call(chat, Circumstances({"name": "Anna"}), chat)

    def after(self, line: str) -> list[str]:
        """What was seen between this line and the next."""
        start = self.seen.index(f"> {line}") + 1
        ends = [index for index, text in enumerate(self.seen) if index > start and text.startswith("> ")]
        return self.seen[start : ends[0] if ends else None]


def test_words_are_answered_with_what_was_understood_said_and_written_down() -> None:
    talk = Talk("Hello?", "How much is it?", "Yes.")
    assert talk.after("Hello?") == [
        "note: answered by human: short greeting of 520 ms",
        "bot: [greeting] Hello Anna, this is a machine calling.",
        "bot: [offer] Would you like our splendid spring offer today?",
        "note: → greeting",
    ]
    assert talk.after("How much is it?")[-3:] == [
        "note: understood: How much is it?   price 1.00; table",
        "bot: [price] It is ten dollars. Do you want it?",
        "note: → price",
    ]
    assert talk.after("Yes.")[-3:] == ["note: → accepted", "note: tag accepted", "note: grade A"]
    assert list(record_lines(talk.call))[:3] == ["disposition  completed", "grade        A", "tags         accepted"]


def test_marks_for_the_voice_are_not_shown() -> None:
    talk = Talk("Hello?", opening="this is a *machine* <pause 300ms> calling.")
    assert "bot: [greeting] Hello Anna, this is a machine calling." in talk.seen


def test_words_over_the_bot() -> None:
    talk = Talk("Hello?", "/over mm-hmm", "How much is it?", "/over 600 Don't call me again.")
    assert "note: backchannel: its words ask for nothing" in talk.seen
    assert "bot: [opt_out]" in "\n".join(talk.after("/over 600 Don't call me again."))
    assert next(record_lines(talk.call)) == "disposition  opted_out"


def test_keys_noise_and_silence() -> None:
    talk = Talk("", "/silence", "/noise 400", "/silence 800", "/press 1")
    assert any("still there" in text for text in talk.after("/silence"))
    assert next(record_lines(talk.call)) == "disposition  completed"
    assert talk.after("/press 1")[0].startswith("bot: [accepted]")


def test_the_state_takes_no_time() -> None:
    talk = Talk("Hello?", "/state", "Yes.")
    assert talk.after("/state") == ["note: node offer\ngrade none\ntags none\nsilences 0, not understood 0"]


def test_help_and_mistakes() -> None:
    talk = Talk("Hello?", "/help", "/hlep", "/press x", "/hangup")
    assert talk.after("/help") == [f"note: {HELP}"]
    assert talk.after("/hlep") == ["problem: /hlep is not known: /help tells what is"]
    assert talk.after("/press x")[-1].startswith("problem: /press x: press keys")
    assert next(record_lines(talk.call)) == "disposition  person_hung_up"


def test_the_end_of_the_input_hangs_up() -> None:
    talk = Talk("Hello?")
    assert "> None" in talk.seen
    assert talk.call.acts[-1].started_ms == talk.call.length_ms
    assert next(record_lines(talk.call)) == "disposition  person_hung_up"


ASKING = """\
schema_version: 1
id: asking
language: en
nodes:
  greeting: {disclosure: true, say: This is a machine calling., goto: day}
  day:
    say: Which day?
    ask: {slot: visit, type: date_time, confirm: always}
    goto: done
  done: {say: Goodbye., hangup: true}
start: greeting
"""


def test_an_answer_to_a_question_with_a_slot_is_told_as_one() -> None:
    seen: list[str] = []
    lines = iter(["Hello?", "Tomorrow.", "Yes."])
    chat = Chat(lambda: next(lines, None), lambda text, _: seen.append(text), lambda _: "nothing close")
    replace(small_stage(), script=script_of(ASKING)).call(chat, Circumstances({}), chat)
    assert [line for line in seen if line.startswith("understood")][-2:] == [
        "understood: Tomorrow.   to be confirmed: 2026-03-03",
        "understood: Yes.   fills visit",
    ]
