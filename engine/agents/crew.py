"""What a plan's team becomes: the terms for call workers, the desk that gives out agents, the pace of dialling."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from engine.agents.board import Board
from engine.agents.books import Books
from engine.agents.desk import AgentDesk
from engine.agents.pace import AgentPace
from engine.agents.preview import PreviewPace, PreviewTerms
from engine.agents.roster import BrowserOpen, Roster, no_browsers
from engine.agents.seats import BoardRules
from engine.call.handover.agent_leg import Accept
from engine.call.messages import HandoverTerms
from engine.campaign.pace import Pace, Unpaced
from engine.campaign.plan.schema import PACED, CampaignPlan, Mode, Pacing, Team
from engine.pacing.contract import Pacer
from engine.pacing.fixed import ProgressivePacer, RatioPacer
from engine.pacing.predictive import PacingLimits, PredictivePacer
from engine.settings import SettingsError
from engine.store import leads
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.leads import TakeTurn
from engine.store.thread import StoreThread

_AT_ANSWER: Final = frozenset({Mode.PREDICTIVE, Mode.PREVIEW})
"""Modes in which the person is an agent's as soon as they answer."""


@dataclass(frozen=True, slots=True)
class Crew:
    """The agents of a campaign at work."""

    desk: AgentDesk
    pace: Pace
    take_turn: TakeTurn = leads.take_turn
    """Who is dialled next."""
    phones: bool = True
    """Some of them have a SIP phone."""


def terms_of(plan: CampaignPlan) -> HandoverTerms | None:
    """How calls are handed over; None in a campaign without a team."""
    team = plan.team
    if team is None:
        return None
    at_answer = plan.mode in _AT_ANSWER
    return HandoverTerms(
        ring_s=float(team.ring_s),
        accept=Accept.AT_ONCE if at_answer else Accept(team.accept),
        auto_answer=at_answer,
        within_s=plan.abandonment.wait_s if at_answer else float(team.wait_s),
        company_s=0.0 if at_answer else float(team.company_s),
        talk_s=float(team.longest_talk_s),
        safe_harbour=plan.abandonment.message if at_answer else None,
    )


def agent_lines(plan: CampaignPlan, lines_per_worker: int, *, phones: bool = True) -> int:
    """Lines of each worker that are kept for calling agents: a call with an agent at a SIP phone takes two lines of one worker.

    An agent in a browser takes none, so nothing is kept where nobody has a phone (`phones`).

    Where every person who answers gets an agent, half of the lines, so that none is missing even if all answer at once; where the
    bot asks first, one.

    Raises:
        SettingsError: no line would be left for people.
    """
    if plan.team is None or not phones:
        return 0
    if lines_per_worker < 2:
        raise SettingsError("worker.lines_per_worker: a call with an agent takes two lines of one worker: set it to 2 or more")
    return lines_per_worker // 2 if plan.mode in _AT_ANSWER else 1


@asynccontextmanager
async def at_work(
    plan: CampaignPlan,
    database: Database,
    thread: StoreThread,
    unix_s: Callable[[], float],
    preview: PreviewTerms | None = None,
    *,
    engine: str,
    browser_open: BrowserOpen = no_browsers,
) -> AsyncIterator[Crew | None]:
    """The plan's agents while the block runs; None in a campaign without a team.

    Args:
        plan: with the team; the answered and abandoned calls of its campaign count.
        database: where agents are kept.
        thread: writes there.
        unix_s: the clock.
        preview: how leads are offered; a plan whose mode that is needs it.
        engine: id of ours, as attempts have it.
        browser_open: see `AgentDesk`.

    Raises:
        UnknownAgent: the plan names somebody whom `callwright agents` does not know.
    """
    if plan.team is None:
        yield None
        return
    team = [await thread.run(database.read, lambda session, name=name: agents.get(session, name)) for name in plan.team.agents]
    phones = any(agent.sip_uri for agent in team)
    board = Board(_rules(plan.team))
    at_answer = plan.mode in _AT_ANSWER
    roster = Roster(database, thread, engine, plan.team.agents, browser_open)
    desk = AgentDesk(board, roster, unix_s, at_answer=at_answer)
    if plan.mode is Mode.PREVIEW:
        if preview is None:
            raise ValueError("a preview campaign without terms")
        async with desk, _previewing(PreviewPace(preview, desk, plan.team.agents, database, thread)) as chosen:
            yield Crew(desk, chosen, chosen.take_turn, phones)
        return
    async with desk, _pacer(plan, Books(plan.name, database, thread, unix_s)) as pacer:
        pace = AgentPace(board, desk, pacer, unix_s, bot_first=plan.mode is Mode.HYBRID) if pacer else Unpaced()
        yield Crew(desk, pace, phones=phones)


@asynccontextmanager
async def _previewing(pace: PreviewPace) -> AsyncIterator[PreviewPace]:
    """Nothing that a run before left is offered, and nothing when this one is over."""
    await pace.withdraw()
    try:
        yield pace
    finally:
        await pace.withdraw()


def _rules(team: Team) -> BoardRules:
    return BoardRules(ring_s=team.ring_s, wrap_up_s=team.wrap_up_s)


@asynccontextmanager
async def _pacer(plan: CampaignPlan, books: Books) -> AsyncIterator[Pacer | None]:
    """What paces the plan's mode; None: its lines do."""
    if plan.mode not in PACED:
        yield None
        return
    pacer = _chosen_pacer(plan)
    if plan.mode is Mode.HYBRID or isinstance(pacer, ProgressivePacer):
        yield pacer  # nobody is abandoned: the books tell nothing about who waited for an agent in vain
        return
    async with books.kept(pacer):
        yield pacer


def _chosen_pacer(plan: CampaignPlan) -> ProgressivePacer | RatioPacer | PredictivePacer:
    share = plan.abandonment.limit_percent / 100
    if plan.pacing is Pacing.PROGRESSIVE:
        return ProgressivePacer()
    if plan.pacing is Pacing.RATIO and plan.calls_per_agent is not None:
        return RatioPacer(plan.calls_per_agent, abandoned_share=share)
    return PredictivePacer(PacingLimits(abandoned_share=share))
