"""Files that pages offer: recordings and exports."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.status import HTTP_303_SEE_OTHER, HTTP_404_NOT_FOUND, HTTP_409_CONFLICT

from engine.campaign.results import as_csv, masked_results
from engine.dialog.problems import ScriptError
from engine.rehearsal.cases.kept_calls import as_test, kept_call
from engine.rehearsal.cases.real_call import NoConversation
from engine.rehearsal.cases.writing import NEW_FILE, as_yaml
from engine.reporting.agents import agent_report
from engine.reporting.agents import as_csv as agents_as_csv
from engine.reporting.audit_log import as_csv as audit_as_csv
from engine.reporting.flat import as_csv as report_as_csv
from engine.reporting.page import as_html
from engine.reporting.report import report
from engine.store.access import audit
from engine.store.access.audit import AuditFilter
from engine.store.browsing import campaign_card
from engine.store.reporting.reports import campaign_report
from engine.web.access import Actor, Permission, access_of, allowed
from engine.web.console.designing.drafts import DraftError, Drafts
from engine.web.console.designing.recordings import place_of
from engine.web.console.lists.uploads import rejects_of
from engine.web.console.pages.agent_days import days_of
from engine.web.console.pages.audit_wanted import chosen_of, wanted_of
from engine.web.console.viewer import zone_of
from engine.web.recordings import link_to_recording
from engine.web.service import Service, service_of

router = APIRouter(include_in_schema=False)
_Served = Annotated[Service, Depends(service_of)]
_ENTRIES_AT_ONCE: Final = 2000
"""Of the audit log, in memory."""


@router.get("/calls/{attempt_id}/recording")
def recording(
    attempt_id: str, request: Request, actor: Annotated[Actor, Depends(allowed(Permission.RECORDINGS_HEAR))]
) -> RedirectResponse:
    """To the stereo WAV of a call, by a link that expires: a page that stays open gets a new one each time."""
    link = link_to_recording(access_of(request), actor, attempt_id)
    return RedirectResponse(link.url, HTTP_303_SEE_OTHER, headers={"Cache-Control": "no-store"})


@router.get("/downloads/calls/{attempt_id}.test.yaml", dependencies=[Depends(allowed(Permission.CALLS_READ))])
def call_as_test(attempt_id: str, service: _Served, actor: Annotated[Actor, Depends(allowed(Permission.SCRIPTS_EDIT))]) -> Response:
    """A call as a file of tests with one test: of the script that it ran."""
    kept = service.database.read(lambda session: kept_call(session, attempt_id))
    try:
        test = as_test(kept, actor.text)
    except NoConversation as error:
        raise HTTPException(HTTP_409_CONFLICT, str(error)) from error
    deed = actor.deed("call.taken_as_test", f"call {attempt_id}")
    service.database.write(lambda session: audit.record(session, deed, service.clock.now()))
    text = NEW_FILE + as_yaml(test.fields, test.left_out)
    return _attached(text.encode(), f"call-{attempt_id[:8]}.test.yaml", "application/yaml")


@router.get("/downloads/campaigns/{campaign_id}/results.csv")
def results(campaign_id: int, service: _Served, actor: Annotated[Actor, Depends(allowed(Permission.CUSTOMERS_EXPORT))]) -> Response:
    """The results of a campaign for spreadsheets, one row per lead."""
    known = service.database.read(lambda session: campaign_card(session, campaign_id))
    found = service.database.read(lambda session: campaign_report(session, campaign_id, service.unreported_before))
    deed = actor.deed("results.exported", f"campaign {known.name}", {"leads": len(found.leads)})
    service.database.write(lambda session: audit.record(session, deed, service.clock.now()))
    rows = None if actor.may(Permission.NUMBERS_REVEAL) else masked_results(found)
    return _attached(as_csv(found, rows), f"campaign-{campaign_id}.csv", "text/csv")


@router.get("/downloads/campaigns/{campaign_id}/report.html", dependencies=[Depends(allowed(Permission.REPORTS_READ))])
def printed_report(campaign_id: int, request: Request, service: _Served) -> Response:
    """A campaign's report as a page that prints well."""
    zone = zone_of(request)
    known = service.database.read(lambda session: campaign_card(session, campaign_id))
    return HTMLResponse(
        as_html(service.database.read(lambda session: report(session, known.name, zone, service.unreported_before)))
    )


@router.get("/downloads/campaigns/{campaign_id}/report.csv", dependencies=[Depends(allowed(Permission.REPORTS_READ))])
def counted_report(campaign_id: int, request: Request, service: _Served) -> Response:
    """A campaign's figures for spreadsheets."""
    zone = zone_of(request)
    known = service.database.read(lambda session: campaign_card(session, campaign_id))
    found = service.database.read(lambda session: report(session, known.name, zone, service.unreported_before))
    return _attached(report_as_csv(found).encode("utf-8-sig"), f"report-{campaign_id}.csv", "text/csv")


@router.get("/downloads/agents.csv", dependencies=[Depends(allowed(Permission.REPORTS_READ))])
def agents_time(request: Request, service: _Served) -> Response:
    """What agents did on the days that the page shows, for spreadsheets."""
    now = service.clock.now()
    meant = days_of(request.query_params, zone_of(request), now)
    found = service.database.read(lambda session: agent_report(session, meant, now))
    return _attached(agents_as_csv(found).encode("utf-8-sig"), f"agents-{meant.first}-{meant.last}.csv", "text/csv")


@router.get("/downloads/audit.csv")
def audit_log(request: Request, service: _Served, actor: Annotated[Actor, Depends(allowed(Permission.AUDIT_READ))]) -> Response:
    """The entries of the audit log that the page's address means, for spreadsheets. That they were taken is one of them."""
    chosen = request.query_params
    deed = actor.deed("audit.exported", "audit log", chosen_of(chosen))
    service.database.write(lambda session: audit.record(session, deed, service.clock.now()))
    told = _audit_rows(service, wanted_of(chosen, zone_of(request)))
    return StreamingResponse(told, media_type="text/csv", headers=_attachment("audit.csv"))


def _audit_rows(service: Service, wanted: AuditFilter) -> Iterator[bytes]:
    yield BOM_UTF8 + audit_as_csv((), headed=True).encode()
    before: int | None = None
    while found := service.database.read(partial(audit.entries, wanted=wanted, limit=_ENTRIES_AT_ONCE, before_id=before)):
        yield audit_as_csv(found, headed=False).encode()
        before = found[-1].id


@router.get("/downloads/rejected/{key}.csv")
def rejected(key: str, service: _Served, actor: Annotated[Actor, Depends(allowed(Permission.LISTS_IMPORT))]) -> FileResponse:
    """The rows of an upload of one's own that were not imported, each with its reason."""
    path = rejects_of(service.settings, actor.account_id, key)
    if path is None:
        raise HTTPException(HTTP_404_NOT_FOUND, "there are no such rejected rows: they are kept for a day")
    return FileResponse(path, media_type="text/csv", filename="rejected.csv", headers={"Cache-Control": "no-store"})


@router.get("/scripts/{name}/recording", dependencies=[Depends(allowed(Permission.SCRIPTS_READ))])
def prompt_recording(name: str, audio: str, service: _Served) -> FileResponse:
    """A recorded prompt of a draft."""
    try:
        path = place_of(Drafts(service.settings.web.scripts_dir).open(name), audio)
    except (DraftError, ScriptError) as error:
        raise HTTPException(HTTP_404_NOT_FOUND, str(error)) from error
    if not path.is_file():
        raise HTTPException(HTTP_404_NOT_FOUND, f"{audio} was not recorded yet")
    return FileResponse(path, headers={"Cache-Control": "no-store"})


def _attached(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers=_attachment(name))


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
