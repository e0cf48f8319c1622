"""An agent's desk: whether they take calls, whom they are given, and what came of it."""

from __future__ import annotations

from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.outcome import Grade
from engine.store import agents
from engine.store.desk import AgentDesk, agent_desk, write_down
from engine.store.tables import AgentState
from engine.web.access import Permission
from engine.web.console.acts import Act, Kind, button, tell
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import badge, card, empty, facts, grade, notice, tags, title
from engine.web.console.page import Desk, Page, shown
from engine.web.console.refresh import following

_LOOK_S: Final = 1.0
_OUTCOMES: Final = ("sold", "call again", "not interested", "wrong person", "complaint")


async def desk_page(desk: Desk) -> None:
    """The page."""
    with ui.element("div").classes("head"):
        shown(title(desk.t("My desk"), desk.t("Calls come to your SIP phone. Here is whom you are talking to.")))
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

    async def look() -> Markup:
        return _shown(desk, await desk.read(lambda session: agent_desk(session, agent_id)))

    await following(look, _LOOK_S)
    _writing(desk, agent_id)


def _wish(desk: Desk, name: str, state: AgentState) -> Act:
    async def act() -> None:
        at = desk.service.clock.now()

        def wish(session: Session) -> None:
            agents.wish(session, name, state, at)

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
    return joined(state, tag("div", _person(desk, now), _said(desk, now), class_="columns uneven"))


def _person(desk: Desk, now: AgentDesk) -> Markup:
    screen = now.screen
    assert screen is not None
    actor = desk.viewer.actor
    name = screen.variables.get("name") or actor.number(screen.number)
    outcome = desk.viewer.word(screen.outcome) if screen.outcome else desk.t("on the line")
    told = facts(
        (
            (desk.t("Grade"), grade(desk.viewer, Grade(screen.grade) if screen.grade else None)),
            (desk.t("Tags"), tags(screen.tags) if screen.tags else None),
            *((key, actor.text(value)) for key, value in screen.slots.items()),
            *((key, actor.text(value)) for key, value in screen.variables.items()),
            (desk.t("Earlier calls"), f"{now.earlier_calls:,}"),
        )
    )
    summary = tag("p", actor.text(screen.summary), style="font-size:1.13rem;margin-bottom:16px")
    return card(name, summary, told, told=f"{actor.number(screen.number)} · {outcome}")


def _said(desk: Desk, now: AgentDesk) -> Markup:
    assert now.screen is not None
    text, style = desk.viewer.actor.text, "display:block;padding:5px 0"
    turns = [
        tag("div", tag("span", text(words), class_="said"), class_=f"turn {speaker}", style=style)
        for speaker, words in now.screen.last_turns
    ]
    nothing = tag("p", desk.t("The bot did not talk with them before."), class_="soft")
    return card(desk.t("Said last"), *(turns or [nothing]))


def _writing(desk: Desk, agent_id: int) -> None:
    t = desk.t
    with ui.element("section").classes("card stack"):
        shown(tag("div", tag("h2", t("What came of it")), tag("p", t("of your latest call")), class_="card-head"))
        outcome = ui.select([*_OUTCOMES], label=t("Outcome")).props("outlined dense options-dense")
        notes = ui.textarea(t("Notes")).props("outlined autogrow maxlength=2000")

        async def write() -> None:
            said, noted = str(outcome.value or ""), str(notes.value or "").strip()

            def save(session: Session) -> None:
                write_down(session, agent_id, said, noted)

            await desk.deed(save, "agent.wrote_down", f"agent {agent_id}")
            notes.set_value("")
            tell(t("Saved."))

        with ui.element("div").classes("row"):
            button(desk, t("Save"), write, "primary")


PAGES: Final = (Page("/desk", "My desk", Permission.AGENT_WORK, desk_page),)
