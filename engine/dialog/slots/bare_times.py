"""Answers that say when, and nothing else: "on Friday" is a day, however like "I can pay on Friday" it is."""

from __future__ import annotations

import re
from typing import Final

from engine.dialog.slots.heard import tidy
from engine.dialog.slots.numerals_en import with_digits
from engine.dialog.slots.spec import base_language

_ENGLISH: Final = re.compile(
    r"""(?:\b(?:
    on | by | at | in | for | until | till | before | after | around | about | the | an? | of | half | past | quarter | to | from
  | next | this | coming | following | end | beginning | middle | start | early | late | first | second | last
  | (?:hour|day|week|month|year|morning|afternoon|evening|night)s? | weekend | noon | midday | o'clock | now | [ap]m
  | today | tonight | tomorrow | (?:mon|tues|wednes|thurs|fri|satur|sun)days?
  | january | february | march | april | may | june | july | august | september | october | november | december
  | \d+(?:st|nd|rd|th|am|pm)? | maybe | perhaps | probably | say | well | um | uh | please
    )\b|[\s.,:!?…/-])+""",
    re.VERBOSE,
)
_CHINESE: Final = re.compile(
    r"(?:大概|可能|应该|也许|差不多|左右|以[前后内]|之[前后内]|[0-9零〇一二两三四五六七八九十半点分刻年月日号周星期礼拜天今明后大早晚上中下午夜末底初旬本这个小时钟在到那就吧嗯]"
    r"|[\s。，、：！？,.:!?…/-])+"
)


def is_bare_time(text: str, language: str) -> bool:
    """True if every word belongs to a day or an hour, or goes with any answer."""
    said = tidy(text, base_language(language)).lower()
    match base_language(language):
        case "en":
            return bool(_ENGLISH.fullmatch(with_digits(said)))
        case "zh":
            return bool(_CHINESE.fullmatch(said))
        case _:
            return False
