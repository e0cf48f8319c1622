"""The scripts that a worker can run, and which of them a call runs in which language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.call.local_time import local_time
from engine.call.messages import PlaceCall
from engine.call.worker.assembly import ConversationKit
from engine.dialog.localised import chosen_language
from engine.dialog.machine import DialogMachine
from engine.dialog.script import NUMBER, Script


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a worker needs to talk in one language."""

    script: Script
    kit: ConversationKit
    voice: str


class UnknownVariant(Exception):
    """A call shall run a script that the worker was not given."""


@dataclass(frozen=True, slots=True)
class Repertoire:
    """Of one worker."""

    tongues: Mapping[str, Tongue]
    """Of the campaign's script, by its languages."""
    variants: Mapping[str, Mapping[str, Tongue]]
    """The tongues of what calls may run instead, by its key."""

    def of(self, order: PlaceCall, unix_s: float) -> tuple[Tongue, DialogMachine]:
        """The language that a call is in, and its script at the start.

        Args:
            order: of the call.
            unix_s: what time it is, unless the order says so.

        Raises:
            UnknownVariant, UnknownLanguage, MissingVariable, UnfitVariable: the order does not fit what the worker was given.
        """
        tongues = self._tongues_of(order)
        tongue = tongues[chosen_language(order.variables, tongues)]
        started = local_time(order.number, order.variables, unix_s if order.at is None else order.at)
        return tongue, DialogMachine(tongue.script, {**order.variables, NUMBER: order.number}, started=started)

    def _tongues_of(self, order: PlaceCall) -> Mapping[str, Tongue]:
        if order.variant is None:
            return self.tongues
        if (tongues := self.variants.get(order.variant)) is None:
            raise UnknownVariant(f"the worker has no variant {order.variant}")
        return tongues
