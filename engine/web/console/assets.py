"""What pages load beside the toolkit: style sheet and script, kept by browsers for good; and what people like, as cookies."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.status import HTTP_303_SEE_OTHER

from engine.web.access import signed_in
from engine.web.console.look.theme import stylesheet
from engine.web.console.strings.catalogue import LANGUAGES
from engine.web.console.viewer import LANGUAGE_COOKIE, THEME_COOKIE, Theme

router = APIRouter(include_in_schema=False)

_SIGNED_IN: Final = [Depends(signed_in)]
_YEAR_S: Final = 365 * 86400
_FOR_GOOD: Final = {"Cache-Control": f"private, max-age={_YEAR_S}, immutable"}


@router.get("/assets/{_digest}/console.js", dependencies=_SIGNED_IN)
def script(_digest: str) -> Response:
    """The console's own elements. The digest is not looked at: an old address gets the script of today."""
    return Response(_script(), media_type="text/javascript", headers=_FOR_GOOD)


@router.get("/assets/{_digest}/{theme}.css", dependencies=_SIGNED_IN)
def style(_digest: str, theme: Theme) -> Response:
    """The style sheet; for the digest see `script`."""
    return Response(stylesheet(theme), media_type="text/css", headers=_FOR_GOOD)


@router.get("/preferences", dependencies=_SIGNED_IN)
def preferences(request: Request, back: str = "/", language: str | None = None, theme: Theme | None = None) -> Response:
    """Remembers how somebody likes the console, and goes back to the page where they said it."""
    response = RedirectResponse(_own_path(back), HTTP_303_SEE_OTHER)
    secure = request.url.scheme == "https"
    for name, chosen in ((LANGUAGE_COOKIE, language if language in LANGUAGES else None), (THEME_COOKIE, theme)):
        if chosen:
            response.set_cookie(name, chosen, max_age=_YEAR_S, httponly=True, samesite="lax", secure=secure)
    return response


def script_address() -> str:
    """Where browsers get the script; see `theme.stylesheet_address`."""
    return f"/assets/{hashlib.sha256(_script().encode()).hexdigest()[:12]}/console.js"


@cache
def _script() -> str:
    folder = Path(__file__).parent / "elements"
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.js")))


def _own_path(back: str) -> str:
    """A path of ours: what would lead to another site leads home."""
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
