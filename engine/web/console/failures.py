"""What people see in place of a page that is not there, or that could not be made: plain HTML.

The toolkit's own pages for it are compiled in the browser, which our content security policy forbids: they would be blank.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from engine.web.access import forms
from engine.web.access.words import words_for
from engine.web.problems import problem

log = logging.getLogger(__name__)


def explain_failures(app: FastAPI) -> None:
    """Answers people at a browser with a page, and programs with a problem document."""

    @app.exception_handler(HTTPStatus.NOT_FOUND)
    def absent(request: Request, _error: Exception) -> Response:
        words = words_for(request.headers)
        return _told(request, HTTPStatus.NOT_FOUND, words.absent, words.absent_told)

    @app.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> Response:
        log.error("page failed", exc_info=error, extra={"action": "page_failed", "path": request.url.path})
        words = words_for(request.headers)
        return _told(request, HTTPStatus.INTERNAL_SERVER_ERROR, words.failed, words.failed_told)


def _told(request: Request, status: HTTPStatus, heading: str, text: str) -> Response:
    if "text/html" not in request.headers.get("accept", ""):
        return problem(status, text)
    return HTMLResponse(forms.notice(heading, text, words_for(request.headers), ("/", "Callwright")), status)
