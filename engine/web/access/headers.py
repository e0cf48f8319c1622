"""What browsers are told about every answer: what pages may load, who may frame them, that they stay with TLS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STRICT: Final = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""Of everything but the console: no scripts at all."""
_CONSOLE: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'{compiling}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
)
"""NiceGUI starts by scripts in the page; still, nothing is loaded from elsewhere."""
CONSOLE: Final = _CONSOLE.format(compiling="")
COMPILING: Final = _CONSOLE.format(compiling=" 'unsafe-eval'")
"""Of pages with fields, editors, uploads: NiceGUI compiles their templates in the browser."""
_COMPILES: Final = "callwright.compiles"
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # `no-referrer` would make forms' Origin `null`
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)",
}
_HSTS: Final = "max-age=31536000"


def allow_compiling(scope: Scope) -> None:
    """The page that answers this request may compile templates."""
    scope[_COMPILES] = True


class SecurityHeaders:
    """ASGI middleware. An answer that sets one of these headers itself keeps what it set."""

    def __init__(self, app: ASGIApp, *, tls: bool, strict_paths: Sequence[str]) -> None:
        """Args:
        app: what answers.
        tls: people reach it by https.
        strict_paths: below these no page of the toolkit lies.
        """
        self._app = app
        self._headers = {**_ALWAYS, **({"Strict-Transport-Security": _HSTS} if tls else {})}
        self._strict = tuple(strict_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        strict = any(path == known or path.startswith(f"{known}/") for known in self._strict)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                console = COMPILING if scope.get(_COMPILES) else CONSOLE
                headers.setdefault("Content-Security-Policy", STRICT if strict else console)
                if path.startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, told)
