"""Whether the service lives and its database answers: for load balancers and process supervisors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import text

from engine.web.access.guards import open_to_all
from engine.web.service import Service, service_of

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all("tells nothing but whether it works"))])


@router.get("/healthz")
def healthz(service: Annotated[Service, Depends(service_of)]) -> dict[str, str]:
    """`ok`; 503 with the reason if the database does not answer."""
    service.database.read(lambda session: session.execute(text("SELECT 1")).scalar_one())
    return {"status": "ok"}
