"""An agent's desk: whether they take calls, whom they are given, and what came of it."""

from __future__ import annotations

from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.outcome import Grade
from engine.store.floor import agents
from engine.store.floor.desk import AgentDesk, agent_desk
from engine.store.people.dossier import Call
from engine.store.tables import AgentDevice, AgentState
from engine.web.access import Permission
from engine.web.access.secrets import digest
from engine.web.console.acts import Act, Kind, button, tell
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import Heading, badge, card, empty, facts, grade, notice, table, tags, title
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.customers import by_agents
from engine.web.console.pages.desk_phone import moves, phone
from engine.web.console.pages.desk_writing import Writing, called
from engine.web.console.refresh import following

_LOOK_S: Final = 1.0


async def desk_page(desk: Desk) -> None:
    """The page."""
    with ui.element("div").classes("head"):
        shown(title(desk.t("My desk"), desk.t("Whom you are talking to, and what comes of it.")))
    agent_id = desk.viewer.actor.agent_id
    if agent_id is None:
        told = tag("p", desk.t("An administrator has to say which agent you are: callwright accounts agent."))
        shown(notice("warn", desk.t("Your account belongs to no agent"), told))
        return
    now = await desk.read(lambda session: agent_desk(session, agent_id))
    with ui.element("div").classes("row"):
        kinds: tuple[tuple[str, AgentState, Kind], ...] = (
            (desk.t("Ready"), AgentState.READY, "primary"),
            (desk.t("Pause"), AgentState.PAUSED, ""),
            (desk.t("Go home"), AgentState.OFFLINE, ""),
        )
        for text, state, kind in kinds:
            button(desk, text, _wish(desk, now.name, state), kind)
    if desk.service.live:
        shown(phone(desk, now))
        ui.on("agent_device", moves(desk, now.name))
    writing = Writing(desk, agent_id)

    async def look() -> Markup:
        found = await desk.read(lambda session: agent_desk(session, agent_id))
        writing.follow(found)
        return _shown(desk, found)

    person = ui.element("div").style("display: contents")
    writing.build(now)
    with person:
        await following(look, _LOOK_S)


def _wish(desk: Desk, name: str, state: AgentState) -> Act:
    session_id = desk.viewer.actor.session_id
    said_in = digest(session_id) if session_id else None

    async def act() -> None:
        at = desk.service.clock.now()

        def wish(session: Session) -> None:
            agents.wish(session, name, state, at, said_in)

        await desk.deed(wish, f"agent.{state.value}", f"agent {name}")
        tell(desk.t("Noted. If a call holds you, it counts when that is over."))

    return act


def _shown(desk: Desk, now: AgentDesk) -> Markup:
    texts = desk.viewer.texts
    since = desk.t("since {time}", time=texts.time(now.since))
    wish = desk.t("then: {state}", state=desk.viewer.word(now.wish)) if now.wish is not now.state else ""
    state = tag(
        "div",
        badge(desk.viewer, now.state),
        tag("span", since, class_="soft small"),
        tag("span", wish, class_="small"),
        class_="row",
    )
    if now.screen is None:
        told = tag("p", desk.t("Say that you are ready: the next person who wants to talk to you appears here."))
        return joined(state, tag("section", empty("desk", desk.t("No call yet"), told), class_="card"))
    who = tag("div", _person(desk, now), _history(desk, now.earlier), class_="stack")
    return joined(state, _what_to_do(desk, now), tag("div", who, _said(desk, now), class_="columns uneven"))


def _what_to_do(desk: Desk, now: AgentDesk) -> Markup | None:
    match now.state:
        case AgentState.RESERVED:
            ringing = desk.t("A call for you") if now.device is AgentDevice.BROWSER else desk.t("Your phone rings")
            return notice("good", ringing, tag("p", desk.t("Pick it up: you hear who it is, then you are joined.")))
        case AgentState.WRAP_UP:
            told = desk.t("The next call comes when your time for that is over; choose Pause if you need longer.")
            return notice("", desk.t("Write down what came of it"), tag("p", told))
        case _:
            return None


def _person(desk: Desk, now: AgentDesk) -> Markup:
    screen = now.screen
    assert screen is not None
    actor = desk.viewer.actor
    outcome = desk.viewer.word(screen.outcome) if screen.outcome else desk.t("on the line")
    told = facts(
        (
            (desk.t("Grade"), grade(desk.viewer, Grade(screen.grade) if screen.grade else None)),
            (desk.t("Tags"), tags(screen.tags) if screen.tags else None),
            *((key, actor.text(value)) for key, value in screen.slots.items()),
            *((key, actor.text(value)) for key, value in screen.variables.items()),
        )
    )
    summary = tag("p", actor.text(screen.summary), style="font-size:1.13rem;margin-bottom:16px")
    return card(called(desk, screen), summary, told, told=f"{actor.number(screen.number)} · {outcome}")


def _said(desk: Desk, now: AgentDesk) -> Markup:
    assert now.screen is not None
    text, style = desk.viewer.actor.text, "display:block;padding:5px 0"
    turns = [
        tag("div", tag("span", text(words), class_="said"), class_=f"turn {speaker}", style=style)
        for speaker, words in now.screen.last_turns
    ]
    nothing = tag("p", desk.t("The bot did not talk with them before."), class_="soft")
    return card(desk.t("Said last"), *(turns or [nothing]))


def _history(desk: Desk, earlier: tuple[Call, ...]) -> Markup:
    if not earlier:
        return card(desk.t("Earlier calls"), tag("p", desk.t("This is the first call with them."), class_="soft"))
    headings = [Heading(desk.t("When")), Heading(desk.t("Campaign"), optional=True), Heading(desk.t("Outcome"))]
    rows = [
        (
            desk.viewer.texts.time(one.at),
            one.campaign,
            joined(badge(desk.viewer, one.disposition) if one.disposition else None, by_agents(desk, one.agent_notes)),
        )
        for one in earlier
    ]
    return card(desk.t("Earlier calls"), table(headings, rows, desk.t("Earlier calls")), flush=True)


PAGES: Final = (Page("/desk", "My desk", Permission.AGENT_WORK, desk_page, compiles=True),)
