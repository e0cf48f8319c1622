"""People: looked for, and everything that is known about one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store import browsing
from engine.store.browsing import CustomerRow
from engine.store.errors import StoreError
from engine.store.floor.handovers import AgentNote
from engine.store.people import consents, do_not_call
from engine.store.people.dossier import Call, Dossier, dossier, find_customer
from engine.store.tables import Channel
from engine.web.access import Permission
from engine.web.console.acts import Act, button, look_again
from engine.web.console.look.markup import Content, Markup, joined, tag
from engine.web.console.look.parts import Heading, badge, card, empty, facts, grade, notice, table, title
from engine.web.console.native import Dialog
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.leads import page_number, pages, sought_by
from engine.writeback.opt_outs import Origin
from engine.writeback.payload_v2 import OptOutSource


async def customers(desk: Desk) -> None:
    """The search."""
    sought, page = await sought_by(desk), page_number(desk.parameters)
    words = sought.words if sought else ""
    found = await desk.read(lambda session: browsing.customers(session, sought, page))
    with ui.element("div").classes("head"):
        shown(title(desk.t("Customers"), desk.t("Everybody whom lists or calls have told about.")))
    label = desk.t("Name, number or your own id")
    field = tag(
        "input",
        type="search",
        name="words",
        value=words,
        placeholder=label,
        aria_label=label,
        class_="field",
        style="flex:1 1 260px",
    )
    find = tag("button", desk.t("Find"), type="submit", class_="link-button primary")
    shown(tag("form", field, find, method="get", action="/customers", class_="row", role="search"))
    if not found.rows:
        told = desk.t("Nobody is known by these words.") if words else desk.t("People come with lists: upload one.")
        shown(tag("section", empty("customers", desk.t("Nobody here"), tag("p", told)), class_="card"))
        return
    headings = [
        Heading(desk.t("Person")),
        Heading(desk.t("Grade")),
        Heading(desk.t("Own id"), optional=True),
        Heading(desk.t("Next step"), optional=True),
        Heading(desk.t("Changed"), optional=True),
    ]
    content = table(headings, [_row(desk, one) for one in found.rows], desk.t("Customers"))
    ways = pages(desk, "/customers", {"words": words} if words else {}, found.total, page)
    shown(card(desk.t("{count} found", count=found.total), content, ways, flush=True))


def _row(desk: Desk, one: CustomerRow) -> tuple[Content, ...]:
    number = desk.viewer.number(one.number)
    person = joined(one.name or number, tag("span", number, class_="under") if one.name else None)
    return (
        tag("a", person, href=f"/customers/{one.id}", class_="main"),
        grade(desk.viewer, one.grade),
        one.external_id,
        desk.viewer.word(one.next_action),
        desk.viewer.texts.time(one.updated_at),
    )


async def customer(desk: Desk) -> None:
    """A person's record."""
    customer_id = int(desk.parameters["customer_id"])
    number = await desk.read(lambda session: browsing.number_of(session, customer_id))
    if number is None:
        raise StoreError(desk.t("There is no such person: the record may have been erased."))
    known = await desk.read(lambda session: dossier(session, number))
    with ui.element("div").classes("head"):
        shown(title(known.name or desk.viewer.number(number), desk.viewer.number(number), ("/customers", desk.t("Customers"))))
        if desk.viewer.may(Permission.CONSENT_WRITE):
            with ui.element("div").classes("row"):
                _deeds(desk, known)
    if known.do_not_call:
        listing = known.do_not_call
        told = desk.t("since {time}: {why}", time=desk.viewer.texts.time(listing.at), why=desk.viewer.actor.text(listing.reason))
        shown(notice("bad", desk.t("On the do-not-call list"), tag("p", told)))
    shown(tag("div", _calls(desk, known), _record(desk, known), class_="columns uneven"))


def _deeds(desk: Desk, known: Dossier) -> None:
    if not known.do_not_call:
        button(desk, desk.t("Never call again"), _block(desk, known), "danger")
    elif desk.viewer.may(Permission.DO_NOT_CALL_REMOVE):
        button(desk, desk.t("Take off the do-not-call list"), _unblock(desk, known))
    if known.may_be_called is not True:
        button(desk, desk.t("Note consent"), _consent(desk, known, granted=True))
    if known.may_be_called is not False:
        button(desk, desk.t("Note that consent was taken back"), _consent(desk, known, granted=False))


async def _why(desk: Desk, question: str, label: str, yes: str) -> str | None:
    """Asks for a reason; None if somebody thought better of it."""
    with Dialog() as dialog, ui.element("div").classes("dialog"):
        ui.label(question).props("role=heading aria-level=2").style("font-size:1.13rem;font-weight:600")
        reason = ui.input(label).props("outlined dense autofocus maxlength=200")
        with ui.element("div").classes("row"):
            ui.button(desk.t("Cancel"), color=None, on_click=lambda: dialog.submit(None)).props("unelevated").classes("button")
            ui.button(yes, color=None, on_click=lambda: dialog.submit(str(reason.value or "").strip())).props("unelevated").classes(
                "button primary"
            )
    answer: str | None = await dialog.answered()
    if answer == "":
        ui.notify(desk.t("Say why: it is kept with the entry."), type="negative")
    return answer or None


def _block(desk: Desk, known: Dossier) -> Act:
    async def act() -> None:
        question, label = desk.t("Never call this person again?"), desk.t("Why, in their words if you can")
        reason = await _why(desk, question, label, desk.t("Never call again"))
        if reason is None:
            return
        at, source = desk.service.clock.now(), desk.viewer.actor.told

        def block(session: Session) -> None:
            with desk.service.opt_outs.told(session, known.number, Origin(OptOutSource.OPERATOR, source), at):
                do_not_call.add(session, known.number, reason, at, source=source)

        await desk.deed(block, "do-not-call.added", _subject(desk))
        look_again(desk)

    return act


def _unblock(desk: Desk, known: Dossier) -> Act:
    async def act() -> None:
        question, label = desk.t("May this person be called again?"), desk.t("How do you know? It is kept.")
        reason = await _why(desk, question, label, desk.t("Take off the list"))
        if reason is None:
            return
        at, by = desk.service.clock.now(), desk.viewer.actor.name

        def unblock(session: Session) -> None:
            do_not_call.remove(session, known.number, reason, by, at)

        await desk.deed(unblock, "do-not-call.removed", _subject(desk))
        look_again(desk)

    return act


def _consent(desk: Desk, known: Dossier, *, granted: bool) -> Act:
    async def act() -> None:
        question = desk.t("This person agrees to be called?") if granted else desk.t("This person takes their consent back?")
        source = await _why(desk, question, desk.t("Where they said so: a form, a letter, a call"), desk.t("Note it"))
        if source is None:
            return
        at = desk.service.clock.now()

        def note(session: Session) -> None:
            person, by = find_customer(session, known.number), desk.viewer.actor.told
            with desk.service.opt_outs.told(session, person.number, Origin(OptOutSource.OPERATOR, by), at):
                consents.record(session, person.id, Channel.CALL, granted=granted, source=source, at=at)

        action = "consent.given" if granted else "consent.withdrawn"
        await desk.deed(note, action, _subject(desk), {"channel": Channel.CALL})
        look_again(desk)

    return act


def _subject(desk: Desk) -> str:
    return f"customer {desk.parameters['customer_id']}"


def _calls(desk: Desk, known: Dossier) -> Markup:
    if not known.calls:
        return card(desk.t("Calls"), empty("calls", desk.t("No call yet"), tag("p", desk.t("Campaigns will show up here."))))
    headings = [
        Heading(desk.t("When")),
        Heading(desk.t("Campaign"), optional=True),
        Heading(desk.t("Outcome")),
        Heading(desk.t("Grade")),
        Heading(desk.t("Length"), number=True),
    ]
    rows = [_call(desk, one) for one in reversed(known.calls)]
    return card(desk.t("Calls"), table(headings, rows, desk.t("Calls")), flush=True)


def _call(desk: Desk, one: Call) -> tuple[Content, ...]:
    when = desk.viewer.texts.time(one.at)
    return (
        tag("a", when, href=f"/calls/{one.attempt_id}", class_="main nowrap") if desk.viewer.may(Permission.CALLS_READ) else when,
        one.campaign,
        joined(badge(desk.viewer, one.disposition) if one.disposition else desk.t("goes on"), by_agents(desk, one.agent_notes)),
        grade(desk.viewer, one.grade),
        desk.viewer.texts.duration(one.duration_ms),
    )


def by_agents(desk: Desk, notes: Iterable[AgentNote]) -> Markup:
    """What agents made of a call, below what the bot did."""
    return joined([tag("span", desk.viewer.actor.text(note.told), class_="under") for note in notes])


def _record(desk: Desk, known: Dossier) -> Markup:
    texts, text = desk.viewer.texts, desk.viewer.actor.text
    told = facts(
        (
            (desk.t("Grade"), grade(desk.viewer, known.grade)),
            (desk.t("Own id"), known.external_id),
            (desk.t("Time zone"), known.time_zone),
            (desk.t("Lists"), ", ".join(known.lists)),
            *((name, text(value)) for name, value in known.fields.items()),
            *((name, text(value)) for name, value in known.slots.items()),
        )
    )
    earned = facts((one.tag, desk.t("{source}, {time}", source=one.source, time=texts.time(one.at))) for one in known.tags)
    channels = {Channel.CALL: desk.t("Calls"), Channel.SMS: desk.t("Text messages")}
    said = facts(
        (
            texts.time(one.at) if one.dated else desk.t("not dated, {time} at the latest", time=texts.time(one.at)),
            f"{channels[one.channel]}, {desk.t('agreed') if one.granted else desk.t('took back')}: {one.source}",
        )
        for one in known.consents
    )
    nothing = tag("p", desk.t("They are not known to have agreed to be called."), class_="soft")
    taken_off = facts((texts.time(one.at), desk.t("{by}: {why}", by=one.by, why=text(one.reason))) for one in known.taken_off)
    return tag(
        "div",
        card(desk.t("Customer record"), told),
        card(desk.t("Tags, and where they come from"), earned) if known.tags else None,
        card(desk.t("Consent"), said if known.consents else nothing),
        card(desk.t("Taken off the do-not-call list"), taken_off) if known.taken_off else None,
        class_="stack",
    )


PAGES: Final = (
    Page("/customers", "Customers", Permission.CUSTOMERS_READ, customers),
    Page("/customers/{customer_id:int}", "Customer", Permission.CUSTOMERS_READ, customer, compiles=True),
)
