"""What a speaker is asked to record."""

from __future__ import annotations

import pytest

from engine.dialog.bundle import Bundle
from engine.dialog.loader import load_documents
from engine.prompts.sheet import Prompt, State, prompts_of

pytestmark = pytest.mark.unit

SCRIPT = """\
schema_version: 1
id: sheet
language: en
variables: {first_name: {example: Anna}}
intents:
  accept: [yes, yes please, sure, of course]
start: greeting
no_match:
  - Sorry, I didn't get that.
nodes:
  greeting:
    disclosure: true
    say:
      - Hi {{ first_name }}.
      - {audio: prompts/hello.wav, text: This is an automated call.}
      - {audio: prompts/gone.wav, text: We have an offer.}
    goto: offer
  offer:
    say:
      - {one_of: [Shall we?, Would you like that?]}
      - {when: first_name is filled, say: It is *free* <pause 300ms> today.}
    again: Would you?
    no_input: [Hello?]
    on:
      - {intent: accept, goto: done}
  done:
    say: Goodbye.
    hangup: true
"""


def _sheet(script: str = SCRIPT) -> list[Prompt]:
    bundle = Bundle("sheet.yaml", {"sheet.yaml": script}, {"prompts/hello.wav": "abc"})
    return prompts_of(load_documents(bundle), bundle.recordings)


def test_every_text_has_an_id_and_a_state_node_by_node() -> None:
    assert [(prompt.id, prompt.state) for prompt in _sheet()] == [
        ("greeting-1", State.VARIABLE),
        ("greeting-2", State.RECORDED),
        ("greeting-3", State.MISSING),
        ("offer-2-when-1", State.VOICE),
        ("offer-no_input-1-1", State.VOICE),
        ("offer-again-1", State.VOICE),
        ("done-1", State.VOICE),
        ("no_match-1-1", State.VOICE),
    ]


def test_a_text_is_shown_as_it_is_to_be_spoken_with_a_name_for_its_file() -> None:
    by_id = {prompt.id: prompt for prompt in _sheet()}
    assert by_id["greeting-2"].audio == "prompts/hello.wav"
    assert by_id["offer-2-when-1"].text == "It is free today."
    assert by_id["offer-2-when-1"].audio == "prompts/offer-2-when-1.wav"
    assert by_id["done-1"].seconds == pytest.approx(0.5, abs=0.2)


def test_a_language_has_a_folder_of_its_own_if_there_are_several() -> None:
    script = SCRIPT.replace("language: en", "languages: [en, zh-CN]").replace("say: Goodbye.", "say: {en: Goodbye., zh-CN: 再见。}")
    script = script.replace(
        "[yes, yes please, sure, of course]", "{en: [yes, sure, fine, of course], zh-CN: [好的, 可以, 行, 没问题]}"
    )
    done = [prompt for prompt in _sheet(script) if prompt.id == "done-1"]
    assert [(prompt.language, prompt.text, prompt.audio) for prompt in done] == [
        ("en", "Goodbye.", "prompts/en/done-1.wav"),
        ("zh-CN", "再见。", "prompts/zh-CN/done-1.wav"),
    ]


def test_ids_are_all_different() -> None:
    ids = [prompt.id for prompt in _sheet()]
    assert len(set(ids)) == len(ids)
