"""Test files run against a script: each kind of expectation passes where it should, and says what it found where it should not."""

from pathlib import Path

import pytest

from engine.dialog.loader import check_text
from engine.dialog.script import Script
from engine.dialog.testing import TableClassifier
from engine.rehearsal.cases.reading import CasesError, parse_cases
from engine.rehearsal.cases.reporting import FileResult, as_data, as_github, as_text, summary
from engine.rehearsal.cases.running import CaseResult, CaseRunner, run_files
from engine.rehearsal.stage import Stage
from tests.unit.rehearsal.scripts import INTENTS, SCRIPT

pytestmark = pytest.mark.unit

PATH = Path("dialogs/small.test.yaml")
BOOKING = """
schema_version: 1
id: booking
languages: [en, zh-CN]
intents:
  accept: {en: [yes, sure, of course, sounds good], zh: [好的, 可以, 行, 没问题]}
start: greeting
nodes:
  greeting:
    disclosure: true
    say: {en: This is a machine calling., zh: 这是机器人。}
    goto: offer
  offer:
    say: {en: May I look something up?, zh: 我可以查一下吗？}
    on:
      - {intent: accept, goto: find}
  find:
    say: {en: One moment., zh: 请稍等。}
    webhook: {url: "https://crm.example.com/status", save: {status: order.status}, timeout_ms: 2000, on_failed: sorry}
    goto: found
  found:
    say: {en: "It is {{ status }}.", zh: "是{{ status }}。"}
    sms: {text: {en: "It is {{ status }}.", zh: "是{{ status }}。"}}
    hangup: true
  sorry:
    say: {en: I cannot say., zh: 我不知道。}
    tags: unknown
    hangup: true
slots:
  status: {type: text}
"""


def runner(tests: str, script: str = SCRIPT) -> CaseRunner:
    file = check_text(script, "small.yaml").file
    assert file is not None

    def stage(script: Script) -> Stage:
        return Stage(script, TableClassifier({**INTENTS, "好的。": "accept"}))

    return CaseRunner(parse_cases(f"schema_version: 1\ntests:\n{tests}", PATH), file, stage)


def result(conversation: str, script: str = SCRIPT, rest: str = "") -> CaseResult:
    """Of one test with these steps, one a line."""
    steps = "".join(f"      - {line}\n" for line in conversation.strip().splitlines())
    (only,) = runner(f"  - name: a test\n{rest}    conversation:\n{steps}", script).run()
    return only


@pytest.mark.parametrize(
    "conversation",
    [
        "bot: {says: [this is a machine, 'would you like'], node: [greeting, offer]}",
        "{person: Yes., intent: accept}\nbot: {says: Wonderful, node: accepted, tags: accepted, grade: A, within_ms: 700}",
        "{person: How much is it?, over: offer, over_ms: 500}\nbot: {stops: true, node: price, absent: {says: spring offer}}",
        "{person: Mm-hmm., over: offer}\nbot: {stops: false, says: spring offer, absent: {node: [price, accepted]}}",
        "{person: Mm-hmm., over: offer, over_ms: 100}\nbot: {stops: false}\n{person: How much is it?, over: offer, over_ms: 1500}",
        "{person: What?, intent: none}\nbot: {says: didn't catch, node: offer}",
        "press: 1\nbot: {node: accepted, matches: 'won(der)ful'}",
        "silence\nbot: still there\nsilence\nbot: {says: can't hear you, node: offer}\nperson: Yes.",
        "{person: Hold on.}\nsilence_ms: 6000\nbot: {silent: true}\nperson: Yes.\nbot: {node: accepted}",
        "noise_ms: 400\nperson: Yes.",
        "{person: [How much, is it?], pause_ms: 400, intent: price}",
        "{person: Don't call me again., over: greeting}\nbot: {stops: false, node: opt_out}",
        "{hang_up: true, over: offer}",
    ],
)
def test_what_comes_to_pass(conversation: str) -> None:
    assert result(conversation).problems == ()


@pytest.mark.parametrize(
    ("conversation", "place", "message"),
    [
        ("bot: autumn offer", "5:9: tests[0].conversation[0].bot.says", "expected 'autumn offer', the bot said: Hello Anna"),
        ("bot: {says: [spring offer, machine]}", "bot.says", "expected 'machine', the bot said"),
        ("bot: {node: [offer, greeting]}", "bot.node", "expected to come to greeting, came to greeting → offer"),
        ("person: Yes.\nbot: {node: price}", "conversation[1].bot.node", "expected to come to price, came to accepted"),
        ("{person: Yes., intent: refuse}", "conversation[0].intent", "expected refuse, understood accept (1.00)"),
        ("{person: Yes., intent: none}", "conversation[0].intent", "expected none, understood accept (1.00)"),
        ("person: Yes.\nbot: {within_ms: 100}", "bot.within_ms", "expected an answer within 100 ms: the answer came after 5"),
        ("person: Hold on.\nbot: {within_ms: 100}", "bot.within_ms", "expected an answer within 100 ms: the bot answered nothing"),
        ("person: Yes.\nbot: {grade: D}", "bot.grade", "expected D, the record has A"),
        ("person: No, thanks.\nbot: {tags: accepted}", "bot.tags", "expected accepted, the record has no tags"),
        ("person: Yes.\nbot: {absent: {tags: accepted}}", "bot.absent.tags", "accepted must not be there"),
        ("person: Yes.\nbot: {absent: {matches: 'wonder.*bye'}}", "absent.matches", "'Wonderful and goodbye' must not be said"),
        ("{person: Mm-hmm., over: offer}\nbot: {stops: true}", "bot.stops", "expected that the bot stops, it spoke on"),
        ("{person: How much is it?, over: offer}\nbot: {stops: false}", "bot.stops", "expected that the bot speaks on, it stopped"),
        ("person: Yes.\nbot: {stops: true}", "bot.stops", "the bot was not speaking when the step before began"),
        ("person: What?\nbot: {silent: true}", "bot.silent", "expected silence, the bot said: Sorry"),
        ("person: Yes.\nperson: And more.", "conversation[1]", "the call was over before this, after"),
    ],
)
def test_what_does_not(conversation: str, place: str, message: str) -> None:
    problems = result(conversation).problems
    assert problems
    assert place in str(problems[0])
    assert message in problems[0].message


def test_a_number_is_the_same_in_groups() -> None:
    script = SCRIPT.replace("grade: A, hangup: true", "transfer: +44 (0)20 7946 0958")
    assert result("person: Yes.", script, "    end: {transferred_to: '+442079460958'}\n").problems == ()


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("{disposition: completed, grade: A, tags: accepted, node: accepted}", None),
        ("{disposition: opted_out}", "expected opted_out, the call ended as completed (normal)"),
        ("{node: refused}", "expected refused, the call ended at accepted"),
        ("{grade: D}", "expected D, the record has A"),
        ("{transferred_to: x}", "expected x, the call went to nobody"),
        ("{callback: tomorrow}", "expected 'tomorrow', the record has 'none'"),
        ("{sms: link}", "expected 'link', sent was: no message"),
        ("{absent: {says: wonderful}}", "'wonderful' must not be said"),
        ("{absent: {node: [offer]}}", "offer must not be there"),
    ],
)
def test_the_end(end: str, message: str | None) -> None:
    problems = result("person: Yes.", rest=f"    end: {end}\n").problems
    assert [problem.message for problem in problems if message and message in problem.message] == [p.message for p in problems]
    assert bool(problems) == bool(message)


HANDING_OVER = """
schema_version: 1
id: handing_over
language: en
start: greeting
nodes:
  greeting:
    disclosure: true
    say: This is a machine calling.
    transfer: {to: agents, mode: warm, on_failed: nobody, back_to: bill}
  nobody: {say: Nobody is free., hangup: true}
  bill: {say: The machine once more. Your bill comes by post., hangup: true}
"""


@pytest.mark.parametrize(
    ("rest", "way", "end"),
    [
        ("    transfer_fails: true\n", "nobody", "completed"),
        ("    agent_gives_back: true\n", "bill", "completed"),
        ("", "greeting", "transferred"),
    ],
)
def test_what_becomes_of_a_transfer_is_the_tests_to_say(rest: str, way: str, end: str) -> None:
    call = result(f"bot: {{node: {way}}}", HANDING_OVER, f"{rest}    end: {{disposition: {end}, node: {way}}}\n")
    assert call.problems == ()


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("conversation: [{bot: {node: ofer}}]", "'ofer' is not a node (did you mean 'offer'?)"),
        ("conversation: [{person: a, over: nowhere}]", "conversation[0].over: 'nowhere' is not a node"),
        ("conversation: [{person: a, intent: acept}]", "'acept' is not an intent (did you mean 'accept'?)"),
        ("conversation: [{bot: {tags: acepted}}]", "'acepted' is not a tag that the script gives (did you mean 'accepted'?)"),
        ("end: {slots: {visit: x}}", "end.slots.visit: 'visit' is not a slot of the script"),
        ("end: {absent: {node: x}}", "end.absent.node: 'x' is not a node"),
        ("lead: {nme: x}", "lead.nme: 'nme' is not a variable of the script (did you mean 'name'?)"),
        ("language: fr", "the script does not speak fr: it has en"),
        ("lookups: {x: {fails: a}}", "lookups.x: 'x' is not a node"),
    ],
)
def test_names_that_the_script_does_not_have(test: str, message: str) -> None:
    with pytest.raises(CasesError) as caught:
        runner(f"  - name: a\n    {test}\n")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("lookups", "message"),
    [
        ("{find: {answers: {statuss: x}}}", "'statuss' is not a slot that this webhook saves (did you mean 'status'?)"),
        ("{greeting: {fails: x}}", "lookups.greeting: the node 'greeting' has no `webhook`"),
    ],
)  # fmt: skip
def test_answers_that_no_webhook_of_the_script_could_give(lookups: str, message: str) -> None:
    with pytest.raises(CasesError) as caught:
        runner(f"  - name: a\n    lookups: {lookups}\n", BOOKING)
    assert message in str(caught.value)


def test_an_answer_lacks_what_the_webhook_saves() -> None:
    with pytest.raises(CasesError, match="lacks what this webhook saves: since"):
        runner(
            "  - name: a\n    lookups: {find: {answers: {status: x}}}\n",
            BOOKING.replace("save: {status: ", "save: {since: since, status: "),
        )


def test_true_in_an_answer_is_the_yes_that_a_call_makes_of_it() -> None:
    run = runner(
        """
  - name: answered
    lookups: {find: {answers: {status: true}}}
    conversation:
      - person: Yes.
      - bot: {node: found, slots: {status: "yes"}}
""",
        BOOKING,
    )
    assert [result.problems for result in run.run()] == [()]


def test_answers_of_other_systems_messages_and_languages() -> None:
    tests = """
  - name: answered
    lookups: {find: {answers: {status: shipped}, after_ms: 600}}
    conversation:
      - person: Yes.
      - bot: {says: [One moment., It is shipped.], node: [find, found], slots: {status: shipped}}
    end: {disposition: completed, sms: It is shipped.}
  - name: not answered
    lookups: {find: {fails: the system is down}}
    conversation:
      - person: Yes.
      - bot: {says: I cannot say., tags: unknown}
  - name: too late
    lookups: {find: {answers: {status: shipped}, after_ms: 5000}}
    conversation:
      - person: Yes.
      - bot: {node: sorry}
    end: {disposition: completed}
  - name: in Mandarin
    language: zh-CN
    lookups: {find: {answers: {status: 已发货}}}
    conversation:
      - bot: 我可以查一下吗
      - person: 好的。
      - bot: {says: 是已发货, node: found}
"""
    run = runner(tests, BOOKING)
    results = list(run.run())
    assert [(result.name, result.problems) for result in results if result.problems] == []
    found = run.coverage(results)
    assert found.nodes == {"greeting": 4, "offer": 4, "find": 4, "found": 2, "sorry": 2, "opt_out": 0, "give_up": 0}


def test_only_the_tests_that_are_asked_for() -> None:
    run = runner("  - name: One\n  - name: two\n  - name: twenty-one\n")
    assert [result.name for result in run.run("one")] == ["One", "twenty-one"]


def file_result() -> FileResult:
    run = runner("  - name: good\n    conversation: [{person: Yes.}]\n  - name: bad\n    conversation: [{bot: 'autumn, 100 %'}]\n")
    results = tuple(run.run())
    return FileResult(PATH, results, run.coverage(results))


def test_a_report_for_people() -> None:
    lines = list(as_text(file_result(), verbose=False))
    assert lines[:3] == ["dialogs/small.test.yaml", *lines[1:3]]
    assert lines[1].startswith("  ok      good")
    assert lines[2].startswith("  FAILED  bad")
    assert "expected 'autumn, 100 %'" in lines[3]
    assert any("bot     Hello Anna, this is a machine calling." in line for line in lines)
    assert "1 of 2 tests passed" in summary([file_result()], 0.1)


def test_a_report_for_github() -> None:
    (line,) = as_github([file_result()])
    assert line.startswith(
        "::error file=dialogs/small.test.yaml,line=6,col=21,title=bad::tests[1].conversation[0].bot.says: "
        "expected 'autumn, 100 %25', the bot said: "
    )


def test_a_report_for_programs() -> None:
    (file,) = as_data([file_result()])["files"]
    good, bad = file["tests"]
    assert good["passed"]
    assert not good["problems"]
    assert bad["problems"][0]["field"] == "tests[1].conversation[0].bot.says"
    assert file["coverage"]["nodes"]["accepted"] == 1
    assert {"from": "offer", "to": "accepted", "kind": "answer", "label": "accept or 1", "count": 1} in file["coverage"]["ways"]


def test_cases_of_several_files_are_spread_over_processes_and_come_back_by_file() -> None:
    accepts = runner("  - {name: accepts, conversation: [person: Okay.], end: {disposition: completed}}\n")
    others = runner(
        "  - {name: refuses, conversation: [{person: 'No, thanks.'}], end: {node: refused}}\n"
        "  - {name: accepts too, conversation: [person: Okay.], end: {node: refused}}\n"
    )
    alone, spread = (run_files([accepts, others], jobs=jobs) for jobs in (1, 2))
    assert [[result.name for result in results] for results in spread] == [["accepts"], ["refuses", "accepts too"]]
    assert alone == spread
    assert [len(results) for results in run_files([accepts, others], "too", jobs=1)] == [0, 1]


def test_a_stage_is_made_ready_where_its_cases_are_played_and_nowhere_else() -> None:
    script = check_text(BOOKING, "small.yaml").file
    assert script is not None
    made: list[str] = []

    def stage(script: Script) -> Stage:
        made.append(script.language)
        return Stage(script, TableClassifier({}))

    cases = "[{name: one, conversation: [silence]}, {name: 二, language: zh-CN, conversation: [silence]}]"
    both = CaseRunner(parse_cases(f"schema_version: 1\ntests: {cases}\n", PATH), script, stage)
    both.run(jobs=2)
    assert made == []
    both.run("一")
    assert made == []
    both.run("二")
    assert made == ["zh"]
