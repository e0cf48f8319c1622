"""Which lines of a worker are taken."""

import pytest

from engine.call.messages import AgentAssigned
from engine.call.worker.occupancy import Occupancy
from engine.events import AgentLeft, CallEnded
from engine.outcome import Disposition, HandoverOutcome

pytestmark = pytest.mark.unit

ENDED = CallEnded(attempt_id="a", at=0.0, disposition=Disposition.TRANSFERRED, cause="normal")
LEFT = AgentLeft(attempt_id="a", at=0.0, agent="ann", outcome=HandoverOutcome.GIVEN_BACK)


def agent(sip_uri: str | None) -> AgentAssigned:
    return AgentAssigned(attempt_id="a", agent="ann", sip_uri=sip_uri)


def test_lines_kept_for_agents_are_no_lines_for_people() -> None:
    lines = Occupancy(4, agent_lines=1)
    assert (lines.free_lines, lines.spare_lines) == (3, 4)
    for attempt_id in "abc":
        lines.placed(attempt_id)
    assert (lines.free_lines, lines.spare_lines) == (0, 1)


def test_an_agents_phone_takes_a_line_until_they_leave() -> None:
    lines = Occupancy(4, agent_lines=0)
    lines.placed("a")
    lines.answered(agent("sip:ann@pbx"))
    assert (lines.free_lines, lines.spare_lines) == (2, 2)
    lines.happened(LEFT)
    assert (lines.free_lines, lines.spare_lines, lines.calls) == (3, 3, {"a"})


def test_an_agent_in_a_browser_takes_none() -> None:
    lines = Occupancy(4, agent_lines=0)
    lines.placed("a")
    lines.answered(agent(None))
    assert lines.spare_lines == 3


def test_a_call_that_ends_frees_all_its_lines() -> None:
    lines = Occupancy(4, agent_lines=0)
    lines.placed("a")
    lines.answered(agent("sip:ann@pbx"))
    lines.happened(ENDED)
    assert (lines.free_lines, lines.calls) == (4, set())
