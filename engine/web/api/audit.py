"""/api/v1/audit"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from engine.store.access import audit as store
from engine.store.access.audit import AuditFilter
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.paging import Cursor, Limit, Page, cursor_of, cut, key_of
from engine.web.api.resources import Moment, Resource, Text, moment
from engine.web.service import Service, service_of

router = APIRouter(tags=["audit"])


class AuditEntry(Resource):
    """Something that somebody did."""

    id: int
    at: datetime
    actor: str = Field(examples=["account ann", "token crm of ann", "command line root"])
    action: str = Field(examples=["campaign.paused", "recording.heard"])
    subject: str = Field(examples=["campaign 3"])
    detail: dict[str, Any]
    address: str | None = Field(description="whence; null: the command line")


@router.get("/audit")
def entries(
    _actor: Annotated[Actor, Depends(allowed(Permission.AUDIT_READ))],
    service: Annotated[Service, Depends(service_of)],
    by: Text | None = None,
    action: Text | None = None,
    subject: Text | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[AuditEntry]:
    """Who did what, to what, when and from where; the newest first. `action` may be a kind: `campaign.`"""
    wanted = AuditFilter(by, action, subject, since.timestamp() if since else None, until.timestamp() if until else None)
    before = key_of(cursor, tuple[int])
    found = service.database.read(lambda session: store.entries(session, wanted, limit + 1, before[0] if before else None))
    page, more = cut(found, limit)
    return Page(
        items=[AuditEntry(**{**_fields(one), "at": moment(one.at)}) for one in page], next=cursor_of(page[-1].id) if more else None
    )


def _fields(one: store.AuditView) -> dict[str, Any]:
    return {name: getattr(one, name) for name in AuditEntry.model_fields}
