"""Checks of webhooks: whom no settings would let them ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from engine.dialog.problems import Finding
from engine.dialog.schema import ScriptDoc
from engine.dialog.webhook_address import fault_of_address, is_decided


def _addresses(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        if node.webhook and is_decided(node.webhook.url) and (fault := fault_of_address(node.webhook.url)):
            yield Finding(("nodes", name, "webhook", "url"), fault)


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (_addresses,)
