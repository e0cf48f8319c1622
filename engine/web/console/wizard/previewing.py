"""What the bot would say to one person by the plan as it is filled in. Nobody is called."""

from __future__ import annotations

import asyncio
from typing import Final

from engine.campaign.lists.numbers import key_of
from engine.campaign.order import CampaignOrder
from engine.dialog.localised import UnknownLanguage
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.launch.beginning import script_of
from engine.launch.previewing import Considered, Preview, preview
from engine.web.access import count_lookup
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import card, facts
from engine.web.console.page import Desk
from engine.web.console.pages.segment_shown import explanation_shown

UNFIT_PERSON: Final = (MissingVariable, UnfitVariable, UnknownLanguage)
"""Somebody cannot be called with a script: something is not known of them, or is not as it says it."""


async def previewed(desk: Desk, order: CampaignOrder, who: str) -> Preview:
    """Looks ahead to the call of who has this number or own id. Raises TooManyNumbers, and what `previewing.preview` does."""
    settings, at = desk.service.settings, desk.service.clock.now()
    script, key = script_of(order), key_of(who.strip(), settings.default_region)
    await asyncio.to_thread(count_lookup, desk.request, desk.viewer.actor, key)
    return await desk.read(lambda session: preview(session, settings, order, script, key, at))


def preview_shown(desk: Desk, found: Preview) -> Markup:
    """The offers that were looked at and why, then what is said."""
    t, text = desk.t, desk.viewer.actor.text
    treatment = found.treatment
    told = facts(
        (
            (t("Script"), found.script.label),
            (t("Offer"), treatment.offer),
            (t("Segment"), treatment.segment),
            *((name, text(value)) for name, value in treatment.variables.items()),
        )
    )
    says = tag("div", [tag("div", text(one), class_="bot") for one in found.says], class_="chat whole-chat")
    heading = t("What {number} would hear first", number=desk.viewer.number(found.number))
    return joined(card(heading, told, says), [_considered(desk, one) for one in found.considered])


def _considered(desk: Desk, one: Considered) -> Markup:
    heading = desk.t("Offer {name}: {verdict}", name=one.offer, verdict=_verdict(desk, one))
    return card(heading, explanation_shown(desk, one.why, heading) if one.why else None, flush=True)


def _verdict(desk: Desk, one: Considered) -> str:
    if one.suits:
        return desk.t("suits") if one.why else desk.t("is for everybody")
    if one.why and not one.why.holds:
        return desk.t("does not suit")
    return desk.t("its script needs {variables}, not known of this person", variables=", ".join(one.missing))
