"""Was the call as the case says? Pure: a case and what happened in, what is wrong out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.campaign.grades import final_grade
from engine.dialog.problems import Location
from engine.outcome import Disposition
from engine.rehearsal.cases.account import Account, Record, Stretch
from engine.rehearsal.cases.format import AbsentDoc, BotDoc, BotStepDoc, CaseDoc, EndDoc, PersonDoc
from engine.rehearsal.phone import Act
from telephony.sip.uris import ungrouped

NOTHING = "none"
"""Written in place of an intent: the turn must not be understood."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not as the case says."""

    location: Location
    """Inside the case."""
    message: str


@dataclass(frozen=True, slots=True)
class Course:
    """How a case was played."""

    account: Account
    acts_of: Mapping[int, Act]
    """By index of the person's step; those that the call did not last for are missing."""
    problem: str | None
    """What the person waited for in vain..."""
    at_step: int | None
    """... and for which step."""


def judge(case: CaseDoc, course: Course) -> tuple[Failure, ...]:
    """Everything wrong with the first step that went wrong, or with the end; empty if nothing is."""
    for index, step in enumerate(case.conversation):
        here: Location = ("conversation", index)
        if isinstance(step, BotStepDoc):
            failures = tuple(_bot(step.bot, _stretch(case, course, index), course, _step_before(course, index), here))
        else:
            failures = tuple(_person(step, course, index, here))
        if failures:
            return failures
    return tuple(_end(case.end, course.account)) if case.end else ()


def _person(step: object, course: Course, index: int, here: Location) -> Iterator[Failure]:
    act = course.acts_of.get(index)
    if act is None:
        if course.problem and course.at_step == index:
            yield Failure(here, course.problem)
        else:
            ended = course.account.ended
            yield Failure(here, f"the call was over before this, after {ended.duration_ms / 1000:.1f} s: {ended.disposition}")
    elif isinstance(step, PersonDoc) and step.intent:
        turn = course.account.turn(act.started_ms, act.ended_ms or course.account.ended.duration_ms)
        understood = (turn.intent or NOTHING) if turn else "no words"
        if turn is None or understood != step.intent:
            sure = f" ({turn.confidence:.2f})" if turn else ""
            yield Failure((*here, "intent"), f"expected {step.intent}, understood {understood}{sure}")


def _stretch(case: CaseDoc, course: Course, index: int) -> Stretch:
    """From the person's step before a bot's to the one after it."""
    account, begun = course.account, _step_before(course, index)
    after = [course.acts_of[step] for step in range(index, len(case.conversation)) if step in course.acts_of]
    end, end_ms = (after[0].events_before, after[0].started_ms) if after else (None, account.ended.duration_ms + 1)
    return account.stretch(begun.events_before if begun else 0, begun.started_ms if begun else 0, end, end_ms)


def _step_before(course: Course, index: int) -> Act | None:
    before = [step for step in course.acts_of if step < index]
    return course.acts_of[max(before)] if before else None


def _bot(bot: BotDoc, stretch: Stretch, course: Course, act: Act | None, here: Location) -> Iterator[Failure]:
    place = (*here, "bot")
    yield from _said(bot, stretch, place)
    if missing := _out_of_order(bot.node, (*stretch.nodes, stretch.record.node)):
        came = " → ".join(stretch.nodes) or f"none, it stays at {stretch.record.node}"
        yield Failure((*place, "node"), f"expected to come to {missing}, came to {came}")
    yield from _written(bot, stretch.record, place)
    if bot.within_ms is not None and (stretch.reply_gap_ms is None or stretch.reply_gap_ms > bot.within_ms):
        took = "the bot answered nothing" if stretch.reply_gap_ms is None else f"the answer came after {stretch.reply_gap_ms} ms"
        yield Failure((*place, "within_ms"), f"expected an answer within {bot.within_ms} ms: {took}")
    if bot.stops is not None and act is not None:
        yield from _stops(bot.stops, course.account, act, stretch, place)
    if bot.absent:
        yield from _absent(bot.absent, stretch.spoken, stretch.nodes, stretch.record, place)


def _said(bot: BotDoc, stretch: Stretch, place: Location) -> Iterator[Failure]:
    spoken = stretch.spoken
    said = f"the bot said: {spoken}" if spoken else "the bot said nothing"
    if bot.silent and spoken:
        yield Failure((*place, "silent"), f"expected silence, {said}")
    at = 0
    for text in bot.says:
        found = folded(spoken).find(folded(text), at)
        if found < 0:
            yield Failure((*place, "says"), f"expected '{text}', {said}")
            break
        at = found + len(folded(text))
    if bot.matches and not re.search(bot.matches, spoken, re.IGNORECASE):
        yield Failure((*place, "matches"), f"expected a match of '{bot.matches}', {said}")


def _stops(expected: bool, account: Account, act: Act, stretch: Stretch, place: Location) -> Iterator[Failure]:
    stopped = account.stopped_by(act.started_ms, stretch.ended_ms)
    if not account.spoken_over(act.started_ms):
        yield Failure((*place, "stops"), "the bot was not speaking when the step before began")
    elif stopped != expected:
        yield Failure(
            (*place, "stops"),
            "expected that the bot stops, it spoke on" if expected else "expected that the bot speaks on, it stopped",
        )


def _written(wanted: BotDoc | EndDoc, record: Record, place: Location) -> Iterator[Failure]:
    if missing := [tag for tag in wanted.tags if tag not in record.tags]:
        yield Failure((*place, "tags"), f"expected {', '.join(missing)}, the record has {', '.join(record.tags) or 'no tags'}")
    if wanted.grade and record.grade is not wanted.grade:
        yield Failure((*place, "grade"), f"expected {wanted.grade}, the record has {record.grade or 'none'}")
    for slot, value in wanted.slots.items():
        if folded(record.slots.get(slot, "")) != folded(value):
            has = f"'{record.slots[slot]}'" if slot in record.slots else "nothing"
            yield Failure((*place, "slots", slot), f"expected '{value}', the record has {has}")
    if wanted.sms and not any(folded(wanted.sms) in folded(text) for text in record.sms):
        sent = "; ".join(record.sms) or "no message"
        yield Failure((*place, "sms"), f"expected '{wanted.sms}', sent was: {sent}")


def _absent(absent: AbsentDoc, spoken: str, nodes: Sequence[str], record: Record, place: Location) -> Iterator[Failure]:
    here = (*place, "absent")
    for text in absent.says:
        if folded(text) in folded(spoken):
            yield Failure((*here, "says"), f"'{text}' must not be said, the bot said: {spoken}")
    if absent.matches and (match := re.search(absent.matches, spoken, re.IGNORECASE)):
        yield Failure((*here, "matches"), f"'{match.group()}' must not be said, the bot said: {spoken}")
    for field, given, has in (
        ("node", absent.node, nodes),
        ("tags", absent.tags, record.tags),
        ("slots", absent.slots, record.slots),
    ):
        if found := [name for name in given if name in has]:
            yield Failure((*here, field), f"{', '.join(found)} must not be there")


def _end(end: EndDoc, account: Account) -> Iterator[Failure]:
    place: Location = ("end",)
    ended, opted_out = account.ended, account.ended.disposition is Disposition.OPTED_OUT
    record = replace(account.record, grade=final_grade(ended.disposition, account.record.grade, opted_out))
    if end.disposition and ended.disposition is not end.disposition:
        yield Failure((*place, "disposition"), f"expected {end.disposition}, the call ended as {ended.disposition} ({ended.cause})")
    if end.node and record.node != end.node:
        yield Failure((*place, "node"), f"expected {end.node}, the call ended at {record.node}")
    yield from _written(end, record, place)
    if end.callback and folded(record.callback or "") != folded(end.callback):
        yield Failure((*place, "callback"), f"expected '{end.callback}', the record has '{record.callback or 'none'}'")
    if end.transferred_to and ungrouped(record.transferred_to or "") != ungrouped(end.transferred_to):
        yield Failure(
            (*place, "transferred_to"), f"expected {end.transferred_to}, the call went to {record.transferred_to or 'nobody'}"
        )
    if end.absent:
        whole = account.stretch(0, 0, None, ended.duration_ms + 1)
        yield from _absent(end.absent, whole.spoken, whole.nodes, record, place)


def _out_of_order(wanted: Sequence[str], came: Sequence[str]) -> str | None:
    """The first of the wanted nodes that does not come after those before it."""
    rest = iter(came)
    return next((node for node in wanted if node not in rest), None)


def folded(text: str) -> str:
    """A text without what does not matter: case, kinds of quotes and spaces."""
    return " ".join(text.casefold().translate(_QUOTES).split())


_QUOTES = str.maketrans("‘’“”", "''\"\"")
