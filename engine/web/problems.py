"""Errors as problem documents (RFC 9457): what went wrong in one sentence, in the words the command line uses."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from engine.call.orders import OrderRefused
from engine.campaign.contact.packs import PolicyError
from engine.campaign.lists.problems import LeadsError
from engine.campaign.plan.loader import PlanError
from engine.dialog.problems import ScriptError
from engine.inbound.faults import UnfitInput
from engine.launch.errands import UnservedErrand
from engine.launch.trunks import TrunkError
from engine.segments.grammar import FilterError
from engine.store.errors import Conflict, StoreError, Unknown

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_UNFIT = (PlanError, PolicyError, ScriptError, LeadsError, TrunkError, UnservedErrand)
"""What somebody asked for cannot be done as it is; the text says why."""


def problem(status: HTTPStatus, detail: str, **more: object) -> JSONResponse:
    """A problem document."""
    body = {"title": status.phrase, "status": status.value, "detail": detail, **more}
    return JSONResponse(body, status.value, media_type=MEDIA_TYPE)


def explain_problems(app: FastAPI) -> None:
    """Has every error of the app answered as a problem document."""

    @app.exception_handler(HTTPException)
    def refused(_request: Request, error: HTTPException) -> JSONResponse:
        response = problem(HTTPStatus(error.status_code), str(error.detail))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        # The value itself is left out: it may be a password or a person's number.
        faults = [{"field": ".".join(str(part) for part in fault["loc"]), "problem": fault["msg"]} for fault in error.errors()]
        detail = "; ".join(f"{fault['field']}: {fault['problem']}" for fault in faults)
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=faults)

    @app.exception_handler(UnfitInput)
    def unfit(_request: Request, error: UnfitInput) -> JSONResponse:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), errors=[{"field": error.field, "problem": error.problem}])

    @app.exception_handler(FilterError)
    def unreadable(_request: Request, error: FilterError) -> JSONResponse:
        fault = {"field": "filter", "problem": error.reason, "line": error.line, "column": error.column}
        detail = f"filter: line {error.line}, column {error.column}: {error.reason}"
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=[fault])

    @app.exception_handler(StoreError)
    def unstored(_request: Request, error: StoreError) -> JSONResponse:
        log.error("the database failed a request: %s", error, extra={"action": "request_failed"})
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))

    for unfit_kind in _UNFIT:
        app.add_exception_handler(unfit_kind, _as(HTTPStatus.UNPROCESSABLE_ENTITY))
    app.add_exception_handler(Unknown, _as(HTTPStatus.NOT_FOUND))
    app.add_exception_handler(Conflict, _as(HTTPStatus.CONFLICT))
    app.add_exception_handler(OrderRefused, _as(HTTPStatus.CONFLICT))


def _as(status: HTTPStatus) -> Callable[[Request, Exception], JSONResponse]:
    return lambda _request, error: problem(status, str(error))
