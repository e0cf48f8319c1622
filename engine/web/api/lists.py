"""/api/v1/lists"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Depends, Form, HTTPException, UploadFile
from fastapi.responses import FileResponse
from pydantic import Field

from engine.campaign.lists.import_worker import ImportJob
from engine.store.access import audit
from engine.store.lists import summaries
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.resources import Resource, Text, moment_or_none
from engine.web.api.uploads import rejects_path, take_in
from engine.web.service import Service, service_of

router = APIRouter(tags=["lists"])

UPLOAD_MAX_BYTES: Final = 256 << 20
"""A list of two million people."""

Importer = Annotated[Actor, Depends(allowed(Permission.LISTS_IMPORT))]
Parts = Annotated[Service, Depends(service_of)]


class ContactList(Resource):
    """A named list of people. The same list again brings it up to date."""

    name: str
    people: int
    columns: dict[str, str] = Field(description="variable to heading, in the file's order")
    last_file: str | None
    last_import_at: datetime | None
    last_finished: bool


class RejectedRow(Resource):
    """A row that was not imported."""

    line: str
    column: str
    reason: str


class ListImport(Resource):
    """What came of a file."""

    list_name: str
    added: int
    updated: int
    unchanged: int
    rejected: int
    new_people: int = Field(description="of those added, people whom no list or campaign had brought before")
    consent_undated: int = Field(description="people whose consent counts, without the file saying when they gave it")
    consent_stays_withdrawn: int = Field(description="people who are said to consent and took it back since: it stays so")
    not_in_file: int = Field(description="members of the list that this file did not name; they stay on it")
    seen_before: bool = Field(description="the list had taken in a file of this very content before")
    columns: dict[str, str] = Field(description="what each heading was taken for: `number`, a role, or a variable")
    notes: list[str]
    first_rejected: list[RejectedRow]
    rejected_rows: str | None = Field(description="where all rejected rows can be fetched for a day, with their reasons")


@router.get("/lists")
def lists(_actor: Annotated[Actor, Depends(allowed(Permission.LISTS_READ))], service: Parts) -> list[ContactList]:
    """All lists by name."""
    return [
        ContactList(
            name=one.name,
            people=one.members,
            columns=one.headings,
            last_file=one.last_file,
            last_import_at=moment_or_none(one.last_import_at),
            last_finished=one.last_finished,
        )
        for one in service.database.read(summaries)
    ]


@router.post("/lists/imports", status_code=HTTPStatus.CREATED)
def import_list(
    actor: Importer,
    service: Parts,
    file: UploadFile,
    list_name: Annotated[Text, Form(min_length=1, description="the list it makes or brings up to date")],
    mapping: Annotated[
        str, Form(max_length=20_000, description='JSON: heading to `number`, a role or a variable, e.g. {"Mobile": "number"}')
    ] = "{}",
    region: Annotated[
        str | None, Form(pattern="^[A-Za-z]{2}$", description="country of numbers without +; else as in the settings")
    ] = None,
    sheet: Annotated[Text | None, Form(description="of a workbook with several")] = None,
    header_line: Annotated[int, Form(ge=1, le=1000)] = 1,
    all_or_nothing: Annotated[bool, Form(description="import nothing if any row is rejected")] = False,
) -> ListImport:
    """Reads a CSV or XLSX file of people into a list. Rows that cannot be called are rejected, each with its reason."""
    settings = service.settings
    job = ImportJob(
        database_url=service.database.url,
        list_name=list_name,
        region=region or settings.default_region,
        mapping=_mapping(mapping),
        sheet=sheet,
        header_line=header_line,
        all_or_nothing=all_or_nothing,
    )
    imported = take_in(settings, file.file, file.filename or "list", job)
    outcome = imported.outcome
    counts = {name: getattr(outcome, name) for name in ("added", "updated", "unchanged", "rejected")}
    service.database.write(
        lambda session: audit.record(session, actor.deed("list.imported", f"list {list_name}", counts), service.clock.now())
    )
    return ListImport(
        list_name=list_name,
        **counts,
        new_people=outcome.new_people,
        consent_undated=outcome.consent_undated,
        consent_stays_withdrawn=outcome.consent_stays_withdrawn,
        not_in_file=outcome.not_in_file,
        seen_before=outcome.seen_before,
        columns=outcome.columns,
        notes=outcome.notes,
        first_rejected=[RejectedRow(**{**one, "reason": actor.text(one["reason"])}) for one in outcome.first_rejected],
        rejected_rows=f"/api/v1/lists/rejected-rows/{imported.rejects}" if imported.rejects else None,
    )


@router.get(
    "/lists/rejected-rows/{rejected_rows}",
    response_class=FileResponse,
    responses={200: {"content": {"text/csv": {}}, "description": "The rows as they were, with line and reason before them."}},
)
def rejected_rows(rejected_rows: Text, _actor: Importer, service: Parts) -> FileResponse:
    """Rows of an import that were rejected: to be mended and imported again."""
    return FileResponse(rejects_path(service.settings, rejected_rows), media_type="text/csv", filename="rejected.csv")


def _mapping(text: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, f"mapping: is no JSON object of texts: {error}") from error
