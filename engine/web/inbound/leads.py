"""People for a campaign: one, who is called first, or many."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session

from engine.inbound.faults import UnfitInput
from engine.inbound.leads import PushedLead, find_campaign, push
from engine.inbound.once import Answer, once
from engine.inbound.people import number_of
from engine.store.tables import Campaign
from engine.web.inbound.asking import Asked, IdempotencyKey, LeadPusher
from engine.web.inbound.bodies import LeadBody, ManyLeadsBody, lead_of
from engine.web.inbound.script import VariableCheck, check_of
from engine.web.service import Service

router = APIRouter()


@router.post("/campaigns/{campaign}/leads")
def push_lead(campaign: str, body: LeadBody, service: Asked, actor: LeadPusher, idempotency_key: IdempotencyKey = None) -> Answer:
    """Somebody who is called at once if they may be, before the campaign's lists. Whom the campaign has already stays as is."""
    return _push("leads", campaign, service, actor.told, idempotency_key, partial(_one, body=body))


@router.post("/campaigns/{campaign}/leads/many")
def push_leads(
    campaign: str, body: ManyLeadsBody, service: Asked, actor: LeadPusher, idempotency_key: IdempotencyKey = None
) -> Answer:
    """Up to a thousand people, called in their turn. A row that cannot be taken is named with its field; the others are taken."""
    return _push("leads/many", campaign, service, actor.told, idempotency_key, partial(_many, rows=body.leads))


class _Pushing:
    """Leads on their way into a campaign, in one transaction."""

    def __init__(self, session: Session, campaign: Campaign, check: VariableCheck, service: Service, source: str) -> None:
        self.session = session
        self._campaign = campaign
        self._check = check
        self._service = service
        self._source = source

    def take(self, body: LeadBody, *, first: bool) -> Answer:
        """Raises UnfitInput."""
        number = number_of(body.number, self._service.settings.default_region)
        variables = {**({"name": body.name} if body.name else {}), **body.fields}
        self._check(variables)
        lead = PushedLead(number, variables, body.attributes(), first)
        return push(self.session, self._campaign, lead, self._source, self._service.clock.now(), self._service.opt_outs)


def _push(endpoint: str, campaign: str, service: Service, source: str, key: str | None, work: Any) -> Answer:
    def within(session: Session) -> Answer:
        now = service.clock.now()
        found = find_campaign(session, campaign)
        pushing = _Pushing(session, found, check_of(session, found, now), service, source)
        return once(session, f"campaigns/{found.id}/{endpoint}", source, key, now, lambda: work(pushing))

    return service.database.write(within)


def _one(pushing: _Pushing, body: LeadBody) -> Answer:
    return pushing.take(body, first=True)


def _many(pushing: _Pushing, rows: list[dict[str, Any]]) -> Answer:
    taken, refused = Counter[str](), list[Answer]()
    for index, row in enumerate(rows):
        try:
            with pushing.session.begin_nested():
                taken[pushing.take(lead_of(row), first=False)["lead"]] += 1
        except UnfitInput as fault:
            refused.append({"row": index, "field": fault.field, "problem": fault.problem})
    return {"added": taken["added"], "known": taken["known"], "refused": refused}
