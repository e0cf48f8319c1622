"""Second pass over a script: does it mean something? Every check looks at the whole document and yields all that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from engine.dialog import (
    checks_consent,
    checks_graph,
    checks_intents,
    checks_jurisdictions,
    checks_length,
    checks_slots,
    checks_speech,
    checks_values,
)
from engine.dialog.problems import Finding, Problem
from engine.dialog.schema import ScriptDoc
from engine.dialog.source import Source

ALL: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (
    *checks_graph.CHECKS,
    *checks_intents.CHECKS,
    *checks_speech.CHECKS,
    *checks_slots.CHECKS,
    *checks_values.CHECKS,
    *checks_length.CHECKS,
    *checks_consent.CHECKS,
    *checks_jurisdictions.CHECKS,
)


def check_document(doc: ScriptDoc, source: Source) -> list[Problem]:
    """Everything wrong or doubtful about a document that fits the schema."""
    return list(_findings(doc, source))


def _findings(doc: ScriptDoc, source: Source) -> Iterator[Problem]:
    for check in ALL:
        for finding in check(doc):
            problem = source.problem(finding.location, finding.message, finding.severity)
            if not (finding.is_about_use and problem.file != source.file):
                yield problem
