"""The REST API, /api/v1: resources as other systems and the console see them, apart from the tables they come from."""

from fastapi import APIRouter

from engine.web.api import (
    accounts,
    audit,
    calls,
    campaigns,
    customers,
    deliveries,
    do_not_call,
    lists,
    messages,
    previews,
    recordings,
    reports,
    scripts,
    segments,
    tokens,
)
from engine.web.api.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", responses=PROBLEMS)
for _part in (
    campaigns,
    previews,
    lists,
    segments,
    calls,
    recordings,
    customers,
    do_not_call,
    scripts,
    reports,
    deliveries,
    messages,
    accounts,
    tokens,
    audit,
):
    router.include_router(_part.router)

UPLOAD_LIMITS = {"/api/v1/lists/imports": lists.UPLOAD_MAX_BYTES}

__all__ = ["UPLOAD_LIMITS", "router"]
