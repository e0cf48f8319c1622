"""A call that was recorded becomes a test of its script, and the script passes it: what the person did is done again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from engine.campaign.grades import final_grade
from engine.dialog.bundle import read_bundle
from engine.dialog.loader import ScriptFile, check_text, load_bundle
from engine.dialog.script import Script
from engine.dialog.testing import TableClassifier
from engine.publishing.packing import read_draft
from engine.rehearsal.cases.reading import CasesError, parse_cases, read_cases
from engine.rehearsal.cases.real_call import NoConversation, call_as_test
from engine.rehearsal.cases.running import CaseResult, CaseRunner, circumstances_of
from engine.rehearsal.cases.writing import NoPlaceForTest, as_yaml, with_test
from engine.rehearsal.stage import Stage
from engine.rehearsal.staging import stages
from engine.settings.loading import load_settings
from engine.shipped import shipped
from engine.store.calls.record import CallRecord, Noted, call_record
from engine.store.calls.recorder import Recorder
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.scripts import contents
from engine.store.scripts.pins import Pin
from tests.integration.dialling import dial_next
from tests.integration.recording import Recording
from tests.migrated import migrated
from tests.unit.rehearsal.scripts import INTENTS, SCRIPT

pytestmark = pytest.mark.integration

PATH = Path("small.test.yaml")
SLOT = """
schema_version: 1
id: seats
language: en
intents:
  refuse: [no, no thanks, not interested]
variables:
  first_name: {example: Anna}
  tier: {example: silver}
start: greeting
nodes:
  greeting:
    disclosure: true
    say: [This is a machine calling.]
    goto:
      - {when: 'tier == "gold"', goto: seats}
      - refused
  seats:
    say: [How many seats would you like?]
    ask: {slot: seats}
    on: [{intent: refuse, goto: refused}]
    goto: find
  find:
    say: [One moment.]
    webhook: {url: "https://crm.example.com/seats", save: {row: row}, timeout_ms: 2000, on_failed: refused}
    goto: booked
  booked: {say: ["Row {{ row }} it is."], tags: booked, grade: A, hangup: true}
  refused: {say: [Goodbye then.], grade: D, hangup: true}
slots:
  seats: {type: number}
  row: {type: text}
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    migrated(url)
    with Database(url) as opened:
        yield opened


def play(tests: str, script: str = SCRIPT) -> tuple[ScriptFile, CaseResult]:
    file = check_text(script, "small.yaml").file
    assert file is not None

    def stage(script: Script) -> Stage:
        return Stage(script, TableClassifier(INTENTS))

    (result,) = CaseRunner(parse_cases(tests, PATH), file, stage).run()
    return file, result


def recorded(database: Database, result: CaseResult, columns: dict[str, str] | None = None, script_hash: str = "h") -> CallRecord:
    """The call of a test as the store has it."""
    opening = Opening("spring", Pin("small", script_hash, None), {}, [NewLead(2, "+12025550102", columns or {})])
    campaign = database.write(lambda session: open_campaign(session, opening, at=100.0))
    database.write(lambda session: dial_next(session, campaign.campaign_id, attempt_id="a1", at=200.0))
    recording = Recording(database, Recorder(database, final_grade))
    for happened in result.call.events:
        recording.apply(msgspec.structs.replace(happened.event, attempt_id="a1"))
    return database.read(lambda session: call_record(session, "a1"))


@pytest.mark.parametrize(
    "conversation",
    [
        pytest.param("[{person: How much is it?}, {person: Okay.}]", id="asks and accepts"),
        pytest.param('[{person: How much is it?, over: offer, over_ms: 700}, {press: "1"}]', id="interrupts, then a key"),
        pytest.param("[{person: Mm-hmm., over: offer}, {person: 'No, thanks.'}]", id="hums along"),
        pytest.param("[silence, {person: Yes.}]", id="is asked again"),
        pytest.param("[silence, silence, silence, silence]", id="says nothing at all"),
        pytest.param("[{person: Banana.}, {person: Yes., after_ms: 2500}]", id="is not understood, and takes time"),
        pytest.param("[{hang_up: true, over: offer, over_ms: 600}]", id="hangs up on the offer"),
        pytest.param("[{person: How much is it?}, {hang_up: true, after_ms: 2000}]", id="hangs up after the price"),
        pytest.param('[{person: "Don\'t call me again.", over: greeting}]', id="opts out over the disclosure"),
        pytest.param("[{voicemail: 'Please leave a message after the tone.'}]", id="a voicemail"),
        pytest.param("[beep]", id="a beep"),
    ],
)
def test_the_script_passes_the_test_that_its_call_became(database: Database, conversation: str) -> None:
    file, before = play(f"{{schema_version: 1, tests: [{{name: a, conversation: {conversation}, end: {{}}}}]}}")
    test = call_as_test(recorded(database, before), file.fallback)
    text = with_test("", as_yaml(test.fields, test.left_out), PATH)
    _, after = play(text)
    assert after.problems == (), text
    assert test.left_out == ()
    assert story(after) == story(before), text


def story(result: CaseResult) -> list[tuple[str, object]]:
    """Where a call went, what was understood, and how it ended."""
    kept = ("NodeEntered", "PersonSpoke", "PersonPressed", "TagAdded", "Graded", "OptedOut", "CallEnded")
    events = [happened.event for happened in result.call.events if type(happened.event).__name__ in kept]
    fields = ("node", "text", "intent", "digit", "tag", "grade", "disposition")
    return [(type(event).__name__, [getattr(event, field, None) for field in fields]) for event in events]


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(120)
@pytest.mark.parametrize("path", sorted(shipped("dialogs").glob("*.test.yaml")), ids=lambda path: path.name.split(".")[0])
def test_every_test_of_the_shipped_scripts_as_a_call_becomes_a_test_that_goes_the_same_way(path: Path, tmp_path: Path) -> None:
    tests = read_cases(path)
    file, stage_of = load_bundle(read_bundle(tests.script)), stages(load_settings(None, {}))
    runner = CaseRunner(tests, file, stage_of)
    for index, case in enumerate(tests.doc.tests):
        if case.end is None:
            continue
        before = runner.play(index)
        script = file.languages[before.language]
        circumstances = circumstances_of(case, tests, script)
        url = f"sqlite:///{tmp_path / str(index) / 'calls.db'}"
        migrated(url)
        with Database(url) as database:
            record = recorded(database, before, {**circumstances.variables, "language": before.language})
        fields = dict(call_as_test(record, script).fields)
        if "now" in fields:  # rehearsed calls have a clock of their own
            fields["now"] = f"{circumstances.started:%Y-%m-%d %H:%M}"
        text = with_test("", as_yaml(fields), path)
        after = CaseRunner(parse_cases(text, path), file, stage_of).play(0)
        assert after.problems == (), text
        assert story(after) == story(before), text


def test_a_test_holds_what_was_filled_answered_and_decisive_and_no_more_of_the_person(database: Database) -> None:
    columns = {"first_name": "Zoe", "tier": "gold"}
    played = "{schema_version: 1, lead: {tier: gold}, lookups: {find: {answers: {row: twelve}, after_ms: 600}}, tests: [{name: a, "
    file, before = play(played + "conversation: [{person: Two seats please.}], end: {}}]}", SLOT)
    test = call_as_test(recorded(database, before, columns), file.fallback)
    assert test.fields["lead"] == {"tier": "gold"}
    assert test.fields["lookups"]["find"]["answers"] == {"row": "twelve"}
    assert test.fields["end"] == {"disposition": "completed", "grade": "A", "tags": "booked"}
    text = with_test("", as_yaml(test.fields), PATH)
    assert "{node: [find, booked], slots: {seats: '2'}}" in text
    assert "Zoe" not in text
    _, after = play(text, SLOT)
    assert after.problems == (), text
    assert story(after) == story(before)


def test_who_hangs_up_in_the_middle_of_a_sentence_does_so_again(database: Database) -> None:
    file, before = play(
        "{schema_version: 1, tests: [{name: a, conversation: [{hang_up: true, over: offer, over_ms: 600}], end: {}}]}"
    )
    test = call_as_test(recorded(database, before), file.fallback)
    left = test.fields["conversation"][-1]
    assert (left["hang_up"], left["over"]) == (True, "offer")
    assert left["over_ms"] == pytest.approx(600, abs=40)


def test_what_a_rehearsal_cannot_repeat_is_told(database: Database) -> None:
    file, before = play("{schema_version: 1, tests: [{name: a, conversation: [{person: Yes.}], end: {}}]}")
    record = recorded(database, before)
    taken_over = Noted("TakenOver", 0.0, 65_000, {"by": "ann"})
    test = call_as_test(replace(record, notes=(*record.notes, taken_over)), file.fallback)
    assert test.left_out == ("1:05 a supervisor talked with the person",)
    assert as_yaml(test.fields, test.left_out).startswith("  # 1:05 a supervisor talked with the person\n  - name: completed")


def test_of_a_call_in_which_nothing_was_said_there_is_no_test(database: Database) -> None:
    file, before = play("{schema_version: 1, tests: [{name: a, conversation: [{person: Yes.}], end: {}}]}")
    record = recorded(database, before)
    with pytest.raises(NoConversation):
        call_as_test(replace(record, turns=()), file.fallback)


def test_a_test_is_added_at_the_end_of_the_others_and_only_there() -> None:
    entry = as_yaml({"name": "b", "conversation": [{"silence": True}, {"person": "Yes.", "intent": "accept"}]})
    assert entry == "  - name: b\n    conversation:\n      - silence\n      - person: Yes.\n        intent: accept\n"
    text = "schema_version: 1\ntests:\n  - name: a  # the first\n"
    longer = with_test(text, entry, PATH)
    assert longer == f"{text}\n{entry}"
    with pytest.raises(CasesError, match="the name of another test"):
        with_test(longer, entry, PATH)
    for elsewhere in ("schema_version: 1\ntests: [{name: a}]\n", "tests:\n  - name: a\nschema_version: 1\n"):
        with pytest.raises(NoPlaceForTest):
            with_test(elsewhere, entry, PATH)


def test_the_command_adds_a_call_to_the_tests_of_its_script(database: Database, tmp_path: Path) -> None:
    script, tests = tmp_path / "small.yaml", tmp_path / "small.test.yaml"
    script.write_text(SCRIPT, encoding="utf-8")
    content = read_draft(script)
    database.write(lambda session: contents.keep(session, content, 100.0))
    _, before = play("{schema_version: 1, tests: [{name: a, conversation: [{person: How much is it?}, {person: Okay.}], end: {}}]}")
    recorded(database, before, script_hash=content.content_hash)

    def command(call: str) -> subprocess.CompletedProcess[str]:
        program = "from engine.cli import main; main()"
        told = ("script", "test-from-call", call, "--add-to", str(tests), "--database", f"sqlite:///{tmp_path / 'calls.db'}")
        return subprocess.run([sys.executable, "-c", program, *told], capture_output=True, text=True)

    added = command("a1")
    assert added.returncode == 0, added.stderr
    assert "'completed, call a1 of 1969-12-31' added" in added.stderr.replace("\n", " ")
    _, after = play(tests.read_text(encoding="utf-8"))
    assert after.problems == ()
    refused = command("nobody")
    assert (refused.returncode, refused.stderr) == (2, "there is no call of this id\n")
