"""Who gets whom, and what becomes of agents afterwards; on virtual time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agents.board import Board
from engine.agents.seated import RING_GRACE_S
from engine.agents.seats import Assigned, BoardRules, Move, NobodyFree, Seat
from engine.outcome import HandoverOutcome
from engine.pacing.contract import AgentFreed
from engine.store.tables import AgentState

pytestmark = pytest.mark.unit

RULES = BoardRules(ring_s=15, wrap_up_s=20)
READY, PAUSED, OFFLINE = AgentState.READY, AgentState.PAUSED, AgentState.OFFLINE


def seat(name: str, state: AgentState = READY, since_s: float = 0.0, wish: AgentState | None = None) -> Seat:
    return Seat(name, f"sip:{name}@pbx", state, wish or (state if state in (READY, PAUSED, OFFLINE) else READY), since_s)


def board_of(*seats: Seat) -> Board:
    board = Board(RULES)
    board.saw(seats)
    return board


def assigned(board: Board, attempt_id: str, now_s: float) -> str | None:
    board.want(attempt_id, now_s)
    (decision,) = board.decide(now_s)
    return decision.agent if isinstance(decision, Assigned) else None


def test_the_longest_idle_is_called_first() -> None:
    board = board_of(seat("ann", since_s=30), seat("bob", since_s=10), seat("cid", since_s=20), seat("dan", PAUSED, since_s=1))
    assert [assigned(board, call, 100) for call in ("1", "2", "3", "4")] == ["bob", "cid", "ann", None]


def test_an_agents_way_through_a_call() -> None:
    board = board_of(seat("ann"))
    assert assigned(board, "call", 100) == "ann"
    board.joined("call", 105)
    board.left("call", HandoverOutcome.JOINED, 165)
    board.tick(184)
    assert board.ready() == ()
    board.tick(185)
    assert board.ready() == ("ann",)
    states = [(move.state, move.at_s) for move in board.moves()]
    assert states == [(AgentState.RESERVED, 100), (AgentState.ON_CALL, 105), (AgentState.WRAP_UP, 165), (READY, 185)]
    assert board.freed() == (AgentFreed(85),)
    assert (board.moves(), board.freed()) == ((), ())


@pytest.mark.parametrize(
    ("outcome", "then"),
    [
        (HandoverOutcome.NO_ANSWER, PAUSED),
        (HandoverOutcome.DECLINED, PAUSED),
        (HandoverOutcome.BROKEN, PAUSED),
        (HandoverOutcome.PERSON_GONE, READY),
        (HandoverOutcome.NO_LINE, READY),
    ],
)
def test_who_does_not_pick_up_is_paused_and_who_was_left_alone_is_not(outcome: HandoverOutcome, then: AgentState) -> None:
    board = board_of(seat("ann"))
    assigned(board, "call", 100)
    board.left("call", outcome, 115)
    assert board.moves()[-1] == Move("ann", then, 115, pause=then is PAUSED)


@pytest.mark.parametrize("outcome", [HandoverOutcome.JOINED, HandoverOutcome.BROKEN, HandoverOutcome.GIVEN_BACK])
def test_whoever_has_talked_wraps_up(outcome: HandoverOutcome) -> None:
    board = board_of(seat("ann"))
    assigned(board, "call", 100)
    board.joined("call", 105)
    board.left("call", outcome, 115)
    assert board.moves()[-1].state is AgentState.WRAP_UP


def test_the_end_of_the_persons_call_frees_whoever_it_held() -> None:
    board = board_of(seat("ann"), seat("bob", since_s=5))
    assigned(board, "rung", 100)
    assigned(board, "joined", 100)
    board.joined("joined", 101)
    board.want("waiting", 200)
    for call in ("rung", "joined", "waiting"):
        board.call_over(call, 110)
    assert [(move.agent, move.state) for move in board.moves()[-2:]] == [("ann", READY), ("bob", AgentState.WRAP_UP)]
    assert board.decide(300) == []


def test_somebody_may_wait_until_an_agent_comes_free() -> None:
    board = board_of(seat("ann"))
    assigned(board, "first", 100)
    board.want("second", 130)
    board.want("third", 130)
    assert board.decide(110) == []
    board.left("first", HandoverOutcome.PERSON_GONE, 120)
    assert board.decide(120) == [Assigned("second", "ann", "sip:ann@pbx", 130)]
    assert board.decide(130) == [NobodyFree("third")]


def test_a_wish_counts_after_the_call() -> None:
    board = board_of(seat("ann"))
    assigned(board, "call", 100)
    board.joined("call", 101)
    board.saw([seat("ann", READY, wish=OFFLINE)])
    assert board.agent_of("call") == "ann"
    board.left("call", HandoverOutcome.JOINED, 150)
    assert board.moves()[-1] == Move("ann", OFFLINE, 150)


def test_agents_held_by_another_engine_are_not_ours() -> None:
    board = board_of(seat("ann", AgentState.ON_CALL), seat("bob", AgentState.WRAP_UP), seat("cid", AgentState.RESERVED))
    board.tick(1000)
    assert board.moves() == ()
    assert board.snapshot(1000, ()).agents == 0


def test_an_agent_whom_another_engine_took_first_is_passed_over() -> None:
    board = board_of(seat("ann"), seat("bob", since_s=5))
    assert assigned(board, "call", 100) == "ann"
    board.taken_elsewhere("ann")
    assert assigned(board, "call", 100) == "bob"
    assert [move.agent for move in board.moves()] == ["bob"]


def test_ringing_that_is_never_reported_ends() -> None:
    board = board_of(seat("ann"))
    assigned(board, "call", 100)
    board.tick(100 + RULES.ring_s + RING_GRACE_S - 0.1)
    assert board.agent_of("call") == "ann"
    board.tick(100 + RULES.ring_s + RING_GRACE_S)
    assert board.moves()[-1] == Move("ann", PAUSED, 130, pause=True)


def test_a_person_may_be_given_one_agent_only() -> None:
    board = board_of(seat("ann"), seat("bob", since_s=9))
    board.want("call", 200, agent="bob")
    assert board.decide(100) == [Assigned("call", "bob", "sip:bob@pbx", 200)]
    board.want("other", 200, agent="bob")
    assert board.decide(150) == []


def test_the_pacer_sees_promised_agents_as_busy() -> None:
    board = board_of(seat("ann"), seat("bob"), seat("cid"))
    assigned(board, "call", 100)
    board.want("soon", 300)
    floor = board.snapshot(110, (3.0, 4.0))
    assert (floor.ready, floor.busy_s, floor.ringing_s) == (1, (10.0, 0.0), (3.0, 4.0))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["want", "join", "left", "gone", "tick", "saw"]), st.integers(0, 5), st.sampled_from(HandoverOutcome)
    ),
    max_size=60,
)


@given(STEPS)
def test_no_agent_has_two_calls_and_no_call_two_agents(steps: list[tuple[str, int, HandoverOutcome]]) -> None:
    seats = [seat("ann"), seat("bob")]
    board = board_of(*seats)
    given_to: dict[str, str] = {}
    for now_s, (step, number, outcome) in enumerate(steps):
        call = f"call-{number}"
        match step:
            case "want" if call not in given_to:
                board.want(call, now_s + number)
            case "join":
                board.joined(call, now_s)
            case "left":
                board.left(call, outcome, now_s)
                given_to.pop(call, None)
            case "gone":
                board.call_over(call, now_s)
                given_to.pop(call, None)
            case "saw":
                board.saw(seats)
            case _:
                board.tick(now_s * 40)
        for decision in board.decide(now_s):
            if isinstance(decision, Assigned):
                held = {attempt: agent for attempt, agent in given_to.items() if board.agent_of(attempt) == agent}
                assert decision.agent not in held.values()
                given_to = {**held, decision.attempt_id: decision.agent}
                assert board.agent_of(decision.attempt_id) == decision.agent


def test_an_agent_held_for_a_person_whose_phone_rings_is_not_taken_for_one_who_does_not_pick_up() -> None:
    board = board_of(seat("ann"))
    held = board.hold("call", "ann", 100)
    assert held is not None
    assert (held.agent, board.ready(), board.agent_of("call")) == ("ann", (), "ann")
    board.tick(200)
    assert board.agent_of("call") == "ann"

    board.rung("call", 200)
    board.tick(200 + RULES.ring_s + RING_GRACE_S - 0.1)
    assert board.agent_of("call") == "ann"
    board.tick(200 + RULES.ring_s + RING_GRACE_S)
    assert board.agent_of("call") is None
    assert [(move.state, move.pause) for move in board.moves()] == [(AgentState.PAUSED, True)]


def test_an_agent_held_for_somebody_who_does_not_answer_is_ready_again() -> None:
    board = board_of(seat("ann"))
    board.hold("call", "ann", 100)
    board.call_over("call", 130)
    assert board.ready() == ("ann",)


def test_nobody_who_is_unknown_is_held() -> None:
    assert board_of(seat("ann")).hold("call", "zoe", 100) is None


def test_without_a_line_for_a_phone_only_agents_in_browsers_are_given() -> None:
    browser = Seat("bob", None, READY, READY, 50)
    board = board_of(seat("ann", since_s=10), browser)
    board.want("call", 200, in_browser=True)
    assert board.decide(100) == [Assigned("call", "bob", None, 200, in_browser=True)]
    board.want("other", 200, in_browser=True)
    assert board.decide(101) == [], "bob may come free in time"
    assert board.decide(200) == [NobodyFree("other")]


def test_without_a_line_nobody_waits_for_agents_who_all_have_phones() -> None:
    board = board_of(seat("ann"))
    board.want("call", 200, in_browser=True)
    assert board.decide(100) == [NobodyFree("call")]
