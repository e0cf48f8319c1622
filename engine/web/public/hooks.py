"""What shops call back: events, signed as Standard Webhooks are (https://www.standardwebhooks.com), each under its id."""

from __future__ import annotations

import os
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from engine.inbound import events
from engine.inbound.once import Answer
from engine.web.access import open_to_all
from engine.web.service import Service, service_of
from engine.web.told_events import EventBody, told_event
from engine.writeback.signing import UnfitSecret, secret_bytes, verified

router = APIRouter()
SOURCE: Final = "hook"


async def signed_body(request: Request, service: Annotated[Service, Depends(service_of)]) -> bytes:
    """The body, if it was signed with our secret within the last minutes.

    Raises:
        HTTPException: 401 if it was not, 404 if the settings name no secret.
    """
    key = _key(service)
    body = await request.body()
    if not verified(key, request.headers, body, service.clock.now()):
        raise HTTPException(401, "the signature does not fit: sign `id.timestamp.body` with the secret, within five minutes")
    return body


@router.post("/hooks/events", dependencies=[Depends(open_to_all("signed with a secret of both sides"))])
def told(
    request: Request, body: Annotated[bytes, Depends(signed_body)], service: Annotated[Service, Depends(service_of)]
) -> Answer:
    """Something that a person did. The same `webhook-id` again changes nothing and is answered the same."""
    try:
        event = EventBody.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    told = told_event(event, service, SOURCE, request.headers["webhook-id"])
    return service.database.write(lambda session: events.record(session, told, service.opt_outs))


def _key(service: Service) -> bytes:
    name = service.settings.web.events_secret_from
    if name is None:
        raise HTTPException(404, "no events are taken here: set web.events_secret_from")
    try:
        return secret_bytes(os.environ.get(name, ""))
    except UnfitSecret as error:
        raise HTTPException(503, f"{name}: {error}") from error
