"""Every text of the console is there in both languages, and says the same things."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import engine.web.console
from engine.call.answering.verdict import Answerer
from engine.call.overlap.decisions import Verdict
from engine.call.understanding import Lost
from engine.campaign.plan.hours import Weekday
from engine.campaign.plan.schema import Mode
from engine.contact import ContactRule
from engine.experiments.spec import Goal
from engine.outcome import Disposition, Grade, HandoverOutcome
from engine.reporting.report import Dimension
from engine.store.reporting.cohorts import Cohort
from engine.store.reporting.figures import Funnel, Grouping
from engine.store.tables import AgentState, CampaignState, LeadState
from engine.web.access import Permission, Role
from engine.web.console.lists.preview import ROLES
from engine.web.console.look.frame import GROUPS
from engine.web.console.pages import PAGES
from engine.web.console.strings.catalogue import Texts, preferred
from engine.web.console.strings.deeds import DEEDS
from engine.web.console.strings.scopes import SCOPES
from engine.web.console.strings.words import WORDS
from engine.web.console.strings.zh import CHINESE, CHINESE_WORDS, PARTS
from engine.web.console.strings.zh_deeds import CHINESE_DEEDS
from engine.web.console.strings.zh_scopes import CHINESE_SCOPES
from telephony.causes import HangupCause

FOLDER = Path(engine.web.console.__file__).parent
ENGLISH = Texts("en", ZoneInfo("Europe/London"))
READER = Texts("zh", ZoneInfo("Asia/Shanghai"))
VOCABULARIES: tuple[type[StrEnum], ...] = (
    *(Disposition, HandoverOutcome, CampaignState, LeadState, AgentState, Mode, Weekday, Role),
    *(Dimension, Grouping, Goal, Answerer, Verdict, Lost, HangupCause, ContactRule),
)

TELLING = {"deed", "Deed", "by_hand", "_audited", "_do", "tell"}
"""Functions that write into the audit log, or make what is written."""
WISHES = (AgentState.READY, AgentState.PAUSED, AgentState.OFFLINE)


def said() -> Iterator[str]:
    """Every text that the console's code passes to `t`."""
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and called(node.func) == "t" and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)
    yield from (page.name for page in PAGES)
    yield from (name for group, places in GROUPS for name in (group, *(place.name for place in places)))


def called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def test_every_text_is_translated() -> None:
    assert sorted(set(said()) - set(CHINESE)) == []


def test_a_text_has_one_translation() -> None:
    """A second one would replace the first on pages that mean something else."""
    assert sum(map(len, PARTS)) == len(CHINESE)


def test_no_translation_is_left_over() -> None:
    assert sorted(set(CHINESE) - set(said())) == []


@pytest.mark.parametrize("text", sorted(CHINESE))
def test_translations_name_the_same_values(text: str) -> None:
    names = re.compile(r"\{(\w+)\}")
    assert sorted(names.findall(CHINESE[text])) == sorted(names.findall(text))


def test_vocabularies_are_translated() -> None:
    words = {word.value for vocabulary in VOCABULARIES for word in vocabulary}
    words |= {*Funnel.__struct_fields__, *Cohort.__struct_fields__} - {"week"}
    words |= {f"grade_{grade}" for grade in Grade} | {f"column_{role}" for role in ROLES} | set(WORDS)
    assert sorted(words - set(CHINESE_WORDS)) == []


def test_every_deed_has_words() -> None:
    """Those of the engine's code; the rest are wishes for campaigns and agents."""
    wished = {f"campaign.{state}" for state in CampaignState} | {f"agent.{state}" for state in WISHES}
    named = set(deeds()) | wished
    assert sorted(named - set(DEEDS)) == []
    assert sorted({f"{deed.partition('.')[0]}." for deed in named} - set(DEEDS)) == []
    assert sorted(set(DEEDS) ^ set(CHINESE_DEEDS)) == []


def deeds() -> Iterator[str]:
    """Every action that the engine's code names."""
    looks = re.compile(r"[a-z-]+\.[a-z_]+( [a-z]+)*")
    for path in FOLDER.parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node.func) in TELLING:
                texts = (str(one.value) for one in node.args if isinstance(one, ast.Constant))
                yield from (text for text in texts if looks.fullmatch(text))


def test_every_scope_has_words() -> None:
    assert {f"scope_{permission}" for permission in Permission} == set(SCOPES) == set(CHINESE_SCOPES)


def test_texts_take_their_values_and_numbers_their_commas() -> None:
    assert ENGLISH.t("{count} found", count=12345) == "12,345 found"
    assert READER.t("{count} found", count=12345) == "共 12,345 条"


def test_words_without_a_better_one_lose_their_underscores() -> None:
    assert ENGLISH.word("opted_out") == "asked not to be called"
    assert ENGLISH.word("some_new_state") == "some new state"
    assert ENGLISH.word(None) == "–"


def test_times_are_those_of_the_reader() -> None:
    assert ENGLISH.time(0) == "1970-01-01 01:00"
    assert READER.time(0) == "1970-01-01 08:00"


@pytest.mark.parametrize(("ms", "shown"), [(None, "–"), (0, "0:00"), (59_999, "0:59"), (60_000, "1:00"), (754_000, "12:34")])
def test_durations(ms: int | None, shown: str) -> None:
    assert ENGLISH.duration(ms) == shown


@pytest.mark.parametrize(("part", "whole", "shown"), [(0, 0, "–"), (0, 5, "0 %"), (1, 3, "33 %"), (1, 50, "2.0 %")])
def test_shares(part: int, whole: int, shown: str) -> None:
    assert ENGLISH.percent(part, whole) == shown


@pytest.mark.parametrize(
    ("header", "language"), [("", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("de, en-GB;q=0.7, zh;q=0.3", "en"), ("fr", "en")]
)
def test_language_of_a_browser(header: str, language: str) -> None:
    assert preferred(header) == language
