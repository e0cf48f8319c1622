"""/api/v1/campaigns/…/report and results, /api/v1/agents/report"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import HTMLResponse, PlainTextResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from engine.campaign.results import LeadResult, as_jsonl, masked_results, results
from engine.campaign.results import as_csv as results_csv
from engine.reporting.agents import agent_report, days
from engine.reporting.agents import as_csv as agents_csv
from engine.reporting.flat import as_csv
from engine.reporting.page import as_html
from engine.reporting.report import report
from engine.store import overview
from engine.store.access import audit
from engine.store.reporting.reports import CampaignReport, campaign_report
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.resources import Id, Text
from engine.web.service import Service, service_of

router = APIRouter(tags=["reports"])
_JSONL: Final = "application/jsonl"


class Table(StrEnum):
    JSON = "json"
    CSV = "csv"


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"
    HTML = "html"


@router.get(
    "/campaigns/{campaign_id}/report",
    response_model=dict[str, Any],
    responses={200: {"content": {"text/csv": {}, "text/html": {}}, "description": "Figures of the campaign as they stand."}},
)
def campaign_figures(
    campaign_id: Id,
    _actor: Annotated[Actor, Depends(allowed(Permission.REPORTS_READ))],
    service: Annotated[Service, Depends(service_of)],
    time_zone: Annotated[Text, Query(description="IANA name: whose hours and days are meant")] = "UTC",
    format: Format = Format.JSON,
) -> Response | dict[str, Any]:
    """What came of a campaign so far: funnel, outcomes, grades, and its calls by hour, weekday, script and trunk."""
    zone = _zone(time_zone)
    unreported_before = service.unreported_before
    found = service.database.read(lambda session: report(session, overview.named(session, campaign_id), zone, unreported_before))
    match format:
        case Format.CSV:
            return PlainTextResponse(as_csv(found), media_type="text/csv")
        case Format.HTML:
            policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
            return HTMLResponse(as_html(found), headers={"Content-Security-Policy": policy})
        case Format.JSON:
            told: dict[str, Any] = msgspec.to_builtins(found, str_keys=True)
            return told


@router.get(
    "/agents/report",
    response_model=dict[str, Any],
    responses={200: {"content": {"text/csv": {}}, "description": "Times in seconds; the total is all agents together."}},
)
def agents_figures(
    _actor: Annotated[Actor, Depends(allowed(Permission.REPORTS_READ))],
    service: Annotated[Service, Depends(service_of)],
    first: Annotated[date | None, Query(description="first day; left out: the last")] = None,
    last: Annotated[date | None, Query(description="last day; left out: today")] = None,
    time_zone: Annotated[Text, Query(description="IANA name: whose days are meant")] = "UTC",
    format: Table = Table.JSON,
) -> Response | dict[str, Any]:
    """What agents did on some days: time by what they did, calls taken and missed, handling time, utilisation."""
    now = service.clock.now()
    try:
        meant = days(first, last, _zone(time_zone), now)
    except ValueError as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, f"first: {error}") from error
    found = service.database.read(lambda session: agent_report(session, meant, now))
    if format is Table.CSV:
        return PlainTextResponse(agents_csv(found), media_type="text/csv")
    told: dict[str, Any] = msgspec.to_builtins(found)
    return told


@router.get(
    "/campaigns/{campaign_id}/results.csv",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/csv": {}}, "description": "A row per lead."}},
)
def campaign_results(
    campaign_id: Id,
    actor: Annotated[Actor, Depends(allowed(Permission.CUSTOMERS_EXPORT))],
    service: Annotated[Service, Depends(service_of)],
) -> Response:
    """Every lead with what became of it, for spreadsheets: no cell runs as a formula. That you took it is written down."""
    found, rows = _taken_along(campaign_id, actor, service)
    headers = {"Content-Disposition": f'attachment; filename="campaign-{campaign_id}.csv"'}
    return Response(results_csv(found, rows), media_type="text/csv; charset=utf-8", headers=headers)


@router.get(
    "/campaigns/{campaign_id}/results.jsonl",
    response_class=PlainTextResponse,
    responses={200: {"content": {_JSONL: {}}, "description": "A JSON object per lead, one a line."}},
)
def campaign_results_for_programs(
    campaign_id: Id,
    actor: Annotated[Actor, Depends(allowed(Permission.CUSTOMERS_EXPORT))],
    service: Annotated[Service, Depends(service_of)],
) -> Response:
    """The same for programs."""
    _, rows = _taken_along(campaign_id, actor, service)
    headers = {"Content-Disposition": f'attachment; filename="campaign-{campaign_id}.jsonl"'}
    return Response(as_jsonl(rows), media_type=_JSONL, headers=headers)


def _taken_along(campaign_id: int, actor: Actor, service: Service) -> tuple[CampaignReport, list[LeadResult]]:
    def work(session: Session) -> CampaignReport:
        overview.named(session, campaign_id)
        audit.record(session, actor.deed("results.exported", f"campaign {campaign_id}"), service.clock.now())
        return campaign_report(session, campaign_id, service.unreported_before)

    found = service.database.write(work)
    return found, results(found) if actor.may(Permission.NUMBERS_REVEAL) else masked_results(found)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, f"time_zone: {name!r} is no zone such as Europe/London") from error
