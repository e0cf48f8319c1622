"""From a request to a page: who asks, whether it is theirs, the frame around it, and what is shown when it cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request, Response
from nicegui import ui
from sqlalchemy.orm import Session

from engine.store.access import audit
from engine.web.access import Permission
from engine.web.console.look.frame import surroundings
from engine.web.console.look.markup import Content, Markup, tag
from engine.web.console.look.parts import notice, title
from engine.web.console.look.theme import stylesheet_address
from engine.web.console.native import Shown
from engine.web.console.refusals import REFUSALS
from engine.web.console.viewer import Viewer
from engine.web.service import Service

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page works with."""

    service: Service
    viewer: Viewer
    request: Request

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Of the address: what stands in its path, then what follows `?`."""
        return {**self.request.query_params, **self.request.path_params}

    def t(self, text: str, **values: object) -> str:
        """See `Texts.t`."""
        return self.viewer.t(text, **values)

    async def read(self, work: Callable[[Session], T]) -> T:
        """What the database says; other pages go on meanwhile."""
        return await asyncio.to_thread(self.service.database.read, work)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Does work in a transaction; other pages go on meanwhile."""
        return await asyncio.to_thread(self.service.database.write, work)

    async def deed(self, work: Callable[[Session], T], action: str, subject: str, detail: Mapping[str, Any] | None = None) -> T:
        """Does work and writes into the audit log who did it, in one transaction."""
        at, deed = self.service.clock.now(), self.viewer.actor.deed(action, subject, detail)

        def audited(session: Session) -> T:
            result = work(session)
            audit.record(session, deed, at)
            return result

        return await self.write(audited)


Build = Callable[[Desk], Awaitable[Response | None]]
"""Puts a page's content where it is called, or answers otherwise."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the console."""

    path: str
    """With `{name}` for what differs."""
    name: str
    """For the browser's tab, in English."""
    permission: Permission | None
    """None: for everybody who signed in."""
    build: Build
    wide: bool = False
    compiles: bool = False
    """It has parts of the toolkit whose templates are compiled in the browser: its policy allows `unsafe-eval`."""


def shown(markup: Content) -> Shown:
    """Puts markup on the page. It is escaped already: see `markup.tag`."""
    assert isinstance(markup, Markup)
    return Shown(markup)


def framed(desk: Desk, content: Callable[[], Awaitable[None]], *, wide: bool = False) -> Awaitable[None]:
    """Builds a page's content within the frame."""

    async def build() -> None:
        dress(desk.viewer)
        shown(surroundings(desk.viewer, desk.path))
        with (
            ui.element("div").props("id=page tabindex=-1").classes("page wide" if wide else "page"),
            ui.element("div").classes("inside"),
        ):
            await content()

    return build()


def dress(viewer: Viewer) -> None:
    """Gives the page the style sheet in the reader's colours."""
    ui.add_head_html(tag("link", rel="stylesheet", href=stylesheet_address(viewer.theme)))


async def answered(desk: Desk, page: Page) -> Response | None:
    """Builds the page; what cannot be shown is explained in its place."""
    response: Response | None = None

    async def content() -> None:
        nonlocal response
        whole = ui.context.slot.parent
        try:
            response = await page.build(desk)
        except REFUSALS as error:
            whole.clear()
            shown(tag("div", title(desk.t(page.name)), class_="head"))
            explain(desk, error)

    await framed(desk, content, wide=page.wide)
    return response


def explain(desk: Desk, error: Exception) -> None:
    """Shows why something could not be done: what the command line says of it, in the reader's language."""
    shown(refusal(desk, error))


def refusal(desk: Desk, error: Exception) -> Markup:
    """See `explain`."""
    lines = [line for line in desk.viewer.retold(str(error)).splitlines() if line]
    told = tag("ul", [tag("li", line) for line in lines]) if len(lines) > 1 else tag("p", *lines)
    return notice("bad", desk.t("This cannot be done as it is"), told)
