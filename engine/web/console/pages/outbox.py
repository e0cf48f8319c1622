"""What calls leave to be handed over, and who has not taken it: text messages and write-backs, each to be sent again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store import deliveries, messages, outbox
from engine.store.deliveries import DeliveryReport
from engine.store.messages import MessageRow, Standing
from engine.store.tables import DeliveryState
from engine.web.access import Permission
from engine.web.console.acts import Act, button, look_again, sure, tell
from engine.web.console.look.markup import Markup, tag
from engine.web.console.look.parts import badge, link_button, title
from engine.web.console.page import Desk, Page, shown

_SHOWN: Final = 50
"""The newest so many of each kind."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A message or a write-back, as a line of the page."""

    subject: str
    """As the audit log has it."""
    line: Markup
    again: Callable[[Session, float], None] | None
    """Queues it once more; None: that would be of no use."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the two kinds of things that are handed over."""

    heading: str
    told: str
    action: str
    """As the audit log has it."""
    items: Sequence[_Item]
    all_again: Callable[[Session, float], int]


async def page(desk: Desk) -> None:
    """What was given up, or with `?show=all` everything."""
    everything = desk.parameters.get("show") == "all"
    kinds = await desk.read(lambda session: (_messages(session, desk, everything), _write_backs(session, desk, everything)))
    with ui.element("div").classes("head"):
        shown(title(desk.t("Outbox"), desk.t("What calls promised people, and what other systems are told.")))
        way = (desk.t("What was given up"), "/outbox") if everything else (desk.t("Show everything"), "/outbox?show=all")
        shown(link_button(*way))
    for kind in kinds:
        _show(desk, kind, everything)


def _messages(session: Session, desk: Desk, everything: bool) -> _Kind:
    wanted = None if everything else Standing.FAILED
    found = messages.messages(session, wanted, desk.service.unreported_before, _SHOWN)
    return _Kind(
        desk.t("Text messages"),
        desk.t("nobody is sent one who wants none by now; late ones wait for the person's hours"),
        "message.replayed",
        [_message(desk, one) for one in found],
        outbox.replay_failed,
    )


def _write_backs(session: Session, desk: Desk, everything: bool) -> _Kind:
    found = deliveries.deliveries(session, None if everything else DeliveryState.DEAD, _SHOWN)
    return _Kind(
        desk.t("Write-backs"),
        desk.t("receivers get them under the ids they had"),
        "delivery.replayed",
        [_write_back(desk, one) for one in found],
        deliveries.replay_dead,
    )


def _message(desk: Desk, one: MessageRow) -> _Item:
    line = _line(desk, desk.viewer.number(one.number), one.standing, one.attempt_id, one.asked_at, one.tries, one.problem)
    taken = one.standing not in (Standing.FAILED, Standing.WITHHELD)
    return _Item(f"message {one.id}", line, None if taken else lambda session, at: outbox.replay(session, one.id, at))


def _write_back(desk: Desk, one: DeliveryReport) -> _Item:
    told = f"{one.receiver}: {one.about}"
    line = _line(desk, told, one.state, one.attempt_id, one.created_at, one.tries, one.problem, one.customer_id)
    dead = one.state is DeliveryState.DEAD
    return _Item(f"delivery {one.id}", line, (lambda session, at: deliveries.replay(session, one.id, at)) if dead else None)


def _line(
    desk: Desk,
    told: str,
    state: Standing | DeliveryState,
    attempt_id: str | None,
    at: float,
    tries: int,
    problem: str | None,
    customer_id: int | None = None,
) -> Markup:
    """With the way to the call, or to the person of whom it tells."""
    when: Markup | str = desk.viewer.texts.time(at)
    if attempt_id is not None and desk.viewer.may(Permission.CALLS_READ):
        when = tag("a", when, href=f"/calls/{attempt_id}")
    elif customer_id is not None and desk.viewer.may(Permission.CUSTOMERS_READ):
        when = tag("a", when, href=f"/customers/{customer_id}")
    tried = " · " + desk.t("tries: {count}", count=tries) if tries else None
    said = " · " + desk.viewer.actor.text(problem) if problem else None
    under = tag("div", when, tried, said, class_="soft small")
    return tag("div", tag("b", told), " ", badge(desk.viewer, f"outgoing_{state.value}"), under)


def _show(desk: Desk, kind: _Kind, everything: bool) -> None:
    with ui.element("section").classes("card stack").props(f'aria-label="{kind.heading}"'):
        with ui.element("div").classes("row spread"):
            shown(tag("div", tag("h2", kind.heading), tag("p", kind.told, class_="soft small")))
            if any(item.again for item in kind.items) and desk.viewer.may(Permission.DELIVERIES_REPLAY):
                button(desk, desk.t("Send all again that were given up"), _all_again(desk, kind))
        if not kind.items:
            nothing = desk.t("Nothing yet") if everything else desk.t("Nothing was given up")
            shown(tag("p", nothing, class_="soft"))
        for item in kind.items:
            with ui.element("div").classes("row spread"):
                shown(item.line)
                if item.again and desk.viewer.may(Permission.DELIVERIES_REPLAY):
                    button(desk, desk.t("Send again"), _again(desk, kind, item, item.again))


def _again(desk: Desk, kind: _Kind, item: _Item, queue: Callable[[Session, float], None]) -> Act:
    async def act() -> None:
        at = desk.service.clock.now()
        await desk.deed(lambda session: queue(session, at), kind.action, item.subject)
        look_again(desk)

    return act


def _all_again(desk: Desk, kind: _Kind) -> Act:
    async def act() -> None:
        question = desk.t("Send all again that were given up?")
        if not await sure(desk, question, kind.told, desk.t("Send all again"), hurts=False):
            return
        at = desk.service.clock.now()
        count = await desk.deed(lambda session: kind.all_again(session, at), kind.action, "all that were given up")
        tell(desk.t("{count} are sent again", count=count))
        look_again(desk)

    return act


PAGES: Final = (Page("/outbox", "Outbox", Permission.DELIVERIES_READ, page),)
