"""/api/v1/calls/…/recording: by links that expire, given to those who may hear it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import FileResponse
from pydantic import Field
from starlette.requests import Request

from engine.store.calls import attempts
from engine.web.access.access import access_of
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed, open_to_all
from engine.web.access.permissions import Permission
from engine.web.api.resources import Resource, Text, moment
from engine.web.recordings import PATH, link_to_recording, opens
from engine.web.service import Service, service_of

router = APIRouter(tags=["calls"])


class RecordingLink(Resource):
    """Where a recording is heard or fetched for the next five minutes, by whoever has the link."""

    url: str = Field(examples=["/api/v1/recordings/6f0e…?expires=1800000300&signature=…"])
    expires_at: datetime


@router.post("/calls/{call_id}/recording-links", status_code=HTTPStatus.CREATED)
def make_link(
    call_id: Text,
    request: Request,
    actor: Annotated[Actor, Depends(allowed(Permission.RECORDINGS_HEAR))],
) -> RecordingLink:
    """Makes a link to the call's recording. That you did is written down."""
    link = link_to_recording(access_of(request), actor, call_id)
    return RecordingLink(url=link.url, expires_at=moment(link.expires_at))


@router.get(
    PATH,
    dependencies=[Depends(open_to_all("the link is signed and expires"))],
    response_class=FileResponse,
    responses={200: {"content": {"audio/wav": {}}, "description": "Stereo WAV: left the person, right the bot."}},
)
def recording(
    call_id: Text,
    expires: Annotated[int, Query(ge=0, le=2**53)],
    signature: Annotated[str, Query(max_length=100)],
    request: Request,
    service: Annotated[Service, Depends(service_of)],
) -> FileResponse:
    """The recording, by a link from `recording-links`."""
    if not opens(access_of(request), call_id, expires, signature):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this link is not valid, or no longer: ask for a new one")
    path = service.database.read(lambda session: attempts.get(session, call_id).recording)
    if path is None or not Path(path).is_file():
        raise HTTPException(HTTPStatus.NOT_FOUND, "the recording is not there any more")
    return FileResponse(path, media_type="audio/wav", filename=f"{call_id}.wav", content_disposition_type="inline")
