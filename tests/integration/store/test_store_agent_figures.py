"""What agents did, counted by hand."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from engine.outcome import HandoverOutcome
from engine.reporting.agents import agent_report, as_csv, days
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.reporting.agent_figures import AgentFigures, agent_figures
from engine.store.tables import AgentShift, AgentState, Handover
from tests.integration.store.conftest import Dial

pytestmark = pytest.mark.integration

NINE = 1_700_470_800.0
"""2023-11-20 09:00 UTC, a Monday."""
HOUR = 3600.0
NOW = NINE + 2 * HOUR
_S = AgentState

SHIFTS: dict[str, list[tuple[AgentState, float, float]]] = {
    "ann": [
        (_S.OFFLINE, -9 * HOUR, -600),
        (_S.READY, -600, 900),  # ten minutes of it before the period
        (_S.RESERVED, 900, 910),
        (_S.ON_CALL, 910, 1210),
        (_S.WRAP_UP, 1210, 1270),
        (_S.PAUSED, 1270, 1870),
        (_S.READY, 1870, 2000),
        (_S.RESERVED, 2000, 2020),
        (_S.ON_CALL, 2020, 2140),
        (_S.WRAP_UP, 2140, 2260),
        (_S.READY, 2260, 3000),
    ],
    "bob": [(_S.READY, 0, 100), (_S.RESERVED, 100, 115), (_S.PAUSED, 115, 400), (_S.OFFLINE, 400, 3000)],
    "cid": [],
}
NOW_IN: dict[str, AgentState] = {"ann": _S.READY, "bob": _S.OFFLINE, "cid": _S.OFFLINE}
OFFERS: list[tuple[str, float, float | None, HandoverOutcome | None]] = [
    ("ann", 900, 910, HandoverOutcome.JOINED),
    ("ann", 2000, 2020, HandoverOutcome.GIVEN_BACK),
    ("ann", 2500, None, HandoverOutcome.PERSON_GONE),
    ("ann", -300, -290, HandoverOutcome.JOINED),  # before the period
    ("bob", 100, None, HandoverOutcome.NO_ANSWER),
]

ANN = AgentFigures(
    agent="ann",
    ready_s=900 + 130 + 740 + 600,  # and since 3000 s, up to the end of the period
    ringing_s=10 + 20,
    talking_s=300 + 120,
    wrap_up_s=60 + 120,
    paused_s=600,
    signed_in_s=3600,
    offered=3,
    taken=2,
    missed=0,
    handling_s=300,  # (420 + 180) / 2
    utilisation_percent=16.7,  # 600 / 3600
)
BOB = AgentFigures(
    agent="bob",
    ready_s=100,
    ringing_s=15,
    talking_s=0,
    wrap_up_s=0,
    paused_s=285,
    signed_in_s=400,
    offered=1,
    taken=0,
    missed=1,
    handling_s=None,
    utilisation_percent=0.0,
)
ALL = AgentFigures(
    agent="",
    ready_s=2470,
    ringing_s=45,
    talking_s=420,
    wrap_up_s=180,
    paused_s=885,
    signed_in_s=4000,
    offered=4,
    taken=2,
    missed=1,
    handling_s=300,
    utilisation_percent=15.0,  # 600 / 4000
)


@pytest.fixture
def floor(database: Database, dial: Dial) -> Database:
    """Ann, Bob and Cid, who was never there."""
    dial("call")

    def write(session: Session) -> None:
        for name, shifts in SHIFTS.items():
            agents.add(session, name, "", NINE - 9 * HOUR)
            agent = agents.get(session, name)
            for state, began_s, ended_s in shifts:
                session.add(AgentShift(agent_id=agent.id, state=state, began_at=NINE + began_s, ended_at=NINE + ended_s))
                agent.since = NINE + ended_s
            agent.state = NOW_IN[name]
        for name, asked_s, joined_s, outcome in OFFERS:
            joined_at = None if joined_s is None else NINE + joined_s
            agent_id = agents.get(session, name).id
            session.add(
                Handover(
                    attempt_id="call", agent_id=agent_id, asked_at=NINE + asked_s, joined_at=joined_at, outcome=outcome, summary=""
                )
            )

    database.write(write)
    return database


def test_each_figure_is_what_a_hand_counts(floor: Database) -> None:
    each, total = floor.read(lambda session: agent_figures(session, NINE, NINE + HOUR))
    assert each == [ANN, BOB]
    assert total == ALL


def test_of_nobody_there_is_nothing(database: Database) -> None:
    each, total = database.read(lambda session: agent_figures(session, NINE, NOW))
    assert each == []
    assert (total.signed_in_s, total.handling_s, total.utilisation_percent) == (0, None, None)


def test_a_report_of_today_ends_now_and_is_a_table(floor: Database) -> None:
    today = days(None, None, ZoneInfo("UTC"), NOW)
    report = floor.read(lambda session: agent_report(session, today, NOW))
    assert (report.first, report.last) == (date(2023, 11, 20), date(2023, 11, 20))
    ann = report.agents[0]
    assert ann.signed_in_s == 600 + 7200, "from ten to nine until now"
    assert ann.taken == 3
    header, first, *_, last = as_csv(report).splitlines()
    assert header.startswith("agent,ready_s,ringing_s,talking_s,wrap_up_s,paused_s,signed_in_s,offered,taken,missed")
    assert first.startswith("ann,")
    assert last.startswith("(all),")
