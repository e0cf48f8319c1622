"""Elements whose components the browser has already: nothing of them is compiled there, so their pages do without `unsafe-eval`."""

from __future__ import annotations

import asyncio
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.openable_element import OpenableElement

from engine.web.console.look.markup import Markup


class Shown(ui.element):
    """Markup on the page; it is escaped already."""

    def __init__(self, content: Markup) -> None:
        super().__init__("div")
        self.content = content
        self.style("display: contents")
        self.props["innerHTML"] = content

    def set_content(self, content: Markup) -> None:
        """Shows other markup in its place; the same is not sent again."""
        if content != self.content:
            self.content = content
            self.props["innerHTML"] = content


class Dialog(OpenableElement):
    """A question over the page. What is in it is built within a `with`."""

    def __init__(self) -> None:
        with ui.context.client.layout:
            super().__init__(tag="q-dialog", value=False, on_value_change=None)
        self._over = asyncio.Event()
        self._answer: Any = None

    async def answered(self) -> Any:
        """Opens it and waits for what `submit` is told; None if it is closed otherwise. Once: it is gone then."""
        self.open()
        await self._over.wait()
        if not self.is_deleted:
            self.close()
            self.delete()
        return self._answer

    def submit(self, answer: object) -> None:
        """Ends it."""
        self._answer = answer
        self._over.set()

    def _handle_value_change(self, value: Any) -> None:
        super()._handle_value_change(value)
        if not value:
            self._over.set()

    def _handle_delete(self) -> None:
        self._over.set()
        super()._handle_delete()
