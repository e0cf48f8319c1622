"""The editor of YAML, alike wherever it stands: named, in the page's colours, and left by keyboard."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from engine.web.console.look.markup import tag
from engine.web.console.page import Desk, shown
from engine.web.console.viewer import Theme

_LIGHT: Final = "vscodeLight"
_DARK: Final = "vscodeDark"
_AS_THE_SYSTEM: Final = f"matchMedia('(prefers-color-scheme: dark)').matches ? '{_DARK}' : '{_LIGHT}'"
"""The browser decides: the server does not know."""


def editor(desk: Desk, text: str, label: str, *, edits: bool = True) -> ui.codemirror:
    """Puts an editor on the page, and below it how to leave it: the Tab key indents.

    Args:
        desk: of the page, which has to be one that `compiles`.
        text: that it begins with.
        label: what it is called for those who do not see it.
        edits: whether the text may be changed.
    """
    made = ui.codemirror(
        text,
        language="YAML",
        theme=_DARK if desk.viewer.theme is Theme.DARK else _LIGHT,
        indent="  ",
        line_wrapping=True,
    )
    if desk.viewer.theme is Theme.SYSTEM:
        made.props[":theme"] = _AS_THE_SYSTEM
        made.on("colours", js_handler=f"() => getElement({made.id}).setTheme({_AS_THE_SYSTEM})")
    made.props["data-label"] = label
    made.set_enabled(edits)
    shown(tag("p", desk.t("Tab indents; Esc, then Tab leads on to what follows."), class_="editor-way soft small"))
    return made
