"""What is shown of a filter: where it goes wrong, whom it holds for and why, and what can be asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.segments.explaining import Explanation
from engine.segments.grammar import FilterError
from engine.web.console.look.markup import Content, Markup, joined, tag
from engine.web.console.look.parts import Heading, notice, table
from engine.web.console.page import Desk

_WORD: Final = re.compile(r"[\w.-]+|\S")
_NOTHING: Final = "\N{NO-BREAK SPACE}"
"""Stands where a filter ends too early."""


def examples(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Clauses, and whom each holds for."""
    t = desk.t
    return (
        ("grade >= B", t("their latest grade is B or better")),
        ("calls = 0", t("they were never called")),
        ("last_call > 30d", t("their latest call is longer ago than 30 days")),
        ("last_outcome in (busy, no_answer)", t("their latest call ended in one of these ways")),
        ("tag 'interested' within 14d", t("a call gave them this tag in the last 14 days")),
        ("clicked within 30d", t("they followed a link; likewise: ordered, unsubscribed")),
        ("count(event 'order' within 90d) >= 2", t("two such events or more; likewise: sum, last")),
        ("slot.day is known", t("they named a day in a call")),
        ("list 'spring'", t("they are on the list")),
        ("not consent sms", t("they did not agree to text messages; likewise: consent call")),
        ("not do_not_call", t("they are not on the do-not-call list")),
    )


def fault_shown(desk: Desk, error: FilterError) -> Markup:
    """The line at fault with the word underlined, and what to write instead."""
    before, rest = error.written[: error.column - 1], error.written[error.column - 1 :]
    word = found.group() if (found := _WORD.match(rest)) else _NOTHING
    line = tag("pre", before, tag("mark", word), rest[len(word) :], class_="filter-line")
    where = desk.t("line {line}, column {column}", line=error.line, column=error.column)
    return notice("bad", where, tag("p", desk.viewer.actor.text(desk.viewer.retold(error.reason))), line)


def explanation_shown(desk: Desk, told: Explanation, label: str) -> Markup:
    """Each clause with what it comes to for one person and what is known of them; those that decide are marked."""
    t, text = desk.t, desk.viewer.actor.text
    decisive = {id(clause) for clause in told.decisive}

    def rows(part: Explanation, depth: int) -> Iterator[tuple[Content, ...]]:
        held = tag("span", t("yes"), class_="badge good") if part.holds else tag("span", t("no"), class_="badge bad")
        clause = tag("code", text(part.text), style=f"padding-left:{depth * 18}px")
        yield held, tag("b", clause) if id(part) in decisive else clause, text(desk.viewer.retold(part.found))
        for inner in part.parts:
            yield from rows(inner, depth + 1)

    headings = [Heading(t("Holds")), Heading(t("Clause")), Heading(t("What is known"))]
    return joined(table(headings, rows(told, 0), label))
