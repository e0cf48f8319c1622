"""Campaigns with human agents: dialled ahead for them, and handed over by the bot; lab phones on both sides."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from telephony.lab.lab import Lab
from tests.acceptance.product import Desk, callwright

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]

Person = Mapping[str, object]

AGENTS: Final = Path(__file__).parent / "agents_phones.yaml"
ANSWERS: Final[Person] = {
    "voice": "alma",
    "ring_s": 0.3,
    "steps": [{"say": "Hello?"}, {"after_bot": {"spoken_ms": 800, "quiet_ms": 900}}, {"say": "Yes, please."}, {"wait_s": 20}],
}
RINGS_OUT: Final[Person] = {"when_called": "ring_out", "ring_s": 1.5}
BUSY: Final[Person] = {"when_called": "busy"}
PRESSES_ZERO: Final[Person] = {
    "voice": "alma",
    "ring_s": 0.3,
    "steps": [{"say": "Hello?"}, {"after_bot": {"spoken_ms": 1500}}, {"press": "0"}, {"wait_s": 40}],
}

CONNECT: Final = """
schema_version: 1
id: connect
language: en
builtin_global: []
start: greeting
nodes:
  greeting:
    disclosure: true
    say: ["This is the automated assistant of Northern Bank."]
    transfer: {to: agents, mode: warm}
"""
INVITE: Final = """
schema_version: 1
id: invite
language: en
builtin_global: []
start: greeting
nodes:
  greeting:
    disclosure: true
    say: ["This is the automated assistant of Northern Bank. Press zero for a colleague."]
    goto: question
  question:
    say: [Would you like to come?]
    on:
      - {digit: 0, goto: colleague}
  colleague:
    say: [One moment.]
    tags: asked_for_human
    transfer: {to: agents, mode: warm, on_failed: nobody}
  nobody: {say: [Nobody is free.], tags: needs_call, hangup: true}
"""


def phones(folder: Path, people: Sequence[Person]) -> tuple[Path, list[str]]:
    """A phone book of these people, and their numbers."""
    book = {f"+1555080{index:04}": {"name": f"person {index}", **person} for index, person in enumerate(people)}
    path = folder / "people.yaml"
    path.write_text(json.dumps({"phones": book}))
    return path, list(book)


async def campaign(desk: Desk, plan: dict[str, object], people: Sequence[Person], agents: Mapping[str, str], processes: int) -> str:
    """Runs a plan with these people and agents; what the command said."""
    book, numbers = phones(desk.folder, people)
    desk.leads(numbers)
    database = ["--database", f"sqlite:///{desk.database}"]
    common: list[str | Path] = ["--config", desk.folder / "settings.yaml"]
    async with (
        Lab(book, desk.folder / "people", processes=processes) as lab,
        Lab(AGENTS, desk.folder / "agents") as floor,
    ):
        for name, number in agents.items():
            for command in (["add", name, f"sip:{number}@{floor.gateways[0]}"], ["ready", name]):
                done = await callwright(*common, "agents", *command, *database, folder=desk.folder)
                assert done.status == 0, done.errors
        trunks = [{"address": f"sip:{gateway}"} for gateway in lab.gateways]
        path = desk.folder / "plan.yaml"
        path.write_text(json.dumps({"script": "script.yaml", "lists": ["leads.csv"], "trunks": trunks, "policy": "none", **plan}))
        outputs: list[str | Path] = ["--results", desk.results, "--recordings", desk.folder / "recordings"]
        ended = await callwright(*common, "run", path, *database, *outputs, folder=desk.folder)
        assert ended.status == 0, ended.errors + ended.output
    return ended.output


HANDOVERS: Final = """
SELECT agents.name, handovers.attempt_id, handovers.joined_at, handovers.ended_at, handovers.outcome, handovers.summary
FROM handovers JOIN agents ON agents.id = handovers.agent_id ORDER BY handovers.asked_at
"""


@pytest.mark.timeout(400)
async def test_calls_are_dialled_ahead_for_two_agents_and_nobody_who_answers_meets_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONNECT)
    people = [RINGS_OUT, ANSWERS, BUSY, BUSY] * 5
    plan = {
        "name": "predictive",
        "mode": "predictive",
        "lines": 4,
        "team": {"agents": ["ann", "bob"], "wrap_up_s": 0},
        "abandonment": {"message": "This was Northern Bank. We are sorry to have disturbed you.", "wait_s": 2},
    }
    await campaign(desk, plan, people, {"ann": "0901", "bob": "0902"}, processes=2)

    dispositions = [attempt.disposition for attempt in desk.attempts()]
    assert len(dispositions) == 20
    answered = [disposition for disposition in dispositions if disposition not in ("busy", "no_answer", "unreachable")]
    assert len(answered) == 5
    assert answered.count("abandoned") <= 0.03 * len(answered)
    assert answered.count("transferred") == 5

    handovers = desk.query(HANDOVERS, table="handovers")
    joined = [row for row in handovers if row[2] is not None]
    assert len(joined) == len({attempt for _, attempt, *_ in joined}) == 5, "each person is joined with one agent, once"
    for agent in ("ann", "bob"):
        talks = sorted((joined_at, ended_at) for name, _, joined_at, ended_at, *_ in joined if name == agent)
        assert talks, f"{agent} talked with nobody"
        assert all(ends <= begins for (_, ends), (begins, _) in itertools.pairwise(talks)), "one person at a time"


@pytest.mark.timeout(400)
async def test_the_bot_hands_over_who_asks_for_a_person_and_an_agent_who_is_away_is_paused(tmp_path: Path) -> None:
    desk = Desk(tmp_path, INVITE)
    plan = {"name": "robot", "lines": 1, "team": {"agents": ["ann", "bob"], "ring_s": 3, "wrap_up_s": 0}}
    await campaign(desk, plan, [PRESSES_ZERO], {"ann": "0903", "bob": "0904"}, processes=1)

    handovers = desk.query(HANDOVERS, table="handovers")
    assert [(name, outcome) for name, *_, outcome, _ in handovers] == [("ann", "no_answer"), ("bob", "joined")]
    summary = handovers[1][-1]
    assert summary.startswith("A call for you.")
    assert summary.endswith("Noted: asked for human.")
    (attempt,) = desk.attempts()
    assert attempt.disposition == "transferred"
    states = dict(desk.query("SELECT name, state FROM agents", table="agents"))
    assert states == {"ann": "paused", "bob": "ready"}
    recordings = sorted(path.name for path in (tmp_path / "recordings").iterdir())
    assert len(recordings) == 2, "of all three, and of the agent who picked up"
    assert recordings[0].endswith("-agent2.wav")


@pytest.mark.timeout(400)
async def test_an_agent_looks_first_and_is_joined_with_whom_they_chose(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONNECT)
    plan = {"name": "preview", "mode": "preview", "lines": 2, "team": {"agents": ["ann"], "wrap_up_s": 0}}
    settings: list[str | Path] = ["--config", desk.folder / "settings.yaml", "agents", "preview", "ann"]
    database = ["--database", f"sqlite:///{desk.database}"]
    seen: list[str] = []

    async def decide() -> None:
        while len(seen) < 2:
            shown = await callwright(*settings, *database, folder=desk.folder)
            if "+1555" in shown.output:
                seen.append(shown.output)
                done = await callwright(*settings, "dial", *database, folder=desk.folder)
                assert done.status == 0, done.errors

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(decide())
        await campaign(desk, plan, [ANSWERS, BUSY], {"ann": "0901"}, processes=1)

    assert sorted(str(attempt.disposition) for attempt in desk.attempts()) == ["busy", "transferred"]
    assert [(name, outcome) for name, *_, outcome, _ in desk.query(HANDOVERS, table="handovers")] == [("ann", "joined")]
    assert desk.query("SELECT decision FROM previews", table="previews") == [("dial",), ("dial",)]
