"""Second pass over a script: does it mean something? Every check looks at the whole document and yields all that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.dialog.checks import consent, graph, intents, jurisdictions, length, links, slots, speech, transfers, values, webhooks
from engine.dialog.problems import Finding, Problem
from engine.dialog.schema import ScriptDoc
from engine.dialog.source import Source

Check = Callable[[ScriptDoc], Iterator[Finding]]
ALL: Final[tuple[Check, ...]] = (
    *graph.CHECKS,
    *intents.CHECKS,
    *speech.CHECKS,
    *slots.CHECKS,
    *values.CHECKS,
    *length.CHECKS,
    *consent.CHECKS,
    *links.CHECKS,
    *jurisdictions.CHECKS,
    *webhooks.CHECKS,
    *transfers.CHECKS,
)


def check_document(doc: ScriptDoc, source: Source, also: Sequence[Check] = ()) -> list[Problem]:
    """Everything wrong or doubtful about a document that fits the schema, by all checks and those given."""
    return list(_findings(doc, source, also))


def _findings(doc: ScriptDoc, source: Source, also: Sequence[Check]) -> Iterator[Problem]:
    for check in (*ALL, *also):
        for finding in check(doc):
            if source.is_borrowed(finding.location):
                continue
            problem = source.problem(finding.location, finding.message, finding.severity)
            if not (finding.is_about_use and problem.file != source.file):
                yield problem
