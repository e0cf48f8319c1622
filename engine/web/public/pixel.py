"""The pixel: an image on the page that thanks for an order. Whoever shows it has the link's token, and can tell of nobody else."""

from __future__ import annotations

import base64
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from engine.inbound import events
from engine.inbound.events import ToldEvent
from engine.inbound.faults import UnfitInput
from engine.inbound.once import KEY_MAX
from engine.store.people.customer_events import KIND_MAX, UNSUBSCRIBE
from engine.web.access import open_to_all
from engine.web.service import Service, service_of

router = APIRouter()
SOURCE: Final = "pixel"
_GIF: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@router.get("/p/{token}.gif", dependencies=[Depends(open_to_all("the token is the secret"))])
def pixel(
    token: str,
    service: Annotated[Service, Depends(service_of)],
    event: Annotated[str, Query(pattern=rf"^[a-z][a-z0-9_]{{0,{KIND_MAX - 1}}}$")] = "order",
    value: Annotated[float | None, Query(allow_inf_nan=False)] = None,
    key: Annotated[str, Query(max_length=KEY_MAX - 70, pattern=r"^[\x21-\x7e]*$")] = "",
) -> Response:
    """Writes an event down, once per link, kind and key: a page that is looked at again tells nothing new."""
    if event == UNSUBSCRIBE:
        raise UnfitInput("event", "an image cannot unsubscribe anybody: browsers fetch images unasked")
    told = ToldEvent(event, service.clock.now(), SOURCE, f"{token} {event} {key}", link=token, value=value)
    service.database.write(lambda session: events.record(session, told, service.opt_outs))
    return Response(_GIF, media_type="image/gif", headers={"Cache-Control": "no-store"})
