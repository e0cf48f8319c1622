"""Does a file of tests speak of what the script has? Nodes, tags, slots, intents, columns, languages, with suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.dialog.explain import did_you_mean
from engine.dialog.loader import ScriptFile
from engine.dialog.problems import Location, Problem
from engine.dialog.script import Script
from engine.dialog.ways import Listening, LookUp
from engine.rehearsal.cases.format import BotDoc, BotStepDoc, CaseDoc, EndDoc, HangUpDoc, LookupDoc, NoiseDoc, PersonDoc, PressDoc
from engine.rehearsal.cases.judging import NOTHING
from engine.rehearsal.cases.reading import CaseFile

Finding = tuple[Location, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a script uses."""

    nodes: frozenset[str]
    tags: frozenset[str]
    slots: frozenset[str]
    intents: frozenset[str]
    variables: frozenset[str]


def vocabulary(script: Script) -> Vocabulary:
    """The names in a script, built-in ones included."""
    messages = [node for node in (script.voicemail, script.screening) if node]
    nodes = [*script.nodes.values(), *messages]
    edges = [*script.global_edges, *(edge for node in nodes if isinstance(node.way, Listening) for edge in node.way.edges)]
    return Vocabulary(
        nodes=frozenset(node.name for node in nodes),
        tags=frozenset(tag for tags in (*(node.tags for node in nodes), *(edge.tags for edge in edges)) for tag in tags),
        slots=frozenset(script.slots),
        intents=frozenset({*script.intents, NOTHING}),
        variables=frozenset(script.variables),
    )


def check_cases(file: CaseFile, script: ScriptFile) -> list[Problem]:
    """What the tests name and the script does not have."""
    known = vocabulary(script.fallback)
    findings = [*_shared(file.doc.lead, file.doc.language, (), script, known), *_lookups(file.doc.lookups, (), script.fallback)]
    for index, case in enumerate(file.doc.tests):
        here: Location = ("tests", index)
        findings += _shared(case.lead, case.language, here, script, known)
        findings += _lookups(case.lookups, here, script.fallback)
        findings += _case(case, here, known)
    return [file.source.problem(place, message) for place, message in findings]


def _shared(
    lead: Mapping[str, str], language: str | None, here: Location, script: ScriptFile, known: Vocabulary
) -> Iterator[Finding]:
    yield from _unknown(lead, known.variables, "a variable of the script", (*here, "lead"), keys=True)
    if language is not None and script.script_for(language) is None:
        yield (*here, "language"), f"the script does not speak {language}: it has {', '.join(script.languages)}"


def _lookups(lookups: Mapping[str, LookupDoc], here: Location, script: Script) -> Iterator[Finding]:
    yield from _unknown(lookups, frozenset(script.nodes), "a node", (*here, "lookups"), keys=True)
    for name, lookup in lookups.items():
        place: Location = (*here, "lookups", name)
        way = script.nodes[name].way if name in script.nodes else None
        if way is None:
            continue
        if not isinstance(way, LookUp):
            yield place, f"the node '{name}' has no `webhook`"
        elif lookup.answers:
            saved = frozenset(way.save)
            yield from _unknown(lookup.answers, saved, "a slot that this webhook saves", (*place, "answers"), keys=True)
            if lookup.answers.keys() <= saved and (left_out := ", ".join(sorted(saved - lookup.answers.keys()))):
                yield (*place, "answers"), f"lacks what this webhook saves: {left_out}"


def _case(case: CaseDoc, here: Location, known: Vocabulary) -> Iterator[Finding]:
    for index, step in enumerate(case.conversation):
        place: Location = (*here, "conversation", index)
        if isinstance(step, BotStepDoc):
            yield from _expected(step.bot, (*place, "bot"), known)
            yield from _unknown(step.bot.node, known.nodes, "a node", (*place, "bot", "node"))
        if isinstance(step, PersonDoc | PressDoc | NoiseDoc | HangUpDoc) and step.over:
            yield from _unknown([step.over], known.nodes, "a node", (*place, "over"))
        if isinstance(step, PersonDoc) and step.intent:
            yield from _unknown([step.intent], known.intents, "an intent", (*place, "intent"))
    if case.end:
        yield from _expected(case.end, (*here, "end"), known)
        if case.end.node:
            yield from _unknown([case.end.node], known.nodes, "a node", (*here, "end", "node"))


def _expected(wanted: BotDoc | EndDoc, place: Location, known: Vocabulary) -> Iterator[Finding]:
    yield from _unknown(wanted.tags, known.tags, "a tag that the script gives", (*place, "tags"))
    yield from _unknown(wanted.slots, known.slots, "a slot of the script", (*place, "slots"), keys=True)
    if wanted.absent:
        here = (*place, "absent")
        yield from _unknown(wanted.absent.node, known.nodes, "a node", (*here, "node"))
        yield from _unknown(wanted.absent.tags, known.tags, "a tag that the script gives", (*here, "tags"))
        yield from _unknown(wanted.absent.slots, known.slots, "a slot of the script", (*here, "slots"))


def _unknown(names: Iterable[str], known: frozenset[str], what: str, place: Location, *, keys: bool = False) -> Iterator[Finding]:
    """`keys`: the names are fields at that place."""
    for name in names:
        if name not in known:
            yield (*place, name) if keys else place, f"'{name}' is not {what}{did_you_mean(name, sorted(known))}"
