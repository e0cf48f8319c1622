"""A small script in several files, and ways to edit it."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Final

MAIN: Final = """\
schema_version: 1
id: lesson
languages: [en, zh-CN]
include: [common/closing.yaml]
variables:
  first_name: {example: Anna}
intents:
  accept: {en: [yes, yes please, sounds good, sign me up], zh-CN: [好的, 可以, 行, 我要报名]}
  refuse: {en: [no, no thanks, not for me, I don't need that], zh-CN: [不要, 不用了, 不需要, 没有必要]}
start: greeting
nodes:
  greeting:
    disclosure: true
    say: {en: "Hi {{ first_name }}, I'm an automated assistant.", zh-CN: "{{ first_name }}您好，我是智能语音助手。"}
    goto: offer
  offer:
    say:
      - {audio: prompts/offer.wav, text: {en: Would you like a free lesson?, zh-CN: 您想要一节免费课吗？}}
    on:
      - {intent: accept, digit: 1, goto: booked}
      - {intent: refuse, goto: bye}
  booked:
    say: {en: Great. Goodbye., zh-CN: 太好了，再见。}
    hangup: true
"""

CLOSING: Final = """\
schema_version: 1
nodes:
  bye:
    say: {en: Thanks for your time. Goodbye., zh-CN: 谢谢您，再见。}
    hangup: true
"""


def write_script(folder: Path) -> Path:
    """The script `lesson` and what belongs to it; returns its main file."""
    for path, text in (("lesson.yaml", MAIN), ("common/closing.yaml", CLOSING)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    record(folder / "prompts/offer.wav", 1)
    return folder / "lesson.yaml"


def record(path: Path, sample: int) -> None:
    """A second of the same 8 kHz sample."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(sample.to_bytes(2, "little") * 8000)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
