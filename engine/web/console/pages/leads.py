"""The leads of a campaign as a table with filters, which stand in the address: what was found can be passed on as a link."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from engine.campaign.lists.numbers import key_of
from engine.outcome import Disposition, Grade
from engine.store.browsing import PAGE, Found, LeadFilter, LeadRow, Sought
from engine.store.tables import LeadState
from engine.web.access import Permission, count_lookup
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import Heading, badge, card, empty, grade, table, tags
from engine.web.console.page import Desk

Word = TypeVar("Word", bound=StrEnum)


async def lead_filter(desk: Desk) -> LeadFilter:
    """The filter that an address says; what makes no sense is no filter."""
    parameters = desk.parameters
    return LeadFilter(
        state=_word(LeadState, parameters.get("state")),
        disposition=_word(Disposition, parameters.get("outcome")),
        grade=_word(Grade, parameters.get("grade")),
        sought=await sought_by(desk),
    )


async def sought_by(desk: Desk) -> Sought | None:
    """Whom the words of an address mean; None: everybody. Raises TooManyNumbers."""
    words = str(desk.parameters.get("words", "")).strip()
    if not words:
        return None
    number = key_of(words, desk.service.settings.default_region)
    await asyncio.to_thread(count_lookup, desk.request, desk.viewer.actor, number)
    return Sought(words, number, desk.viewer.may(Permission.NUMBERS_REVEAL))


def page_number(parameters: Mapping[str, Any]) -> int:
    """Which page of a table is meant, from 0."""
    said = str(parameters.get("page", "1"))
    return int(said) - 1 if said.isascii() and said.isdigit() and 0 < int(said) < 1_000_000 else 0


def leads_card(desk: Desk, path: str, found: Found[LeadRow], page: int) -> Markup:
    """The table with its filters and the way to its other pages."""
    headings = [
        Heading(desk.t("Row"), number=True, optional=True),
        Heading(desk.t("Person")),
        Heading(desk.t("Outcome")),
        Heading(desk.t("Grade")),
        Heading(desk.t("Tags"), optional=True),
        Heading(desk.t("Calls"), number=True, optional=True),
        Heading(desk.t("Latest call"), optional=True),
        Heading(desk.t("Length"), number=True),
    ]
    content = (
        table(headings, [_row(desk, lead) for lead in found.rows], desk.t("Leads"))
        if found.rows
        else empty("lists", desk.t("Nobody here"), tag("p", desk.t("No lead of this campaign is as the filters say.")))
    )
    chosen = {name: str(value) for name, value in desk.request.query_params.items() if name != "page" and value}
    return card(
        desk.t("Leads"),
        tag("div", _filters(desk, path), style="padding:14px 22px;border-bottom:1px solid var(--line)"),
        content,
        pages(desk, path, chosen, found.total, page),
        told=desk.t("{count} found", count=found.total),
        flush=True,
    )


def pages(desk: Desk, path: str, chosen: Mapping[str, str], total: int, page: int) -> Markup | None:
    """Links to the pages before and after; None if there is but one."""
    last = max(0, -(-total // PAGE) - 1)
    if not last:
        return None

    def link(text: str, to: int) -> Markup:
        if not 0 <= to <= last:
            return tag("span", text, class_="soft")
        return tag("a", text, href=f"{path}?{urlencode({**chosen, 'page': to + 1})}")

    said = desk.t("page {page} of {pages}", page=page + 1, pages=last + 1)
    ways = (
        link(f"← {desk.t('previous')}", page - 1),
        tag("span", said, class_="soft small"),
        link(f"{desk.t('next')} →", page + 1),
    )
    return tag("div", ways, class_="row spread", style="padding:12px 22px;border-top:1px solid var(--line)")


def _row(desk: Desk, lead: LeadRow) -> tuple[Markup | str | None, ...]:
    number, texts = desk.viewer.number(lead.number), desk.viewer.texts
    person = joined(lead.name or number, tag("span", number, class_="under") if lead.name else None)
    waits = lead.state is LeadState.PENDING and lead.attempts
    return (
        str(lead.row_number),
        tag("a", person, href=f"/calls/{lead.attempt_id}", class_="main") if lead.attempt_id else person,
        joined(
            badge(desk.viewer, lead.disposition or lead.state.value),
            tag("span", desk.t("again {time}", time=texts.time(lead.due_at)), class_="under") if waits else None,
        ),
        grade(desk.viewer, lead.grade),
        tags(lead.tags),
        str(lead.attempts),
        texts.time(lead.at),
        texts.duration(lead.duration_ms),
    )


def _filters(desk: Desk, path: str) -> Markup:
    chosen = desk.request.query_params
    state = _choice(desk, "state", desk.t("State"), [one.value for one in LeadState], chosen.get("state", ""))
    outcome = _choice(desk, "outcome", desk.t("Outcome"), [one.value for one in Disposition], chosen.get("outcome", ""))
    grades = _choice(desk, "grade", desk.t("Grade"), [one.value for one in Grade], chosen.get("grade", ""))
    words = tag(
        "input",
        type="search",
        name="words",
        value=chosen.get("words", ""),
        aria_label=desk.t("Name or number"),
        placeholder=desk.t("Name or number"),
        class_="field",
    )
    find = tag("button", desk.t("Find"), type="submit", class_="link-button")
    return tag("form", words, state, outcome, grades, find, method="get", action=path, class_="row", role="search")


def _choice(desk: Desk, name: str, label: str, values: list[str], chosen: str) -> Markup:
    options = [tag("option", desk.t("{what}: all", what=label), value="")]
    options += [tag("option", desk.viewer.word(value), value=value, selected=value == chosen) for value in values]
    return tag("select", options, name=name, aria_label=label, class_="field")


def _word(vocabulary: type[Word], said: object) -> Word | None:
    return next((word for word in vocabulary if word.value == said), None)
