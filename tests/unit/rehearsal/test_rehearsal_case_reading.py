"""The format of test files: what is accepted, and what is said about everything else, at its place."""

import pickle
from pathlib import Path

import pytest

from engine.rehearsal.cases.format import PersonDoc, SilenceDoc, json_schema
from engine.rehearsal.cases.reading import CaseFile, CasesError, parse_cases, read_cases

pytestmark = pytest.mark.unit

PATH = Path("dialogs/small.test.yaml")


def parsed(text: str) -> CaseFile:
    return parse_cases(text, PATH)


def case(steps: str, rest: str = "") -> str:
    conversation = f"    conversation:\n{steps}" if steps else ""
    return f"schema_version: 1\ntests:\n  - name: a\n{conversation}{rest}"


def test_a_file_of_every_kind_of_step() -> None:
    file = parsed(
        """
schema_version: 1
lead: {name: Anna}
tests:
  - name: everything
    lead: {name: Ben}
    hello: ""
    now: 2026-03-10 10:00
    lookups: {price: {answers: {amount: 10 USD}, after_ms: 900}}
    conversation:
      - bot: Hello
      - person: [Well, yes.]
        pause_ms: 700
        over: offer
        intent: accept
      - press: 1
      - noise_ms: 300
      - silence
      - silence_ms: 4000
      - bot: {says: [a, b], matches: "\\\\d+", node: offer, tags: t, grade: B, slots: {x: "1"}, within_ms: 900, stops: true}
      - voicemail: Leave a message.
      - beep
      - hang_up
    end: {disposition: completed, absent: {tags: [no]}}
"""
    )
    (only,) = file.doc.tests
    assert file.script == Path("dialogs/small.yaml")
    assert only.conversation[1] == PersonDoc(person=("Well", "yes."), pause_ms=700, over="offer", intent="accept")
    assert only.conversation[4] == SilenceDoc(silence=True)
    assert only.lookups["price"].answers == {"amount": "10 USD"}
    assert only.now is not None
    assert only.now.hour == 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tests: []", "dialogs/small.test.yaml:1:1: the first field must be `schema_version: 1`, the version of this format"),
        ("schema_version: 2\ntests: []", "1:1: schema_version: format version 2 is not known here: expected 1"),
        ("schema_version: 1\ntests: []", "2:1: tests: has no test"),
        ("schema_version: 1\ntests: [", "is not YAML"),
        ("schema_version: 1\ntest: []", "2:1: test: is not known here (did you mean 'tests'?)"),
        (case("      - persn: hi\n"), "5:9: tests[0].conversation[0]: 'persn' is not a step (did you mean 'person'?)"),
        (case("      - Hello\n"), "'Hello' is not a step: write `person: Hello` for what a person says"),
        (case("      - person：好的\n"), "tests[0].conversation[0]: `：` is a full-width sign: write `: `"),
        (case("      - hangup\n"), "'hangup' is not a step (did you mean 'hang_up'?)"),
        (case("      - {person: hi, over_m: 3}\n"), "conversation[0].over_m: is not known here (did you mean 'over_ms'?)"),
        (case("      - bot: {nodes: a}\n"), "conversation[0].bot.nodes: is not known here (did you mean 'node'?)"),
        (case("      - bot: {absent: {tag: a}}\n"), "bot.absent.tag: is not known here (did you mean 'tags'?)"),
        (case("      - {press: 12a}\n"), "'12a' is not a row of telephone keys: use 0-9, * and #"),
        (case("      - {person: hi, after_ms: soon}\n"), "'soon' is not a whole number of milliseconds"),
        (case("      - {person: hi, after_ms: 3, over: a}\n"), "`after_ms` waits for the bot's end and `over` does not"),
        (case("      - {hang_up: false}\n"), "hang_up: must be true: leave it out otherwise"),
        (case('      - bot: {matches: "a["}\n'), "is not a regular expression: unterminated character set"),
        (case("      - bot: {grade: Q}\n"), "'Q' is not a grade: use A, B, C, D, E or F"),
        (case("", "    end: {disposition: complete}\n"), "'complete' is not a disposition (did you mean 'completed'?)"),
        (case("", "    now: tomorrow\n"), "expected a date and time such as 2026-03-10 10:00"),
        (case("", "    lookups: {a: {answers: {x: 1}, fails: no}}\n"), "lookups.a: give it `answers` or `fails`"),
        (case("", "    lookups: {a: {fail: no}}\n"), "lookups.a.fail: is not known here (did you mean 'fails'?)"),
        (case("") + "  - name: a\n", "tests[1].name: 'a' is the name of another test, too"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text: str, message: str) -> None:
    with pytest.raises(CasesError) as caught:
        parsed(text)
    assert message in str(caught.value)


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(CasesError) as caught:
        parsed(case("      - persn: hi\n      - {press: x}\n      - bot: {grade: Q}\n"))
    assert len(caught.value.problems) == 3
    assert [problem.line for problem in caught.value.problems] == [5, 6, 7]


def test_the_findings_come_through_from_another_process() -> None:
    with pytest.raises(CasesError) as caught:
        parsed("schema_version: 1\ntests: []")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_missing_file_and_one_of_bytes(tmp_path: Path) -> None:
    with pytest.raises(CasesError, match="cannot be read: No such file"):
        read_cases(tmp_path / "none.test.yaml")
    (tmp_path / "legacy.test.yaml").write_bytes("schema_version: 1\n# 测试\n".encode("gb18030"))
    with pytest.raises(CasesError, match=r"legacy\.test\.yaml:2:1: is not UTF-8 text: save the file as UTF-8"):
        read_cases(tmp_path / "legacy.test.yaml")


def test_the_script_may_have_another_name() -> None:
    assert parsed("schema_version: 1\nscript: other.yaml\ntests:\n  - name: a\n").script == Path("dialogs/other.yaml")


def test_the_schema_for_editors_knows_steps_that_stand_alone_and_numbers_without_quotes() -> None:
    schema = json_schema()
    case = schema["$defs"]["CaseDoc"]
    assert {"enum": ["silence", "hang_up", "beep"]} in case["properties"]["conversation"]["items"]["anyOf"]
    assert schema["properties"]["schema_version"]["enum"] == ["1", 1]
    assert "const" not in schema["properties"]["schema_version"]
    assert case["additionalProperties"] is False
    assert set(schema["$defs"]) >= {"PersonDoc", "BotDoc", "EndDoc", "AbsentDoc", "VoicemailDoc"}
    assert schema["$defs"]["PressDoc"]["properties"]["press"]["type"] == ["string", "integer"]
