"""Something that is shown once: a new password, a new token."""

from __future__ import annotations

from engine.web.console.look.markup import Content, Markup, tag
from engine.web.console.look.parts import notice
from engine.web.console.page import Desk

_FIELD = "secret"


def secret_shown(desk: Desk, heading: str, secret: str, *told: Content) -> Markup:
    """The secret, a button that copies it, and what to do with it. One on a page."""
    label = desk.t("It is not shown again")
    field = tag("input", id=_FIELD, value=secret, readonly=True, aria_label=label, class_="field mono", size=len(secret))
    does = {"data_copies": _FIELD, "data_copied": desk.t("Copied")}
    copy = tag("button", desk.t("Copy"), type="button", class_="link-button", **does)
    return notice("good", heading, tag("div", field, copy, class_="row secret"), tag("p", f"{label}. ", *told))
