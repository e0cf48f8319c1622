"""A rehearsed call in lines that people read: who said what when, what was understood, and what was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from engine.events import (
    AnswererKnown,
    AnswerMissed,
    BotSpoke,
    CallbackAsked,
    CallEnded,
    Graded,
    LookedUp,
    NodeEntered,
    OptedOut,
    OverlapJudged,
    PersonPressed,
    PersonSpoke,
    SlotFilled,
    SmsRequested,
    TagAdded,
    TransferRefused,
    TransferStarted,
    TurnUnread,
)
from engine.links.placing import with_link
from engine.rehearsal.cases.account import heard_text
from engine.rehearsal.phone import Act, Deed
from engine.rehearsal.rehearsed import Happened


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a transcript."""

    at_ms: int
    who: str
    """`bot`, `person` for what was heard of the person, `said` for what they said, or empty for what the engine did."""
    text: str

    def __str__(self) -> str:
        return f"{self.at_ms / 1000:7.2f}  {self.who:<6}  {self.text}"


def transcript(events: Iterable[Happened], language: str, acts: Iterable[Act] = ()) -> list[Entry]:
    """The call line by line, in the order in which things began.

    Args:
        events: of the call.
        language: of the script.
        acts: of the person, whose words are listed beside what was heard of them; none where the two are the same.
    """
    happened = list(events)
    said = [act for act in acts if act.deed is Deed.SAY and act.what]
    found = [Entry(act.started_ms, "said", act.what) for act in said]
    found += [Entry(act.started_ms, "person", "…   (no words heard)") for act in said if not _was_heard(act, happened)]
    found += [entry for one, then in zip_longest(happened, happened[1:]) for entry in _entries(one, then, language)]
    return sorted(found, key=lambda entry: entry.at_ms)


def _was_heard(act: Act, events: Iterable[Happened]) -> bool:
    """Some turn of the person lies in the time of the act; what is taken for a noise makes none."""
    turns = (one.event for one in events if isinstance(one.event, PersonSpoke | TurnUnread))
    return any(turn.started_ms <= (act.ended_ms or turn.started_ms) and turn.ended_ms >= act.started_ms for turn in turns)


def _entries(happened: Happened, then: Happened | None, language: str) -> Iterator[Entry]:
    match happened.event:
        case BotSpoke() as spoke if spoke.played_ms:
            cut = " —" if spoke.interrupted else ""
            yield Entry(spoke.started_ms, "bot", f"{heard_text(spoke, language)}{cut}")
        case PersonSpoke() as spoke:
            meaning = _meaning(spoke, then)
            yield Entry(spoke.started_ms, "person", f"{spoke.text}   ({meaning})" if meaning else spoke.text)
        case TurnUnread() as unread:
            yield Entry(unread.started_ms, "person", f"…   (no words: {unread.detail or unread.why})")
        case PersonPressed(digit=digit):
            yield Entry(happened.at_ms, "person", f"presses {digit}")
        case _:
            if said := engine_line(happened):
                yield Entry(happened.at_ms, "", said)


def _meaning(spoke: PersonSpoke, then: Happened | None) -> str:
    """What the words were taken for: an intent, the value of a slot that is filled at once, or both; that they were not understood.

    Empty for what means something only where it is said: the answer to "is that right?", or a response while the bot speaks.
    """
    intent = f"{spoke.intent} {spoke.confidence:.2f}" if spoke.intent else None
    filled = engine_line(then) if then and isinstance(then.event, SlotFilled) else None
    missed = "not understood" if then and isinstance(then.event, AnswerMissed) else None
    return ", ".join(filter(None, (intent, filled, missed)))


def engine_line(happened: Happened) -> str | None:
    """What the engine did, in words; None for what people said or for what says nothing."""
    match happened.event:
        case NodeEntered(node=node):
            return f"→ {node}"
        case TagAdded(tag=tag):
            return f"tag {tag}"
        case Graded(grade=grade):
            return f"grade {grade}"
        case SlotFilled(slot=slot, value=value):
            return f"{slot} = {value}"
        case OptedOut():
            return "on the do-not-call list"
        case OverlapJudged(verdict=verdict, reason=reason):
            return f"{verdict}: {reason}"
        case SmsRequested(text=text, link=link):
            return f"message: {with_link(text, link or '')}"
        case CallbackAsked(when=when, said=said):
            return f"call back: {when or said}"
        case LookedUp(host=host, failure=failure):
            return f"asked {host}: {failure or 'answered'}"
        case TransferStarted(target=target):
            return f"transfer to {target}"
        case TransferRefused(reason=reason):
            return f"transfer failed: {reason}"
        case AnswererKnown(answerer=answerer, reason=reason):
            return f"answered by {answerer}: {reason}"
        case CallEnded(disposition=disposition):
            return f"the call is over: {disposition}"
        case _:
            return None
