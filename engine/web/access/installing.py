"""Puts access control around the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from engine.web.access import forms, pages
from engine.web.access.access import Access, NotSignedIn
from engine.web.access.buckets import Rate
from engine.web.access.gate import Gate
from engine.web.access.guards import NotAllowed
from engine.web.access.guessing import TooManyNumbers
from engine.web.access.headers import SecurityHeaders
from engine.web.access.limits import BodyLimit, RateLimit
from engine.web.access.lockout import TooManyTries
from engine.web.access.passwords import WeakPassword
from engine.web.access.signing_in import WrongCredentials
from engine.web.access.words import words_for
from engine.web.problems import problem

BODY_LIMIT_BYTES: Final = 1 << 20
ADDRESS_RATE: Final = Rate(per_s=100.0, burst=1000)
TOKEN_RATE: Final = Rate(per_s=20.0, burst=100)


def install_access(app: FastAPI, access: Access, open_paths: Sequence[str], upload_limits: Mapping[str, int]) -> None:
    """Has every request pass, from the outside in: headers, rate, size, gate.

    Args:
        app: gets the pages of signing in, too.
        access: what the gate asks.
        open_paths: what is below them guards itself (`guards.allowed`), knows its callers by other means, or is public.
        upload_limits: bytes by the beginning of the path, where an ordinary body's limit is too small.
    """
    guarded = (*open_paths, *pages.OPEN_PATHS)
    app.include_router(pages.router)
    app.add_middleware(Gate, access=access, open_paths=guarded)
    app.add_middleware(BodyLimit, limit_bytes=BODY_LIMIT_BYTES, larger=upload_limits)
    app.add_middleware(RateLimit, access=access, addresses=ADDRESS_RATE, tokens=TOKEN_RATE)
    app.add_middleware(SecurityHeaders, tls=access.secure, strict_paths=(*guarded, *pages.STRICT_PATHS))
    explain_refusals(app)


def explain_refusals(app: FastAPI) -> None:
    """Answers refusals as problem documents, and people at a browser with a page. For mounted apps, too."""

    @app.exception_handler(NotSignedIn)
    def unknown(_request: Request, error: NotSignedIn) -> Response:
        response = problem(HTTPStatus.UNAUTHORIZED, str(error))
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @app.exception_handler(NotAllowed)
    def refused(request: Request, error: NotAllowed) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return problem(HTTPStatus.FORBIDDEN, str(error))
        words = words_for(request.headers)
        return HTMLResponse(forms.notice(words.refused, words.retold(str(error)), words, ("/", "Callwright")), HTTPStatus.FORBIDDEN)

    @app.exception_handler(TooManyTries)
    @app.exception_handler(TooManyNumbers)
    def too_often(_request: Request, error: TooManyTries | TooManyNumbers) -> Response:
        response = problem(HTTPStatus.TOO_MANY_REQUESTS, str(error))
        response.headers["Retry-After"] = str(error.wait_s)
        return response

    @app.exception_handler(WrongCredentials)
    @app.exception_handler(WeakPassword)
    def unfit(_request: Request, error: Exception) -> Response:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
