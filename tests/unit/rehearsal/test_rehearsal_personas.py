"""Simulated people explore a script."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.dialog.slots.parsing import parse
from engine.dialog.slots.spec import Parsed, SlotSpec, SlotType
from engine.dialog.testing import TableClassifier, script_of
from engine.outcome import Grade
from engine.rehearsal.personas.acting import prospect
from engine.rehearsal.personas.characters import CHARACTERS, Habit
from engine.rehearsal.personas.exploring import Exploration, as_data, as_text, explore, run
from engine.rehearsal.personas.phrases import phrases_of, spoken_languages
from engine.rehearsal.personas.values import value_in_words
from engine.rehearsal.stage import Stage
from tests.unit.rehearsal.scripts import SCRIPT

pytestmark = pytest.mark.unit

LEAD = {"name": "Anna"}


def stage(*, deaf_to: str = "") -> Stage:
    """Understands the script's examples, except those of one intent."""
    script = script_of(SCRIPT)
    table = {text: intent for intent, texts in script.intents.items() for text in texts if intent != deaf_to}
    return Stage(script, TableClassifier(table))


@pytest.fixture(scope="module")
def explored() -> Exploration:
    return explore(stage(), LEAD, runs=36, seed=1)


def test_the_characters_are_six_and_differ() -> None:
    assert [character.name for character in CHARACTERS] == ["eager", "annoyed", "chatty", "confused", "silent", "wrong_number"]
    assert {max(character.habits, key=lambda habit: character.habits[habit]) for character in CHARACTERS} >= {
        Habit.WISH, Habit.DECLINE, Habit.SILENCE, Habit.WRONG_NUMBER
    }  # fmt: skip


def test_every_language_with_phrases_has_all_of_them() -> None:
    assert spoken_languages() == ("en", "zh")
    assert phrases_of("fr") is None
    for language in spoken_languages():
        phrases = phrases_of(language)
        assert phrases is not None
        assert all(getattr(phrases, name) for name in phrases.__struct_fields__)


ORDERS = """\
schema_version: 1
id: orders
language: en
slots: {status: {type: text}, fee: {type: amount, currency: EUR}, phone: {type: phone, region: US}, left: {type: number, max: 3}}
start: greeting
nodes:
  greeting: {disclosure: true, say: This is a robot., goto: look_up}
  look_up:
    say: One moment.
    webhook:
      url: https://shop.example.com/orders
      save: {status: a, fee: b, phone: c, left: d}
      on_failed: down
    goto:
      - {when: status == "shipped" and fee >= 10, goto: shipped}
      - {when: left > 2, goto: few}
      - goto: waiting
  down: {say: I cannot look it up., hangup: true}
  shipped: {say: "It is shipped, {{ fee }}, {{ phone }}.", hangup: true}
  few: {say: "{{ left }} left.", hangup: true}
  waiting: {say: It waits., hangup: true}
"""


def test_a_webhook_answers_so_that_every_way_is_gone() -> None:
    found = explore(Stage(script_of(ORDERS), TableClassifier({})), {}, runs=40, seed=1)
    assert not {"down", "shipped", "few", "waiting"} & set(found.covered.unvisited)


def test_the_same_seed_gives_the_same_calls(explored: Exploration) -> None:
    again = run(stage(), LEAD, 1, 8)
    assert [(one.at_ms, one.event) for one in again.call.events] == [(one.at_ms, one.event) for one in explored.runs[8].call.events]
    other = run(stage(), LEAD, 2, 8)
    assert [act.what for act in other.call.acts] != [act.what for act in again.call.acts]


def test_several_processes_make_the_same_calls(explored: Exploration) -> None:
    spread = explore(stage(), LEAD, runs=12, seed=1, jobs=2)
    for one, other in zip(spread.runs, explored.runs, strict=False):
        assert one.call.events == other.call.events
        assert one.character == other.character
    alone = explore(stage(), LEAD, runs=12, seed=1)
    assert spread.covered == alone.covered
    assert spread.stuck == alone.stuck


def test_people_are_as_they_are_called(explored: Exploration) -> None:
    by_name = {character.name: [one for one in explored.runs if one.character == character.name] for character in CHARACTERS}
    assert all(len(made) == 6 for made in by_name.values())

    def share(name: str, node: str) -> float:
        return sum(one.questions[node] > 0 for one in by_name[name]) / 6

    assert share("eager", "accepted") > share("annoyed", "accepted")
    assert share("annoyed", "refused") + share("annoyed", "opt_out") > share("eager", "refused") + share("eager", "opt_out")
    assert explored.stuck["offer"].silences > 0


def test_what_is_not_understood_is_reported_with_its_words() -> None:
    found = explore(stage(deaf_to="accept"), LEAD, runs=24, seed=3)
    assert {wrong.meant for wrong, _ in found.misunderstandings} >= {"accept"}
    assert found.stuck["offer"].not_understood > 0
    text = "\n".join(as_text(found))
    assert "examples that were taken for something else" in text
    assert "meant accept, understood nothing" in text


def test_a_script_that_sends_people_round_shows_a_loop() -> None:
    round_trip = SCRIPT.replace("{intent: refuse, goto: refused}", "{intent: refuse, goto: offer}")
    looped = replace(stage(), script=script_of(round_trip))
    found = explore(looped, LEAD, runs=24, seed=1)
    assert found.stuck["offer"].loops > 0


def test_reports_for_people_and_programs(explored: Exploration) -> None:
    lines = list(as_text(explored))
    assert lines[0].startswith("character")
    assert lines[1].startswith("eager             6")
    assert lines[-1].startswith("longest calls: run ")
    data = as_data(explored)
    assert len(data["runs"]) == 36
    assert set(data["stuck"]["offer"]) == {"not_understood", "silences", "gave_up", "hung_up", "loops"}


def test_a_report_names_the_nodes_that_nobody_reached_or_says_that_there_are_none(explored: Exploration) -> None:
    assert "voicemail" not in explored.covered.nodes, "they are people"
    visits = {**dict.fromkeys(explored.covered.nodes, 1), "price": 0}
    some = list(as_text(replace(explored, covered=replace(explored.covered, nodes=visits))))
    assert "never reached: price" in some
    every = list(as_text(replace(explored, covered=replace(explored.covered, nodes=dict.fromkeys(visits, 1)))))
    assert "every node was reached" in every
    assert not [line for line in every if "never reached" in line]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "spec",
    [
        SlotSpec(SlotType.NUMBER, min="30", max="90"),
        SlotSpec(SlotType.NUMBER, max="-5"),
        SlotSpec(SlotType.NUMBER),
        SlotSpec(SlotType.AMOUNT, min="5 GBP", max="500 GBP", currency="GBP"),
        SlotSpec(SlotType.AMOUNT, min="1000"),
        SlotSpec(SlotType.PHONE, region="GB"),
        SlotSpec(SlotType.PHONE),
    ],
)
def test_people_give_values_that_a_question_can_take(spec: SlotSpec, language: str) -> None:
    chance = random.Random(1)
    for _ in range(20):
        words = value_in_words(spec, language, chance)
        assert words is not None
        assert isinstance(parse(spec, words, language, datetime(2026, 3, 2, tzinfo=UTC)), Parsed), words


def test_no_value_is_given_where_there_is_none_or_it_depends_on_the_day() -> None:
    assert value_in_words(SlotSpec(SlotType.NUMBER, min="0.2", max="0.7"), "en", random.Random(1)) is None
    assert value_in_words(SlotSpec(SlotType.DATE_TIME), "en", random.Random(1)) is None


def test_the_prospect_of_an_answer_is_the_grade_it_leads_to() -> None:
    script = script_of(SCRIPT)
    way = script.nodes["offer"].way
    grades = {edge.intent: prospect(script, edge) for edge in getattr(way, "edges", ())}
    assert grades == {"accept": Grade.A, "price": Grade.C, "refuse": Grade.D}
