"""Checks of transfers: a target that no trunk takes would be noticed by the person who is to be handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from engine.dialog.moves import TransferMode
from engine.dialog.places import given_values
from engine.dialog.problems import Finding
from engine.dialog.schema import ScriptDoc
from engine.dialog.template import fields, placeholders
from telephony.sip.uris import can_be_transferred_to


def _targets(doc: ScriptDoc) -> Iterator[Finding]:
    for name, node in doc.nodes.items():
        if node.transfer is None or node.transfer.mode is TransferMode.WARM:
            continue  # the target of a warm one is only a note
        for target in _possible(doc, node.transfer.to):
            if not can_be_transferred_to(target):
                message = (
                    f"'{target}' cannot be dialled: write a number such as +12025550143, or an address such as sip:a@pbx.example"
                )
                yield Finding(("nodes", name, "transfer"), message)


def _possible(doc: ScriptDoc, template: str) -> tuple[str, ...]:
    """What the script itself says the target may be; nothing where only the call knows it."""
    if not placeholders(template):
        return (template,)
    whole = [field.name for field in fields(template) if field.written == template]
    return given_values(doc, whole[0]) if whole else ()


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (_targets,)
