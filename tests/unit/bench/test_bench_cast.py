from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from engine.bench.cast import INTO_BOT_MS, PAUSES_MS, Course, Person, Reading, cast, load_repertoires
from engine.bench.conversation import Cell, Condition, Language, Plan
from engine.bench.exchanges import Kind, steps
from engine.bench.readings import load_readings
from engine.dialog.loader import load_script
from telephony.lab.book import load_book
from telephony.lab.voices import recorded_path

pytestmark = pytest.mark.unit

REPERTOIRES = {language: load_repertoires(language.people) for language in Language}


def people(
    count: int, course: Course = Course.WHOLE, readings: tuple[Reading, ...] = (), language: Language = Language.EN
) -> list[Person]:
    return cast(REPERTOIRES[language], count, 15550400000, readings, course)


@pytest.mark.parametrize("course", Course)
def test_the_same_people_every_time_and_each_their_own_number(course: Course) -> None:
    assert people(12, course) == people(12, course)
    assert len({person.number for person in people(12, course)}) == 12


def test_pauses_and_overlaps_of_every_length() -> None:
    exchanges = [exchange for person in people(30) for exchange in person.exchanges]
    assert {exchange.pause_ms for exchange in exchanges if exchange.kind is Kind.PAUSE} == set(PAUSES_MS)
    assert {exchange.into_bot_ms for exchange in exchanges if exchange.over_bot} == set(INTO_BOT_MS)


@pytest.mark.parametrize("language", Language)
def test_five_hesitant_people_pause_fifty_times_in_every_length_and_every_line_with_two_of_them(language: Language) -> None:
    hesitant = people(5, Course.HESITANT, language=language)
    pauses = [exchange for person in hesitant for exchange in person.exchanges[1:]]
    assert Counter(exchange.pause_ms for exchange in pauses) == dict.fromkeys(PAUSES_MS, 10)
    assert {exchange.kind for exchange in pauses} == {Kind.PAUSE}
    for person in hesitant:
        lengths = {(exchange.texts, exchange.pause_ms) for exchange in person.exchanges[1:]}
        assert len(lengths) == len(person.exchanges) - 1


@pytest.mark.parametrize("language", Language)
def test_every_line_is_recorded_and_every_intent_is_the_scripts(language: Language) -> None:
    known = load_script(language.script).intents
    for person in people(30, language=language) + people(5, Course.HESITANT, language=language):
        for exchange in person.exchanges:
            assert exchange.intent is None or exchange.intent in known
            assert [text for text in exchange.texts if not recorded_path(person.voice, text).is_file()] == []


def test_the_phone_book_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "human.wav").write_bytes(b"")
    reading = Reading(tmp_path / "human.wav", "All circuits are busy now.")
    phones = {
        person.number: {"name": "bench", "voice": person.voice, "steps": steps(person.exchanges, person.hello_after_s)}
        for person in people(5, readings=(reading,)) + cast(REPERTOIRES[Language.EN], 5, 15550500000, (), Course.BRIEF)
    }
    YAML(typ="safe").dump({"phones": phones}, tmp_path / "phones.yaml")
    book = load_book(tmp_path / "phones.yaml")
    assert len(book.phones) == 10
    assert all(phone.steps[-1].kind == "hang_up" for phone in book.phones.values())


def test_a_cell_of_few_conversations_holds_more_of_them() -> None:
    plan = Plan((), rounds=2, readings=())
    assert [plan.calls(Cell(count, Condition.CLEAN)) for count in (1, 4, 8, 12)] == [8, 8, 16, 24]


def test_without_debians_texts_there_are_no_readings(tmp_path: Path) -> None:
    assert load_readings(tmp_path, tmp_path / "none.gz") == ()
