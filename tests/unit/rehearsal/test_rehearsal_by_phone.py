"""Cases in the words of a phone book, and a lab phone's account in the words of the judge."""

from pathlib import Path

import pytest

from engine.dialog.loader import check_text
from engine.dialog.testing import TableClassifier, script_of
from engine.events import BotSpoke, CallEnded, CallEvent, ConversationStarted, NodeEntered, PersonSpoke
from engine.outcome import Disposition
from engine.rehearsal.cases.lab_accounts import judged_call
from engine.rehearsal.cases.lab_books import Booked, booked_cases, write_books
from engine.rehearsal.cases.lab_steps import AUDIBLE, LEAST_SHARE, lab_person, line_file
from engine.rehearsal.cases.reading import CaseFile, parse_cases
from engine.rehearsal.cases.reporting import FileResult, as_text
from engine.rehearsal.cases.running import CaseResult, CaseRunner
from engine.rehearsal.coverage import coverage
from engine.rehearsal.stage import Stage
from telephony.lab.book import load_book
from telephony.lab.report import CallReport, Ending, Noted, Said
from telephony.lab.voices import MM_HMM, PEOPLE, recorded_path
from tests.unit.rehearsal.scripts import INTENTS, SCRIPT

pytestmark = pytest.mark.unit

TESTS = """
schema_version: 1
tests:
  - name: price
    conversation:
      - person: How much is it?
        over: offer
        over_ms: 500
      - bot: {node: price}
      - noise_ms: 300
      - press: "1"
      - bot: {node: accepted}
    end: {grade: A}
  - name: pieces
    conversation:
      - person: [Well, yes.]
        pause_ms: 700
        after_ms: 1500
      - silence_ms: 2000
  - name: machine
    conversation:
      - voicemail: Leave a message.
    end: {disposition: voicemail}
  - name: text only
    audio: false
  - name: refused transfer
    transfer_fails: true
  - name: given back
    agent_gives_back: true
"""


BILINGUAL = """
schema_version: 1
id: two
languages: [zh-CN]
intents: {accept: [可以, 好的]}
start: greeting
nodes:
  greeting: {disclosure: true, say: 这是机器人。, goto: offer}
  offer: {say: 要吗？, on: [{intent: accept, goto: accepted}]}
  accepted: {say: 好，再见。, hangup: true}
"""
CHINESE = """
schema_version: 1
tests:
  - name: thinks, and accepts
    conversation: [{person: [嗯，, 可以。], pause_ms: 400}]
  - name: machine
    conversation: [voicemail: 请留言。]
    end: {disposition: voicemail}
"""


@pytest.fixture(scope="module")
def file() -> CaseFile:
    return parse_cases(TESTS, Path("dialogs/small.test.yaml"))


@pytest.fixture(scope="module")
def by_text(file: CaseFile) -> list[CaseResult]:
    script = check_text(SCRIPT, "small.yaml").file
    assert script is not None
    return list(CaseRunner(file, script, lambda one: Stage(one, TableClassifier(INTENTS))).run())


def booked(file: CaseFile, by_text: list[CaseResult]) -> tuple[list[Booked], dict[int, str]]:
    script = check_text(SCRIPT, "small.yaml").file
    assert script is not None
    return booked_cases(file, script, by_text)


def test_what_phones_cannot_do_is_skipped_and_said(file: CaseFile, by_text: list[CaseResult]) -> None:
    found, skipped = booked(file, by_text)
    assert [one.index for one in found] == [0, 1, 2]
    assert skipped == {
        3: "the test says `audio: false`",
        4: "lab phones accept every transfer",
        5: "lab phones are no agents who give a person back",
    }


def test_the_phone_waits_for_as_much_speech_as_the_text_had(file: CaseFile, by_text: list[CaseResult]) -> None:
    price, pieces, machine = (one.person for one in booked(file, by_text)[0])
    spoken_ms = by_text[0].acts_of[0].bot_spoken_ms
    assert spoken_ms > 2000  # the greeting, and half a second of the offer
    assert price.steps[:2] == ({"wait_s": 0.3}, {"say": "Hello?"})
    assert price.steps[2]["during_bot_ms"]["during_bot_ms"] == round(spoken_ms * AUDIBLE)
    assert price.steps[3] == {"say": "How much is it?"}
    assert price.noises_ms == (300,)
    assert pieces.steps[3:6] == ({"file": line_file("Well")}, {"wait_s": 0.7}, {"file": line_file("yes.")})
    assert pieces.steps[2]["after_bot"]["quiet_ms"] == 1500
    assert pieces.steps[-1] == "hang_up"  # nobody asks how the call ends
    reply_ms = by_text[1].call.acts[-1].bot_spoken_ms
    assert reply_ms > 1000
    assert pieces.steps[-2]["after_bot"]["spoken_ms"] == round(reply_ms * LEAST_SHARE)  # the silence before the reply is no end
    assert machine.steps == ({"wait_s": 0.3}, {"file": line_file("Leave a message.")}, {"wait_s": 0.3}, "beep")


def test_a_turn_whose_pieces_are_all_recorded_needs_no_file() -> None:
    (case,) = parse_cases(
        "schema_version: 1\ntests: [{name: one, conversation: [{person: [Well, Right]}]}]", Path("a.test.yaml")
    ).doc.tests
    alma = lab_person(case, "Hello?", {})
    assert (alma.voice, alma.lines) == ("alma", ())
    assert {"pieces": {"pieces": ["Well", "Right"], "pause_ms": 500}} in alma.steps


@pytest.mark.parametrize("hum", ["Mm-hmm.", "Uh-huh.", "mm", "Hmm..."])
def test_a_hum_is_hummed_by_whoever_can(hum: str) -> None:
    text = f"schema_version: 1\ntests: [{{name: hums, conversation: [person: {hum}]}}]"
    (case,) = parse_cases(text, Path("a.test.yaml")).doc.tests
    person = lab_person(case, "Hello?", {})
    assert recorded_path(person.voice, MM_HMM).is_file()
    assert {"say": MM_HMM} in person.steps


def silence(text: str, language: str) -> bytes:
    return b"\0\0" * 800


def test_the_books_are_what_the_lab_and_the_campaign_read(file: CaseFile, by_text: list[CaseResult], tmp_path: Path) -> None:
    phones, leads = write_books(tmp_path / "run", file, booked(file, by_text)[0], silence)
    assert [phone.name for phone in load_book(phones).phones.values()] == ["price", "pieces", "machine"]
    assert (tmp_path / "run" / "noise-300.wav").is_file()
    assert leads.read_text(encoding="utf-8").splitlines()[:2] == ["number,language,time_zone,name", "+15550600000,en,UTC,Anna"]


def events(*, node: str) -> list[CallEvent]:
    """Of a call that came to `price` and then to another node; its audio path came up at 100 s."""
    price = BotSpoke(
        attempt_id="a", at=108.0, node="price", text="It is ten dollars.", started_ms=6000, played_ms=2000, interrupted=False,
        reply_gap_ms=400,
    )  # fmt: skip
    heard = PersonSpoke(
        attempt_id="a",
        at=105.8,
        node="offer",
        text="how much",
        started_ms=4000,
        ended_ms=5200,
        intent="price",
        confidence=1.0,
        asr_ms=1,
    )
    return [
        ConversationStarted(attempt_id="a", at=100.0, codec="PCMA/8000"),
        NodeEntered(attempt_id="a", at=101.0, node="greeting"),
        NodeEntered(attempt_id="a", at=103.0, node="offer"),
        heard,
        NodeEntered(attempt_id="a", at=105.9, node="price"),
        price,
        NodeEntered(attempt_id="a", at=110.2, node=node),
        CallEnded(attempt_id="a", at=112.0, disposition=Disposition.COMPLETED, cause="normal", duration_ms=12000),
    ]


def report(ending: Ending = Ending.CALLER_HUNG_UP, problem: str | None = None, *, steps: int = 7) -> CallReport:
    times = [300, 300, 4000, 4000, 9000, 9000, 10000]
    noted = tuple(Noted(at_ms=0, audio_ms=ms, what=f"step {number + 1} (x)") for number, ms in enumerate(times[:steps]))
    said = (Said(what="Hello?", at_ms=300, length_ms=500), Said(what="How much is it?", at_ms=4000, length_ms=1200))
    return CallReport(
        number="+15550600000", name="price", call_id="c", caller_id="", ending=ending, problem=problem, events=noted, said=said
    )


def test_a_call_is_judged_by_the_phones_own_times(file: CaseFile, by_text: list[CaseResult]) -> None:
    one = booked(file, by_text)[0][0]
    wrong = judged_call(file, one, events(node="refused"), report())
    assert [problem.field for problem in wrong.problems] == ["tests[0].conversation[4].bot.node"]
    assert (wrong.acts_of[0].started_ms, wrong.acts_of[0].ended_ms) == (4000, 5200)
    right = judged_call(file, one, events(node="accepted"), report())
    assert [problem.field for problem in right.problems] == ["tests[0].end.grade"]  # these events have no grade


def test_a_phone_that_waited_in_vain_and_one_that_was_not_called(file: CaseFile, by_text: list[CaseResult]) -> None:
    one = booked(file, by_text)[0][0]
    vain = judged_call(file, one, events(node="accepted"), report(Ending.WAITED_IN_VAIN, "step 5 waited 90 s in vain", steps=4))
    assert [problem.message for problem in vain.problems] == ["step 5 waited 90 s in vain"]
    missing = judged_call(file, one, [], None)
    assert [problem.message for problem in missing.problems] == ["the phone was not called, or tells nothing of the call"]


def test_what_lab_phones_cannot_say_is_rendered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.rehearsal.cases.lab_steps.recorded_path", lambda voice, _: tmp_path / voice / "nothing.wav")
    script = check_text(BILINGUAL, "two.yaml").file
    assert script is not None
    file = parse_cases(CHINESE, Path("dialogs/two.test.yaml"))
    played = CaseRunner(file, script, lambda one: Stage(one, TableClassifier({"可以。": "accept"}))).run()
    one, machine = found = booked_cases(file, script, played)[0]
    assert PEOPLE[one.person.voice].language == "zh"
    assert one.person.lines == ("喂？", "嗯，", "可以。")
    first, wait, second = one.person.steps[-5:-2]
    assert (first, wait, second) == ({"file": line_file("嗯，")}, {"wait_s": 0.4}, {"file": line_file("可以。")})
    assert machine.person.steps[-3:] == ({"file": line_file("请留言。")}, {"wait_s": 0.3}, "beep")
    spoken: list[tuple[str, str]] = []

    def speak(text: str, language: str) -> bytes:
        spoken.append((text, language))
        return b"\x10\x27" * 1600

    phones, _ = write_books(tmp_path / "run", file, found, speak)
    assert spoken == [("喂？", "zh"), ("嗯，", "zh"), ("可以。", "zh"), ("请留言。", "zh")]
    assert len(load_book(phones).phones) == 2


def test_what_was_said_stands_beside_what_was_heard(file: CaseFile, by_text: list[CaseResult]) -> None:
    judged = judged_call(file, booked(file, by_text)[0][0], events(node="accepted"), report())
    told = list(as_text(FileResult(file.path, (judged,), coverage(script_of(SCRIPT), [])), verbose=False))
    said = next(index for index, line in enumerate(told) if line.endswith("said    How much is it?"))
    assert told[said + 1].endswith("person  how much   (price 1.00)")


def test_words_that_were_not_heard_are_said_to_be_so(file: CaseFile, by_text: list[CaseResult]) -> None:
    deaf = [event for event in events(node="accepted") if not isinstance(event, PersonSpoke)]
    judged = judged_call(file, booked(file, by_text)[0][0], deaf, report())
    told = list(as_text(FileResult(file.path, (judged,), coverage(script_of(SCRIPT), [])), verbose=False))
    said = next(index for index, line in enumerate(told) if line.endswith("said    How much is it?"))
    assert told[said + 1].endswith("person  …   (no words heard)")
