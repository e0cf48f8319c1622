"""Checks of links in text messages: where they lead, and that the text has a place for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from engine.dialog.problems import Finding
from engine.dialog.schema import ScriptDoc
from engine.dialog.template import Field, fields
from engine.links.placing import LINK, fault_of_target


def _links(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        if node.sms is None or node.sms.link is None:
            continue
        here = ("nodes", name, "sms")
        if fault := fault_of_target(node.sms.link):
            yield Finding((*here, "link"), fault)
        places = [field for field in fields(node.sms.text) if field.name == LINK]
        if not places:
            yield Finding((*here, "text"), "has no place for the link: write `{{ link }}` where it belongs")
        elif any(place != Field(LINK, None) for place in places):
            yield Finding((*here, "text"), "a link is not read aloud: write `{{ link }}` without a filter")


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (_links,)
