"""One call: heard, read, and everything that was decided in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from nicegui import ui

from engine.campaign.plan.schema import NO_POLICY
from engine.store import messages
from engine.store.calls.record import CallRecord, Noted, SaidTurn, call_record
from engine.store.messages import SaidMessage
from engine.store.tables import Speaker
from engine.web.access import Permission
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import badge, card, facts, grade, link_button, tags, title
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.customers import by_agents
from engine.web.console.strings.catalogue import Texts

_NOT_TOLD: Final = frozenset({"NodeEntered", "ConversationStarted"})
"""What every turn shows anyway."""
_VOCABULARIES: Final = frozenset({"answerer", "verdict", "outcome", "why"})
"""Details whose values have words for people."""
_LATE_MS: Final = 100
"""A note's time is the clock's, a turn's the sound's: what the bot says because of something may seem to begin just before it."""
_MOMENT: Final = re.compile(r"\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")
_TONES: Final = {"OptedOut": "bad", "TransferRefused": "bad", "CallEnded": "soft", "TransferStarted": "good", "AgentJoined": "good"}


async def call(desk: Desk) -> None:
    """The page."""
    attempt_id = str(desk.parameters["attempt_id"])
    record = await desk.read(lambda session: call_record(session, attempt_id))
    attempt = record.attempt
    back = (f"/campaigns/{record.row.campaign_id}", record.row.campaign)
    said = desk.t("{number}, {time}", number=desk.viewer.number(attempt.number), time=desk.viewer.texts.time(attempt.created_at))
    with ui.element("div").classes("head"):
        shown(title(record.name or desk.viewer.number(attempt.number), said, back))
    if heard := bool(attempt.recording and desk.viewer.may(Permission.RECORDINGS_HEAR)):
        shown(
            card(
                desk.t("Recording"),
                player(desk, record),
                told=desk.t("above: the person; below: the bot. Space plays, arrows move."),
            )
        )
    promised = await desk.read(lambda session: messages.of_call(session, attempt_id, desk.service.unreported_before))
    shown(tag("div", _transcript(desk, record, heard=heard), _aside(desk, record, promised), class_="columns uneven"))


def player(desk: Desk, record: CallRecord) -> Markup:
    """The recording with what happened on it."""
    return tag(
        "wave-player",
        src=f"/calls/{record.attempt.id}/recording",
        marks=json.dumps(list(_marks(desk, record))),
        label=desk.t("Recording of the call"),
        play=desk.t("Play"),
        pause=desk.t("Pause"),
        broken=desk.t("The recording cannot be played: its file may have been moved or deleted."),
    )


def _marks(desk: Desk, record: CallRecord) -> Iterator[dict[str, Any]]:
    for turn in record.turns:
        if turn.interrupted:
            yield {"ms": turn.ended_ms, "label": desk.t("interrupted"), "tone": "warn"}
    for note in record.notes:
        if note.ms is not None and note.kind not in _NOT_TOLD:
            yield {"ms": note.ms, "label": _said(desk, note), "tone": _TONES.get(note.kind, "good")}


def _transcript(desk: Desk, record: CallRecord, *, heard: bool) -> Markup:
    lines = [(turn.started_ms, _turn(desk, turn, heard=heard)) for turn in record.turns]
    lines += [((note.ms or 0) - _LATE_MS, _event(desk, note)) for note in record.notes if note.kind not in _NOT_TOLD]
    again = None
    if record.turns and record.attempt.disposition and desk.viewer.may(Permission.SCRIPTS_EDIT):
        address = f"/downloads/calls/{record.attempt.id}.test.yaml"
        again = tag(
            "div",
            link_button(desk.t("Download as a test of the script"), address, download=True),
            class_="row",
            style="padding:0 22px 16px",
        )
    content = tag("div", [line for _, line in sorted(lines, key=lambda line: line[0])], class_="turns")
    nothing = tag("p", desk.t("Nothing was said in this call."), class_="soft", style="padding:20px 22px")
    return card(
        desk.t("Conversation"),
        joined(content, again) if lines else nothing,
        flush=True,
        told=desk.t("what each side said, and what was understood"),
    )


def beside(turn: SaidTurn, texts: Texts, shown_text: Callable[[str], str]) -> str:
    """What is told of a turn beside its words: where it was said, and what came of it.

    Args:
        turn: told of.
        texts: the viewer's.
        shown_text: a person's words as the viewer may see them.
    """
    filled = (
        texts.t("{slot}: {value}", slot=slot, value=shown_text(_readable(value))) for slot, value in (turn.filled or {}).items()
    )
    told = (
        turn.node,
        f"{turn.intent} {turn.confidence or 0:.2f}" if turn.intent else None,
        *filled,
        texts.t("not understood") if turn.missed else None,
        texts.t("after {ms} ms", ms=turn.reply_gap_ms) if turn.reply_gap_ms is not None else None,
        texts.t("interrupted") if turn.interrupted else None,
    )
    return " · ".join(filter(None, told))


def _readable(text: str) -> str:
    """With a blank between day and hour of every moment in it."""
    return _MOMENT.sub(r"\1 \2", text)


def _turn(desk: Desk, turn: SaidTurn, *, heard: bool) -> Markup:
    """`heard`: there is a recording above, which can be played from here."""
    words = tag(
        "div",
        tag("span", desk.viewer.actor.text(turn.text), class_="said"),
        tag("div", beside(turn, desk.viewer.texts, desk.viewer.actor.text), class_="why"),
        class_="words",
    )
    speaker = desk.t("Bot") if turn.speaker is Speaker.BOT else desk.t("Person")
    time = tag("time", desk.viewer.texts.duration(turn.started_ms))
    if heard:
        time = tag("button", time, type="button", class_="from", title=desk.t("Play from here"))
    return tag("div", time, words, class_=f"turn {turn.speaker.value}", aria_label=speaker, data_ms=turn.started_ms)


def _event(desk: Desk, note: Noted) -> Markup:
    time = tag("time", desk.viewer.texts.duration(note.ms))
    return tag("div", time, tag("div", _said(desk, note), class_="why"), class_="turn event")


def _said(desk: Desk, note: Noted) -> str:
    return desk.viewer.actor.text(noted(note, desk.viewer.texts))


def noted(note: Noted, texts: Texts) -> str:
    """What is told of something that happened: what, the engine's words for it, and last at which node."""
    details = " · ".join(
        texts.word(value) if name in _VOCABULARIES else texts.retold(f"{value}")
        for name, value in sorted(note.detail.items(), key=lambda detail: detail[0] == "node")
        if value is not None and not name.endswith("_ms") and name != "recording"
    )
    kind = texts.word(note.kind)
    return texts.t("{slot}: {value}", slot=kind, value=details) if details else kind


def cause_said(cause: str | None, texts: Texts) -> str:
    """Why a call ended: the network's word for it, or the engine's own account."""
    return texts.word(cause) if cause is None or cause.isidentifier() else texts.retold(cause)


def allowed(contactable: Mapping[str, Any], texts: Texts) -> Iterator[tuple[str, str]]:
    """The decision that let a call be dialled, name by name."""
    for name, value in contactable.items():
        if name == "local_times":
            yield texts.word(name), ", ".join(map(_readable, value))
        elif name == "at_answer":
            yield texts.word(name), f"{texts.word(value['rule'])} · {texts.retold(value['detail'])}"
        elif value is not None:
            yield texts.word(name), texts.t("none") if value == NO_POLICY else f"{value}"


def _aside(desk: Desk, record: CallRecord, promised: Sequence[SaidMessage]) -> Markup:
    texts, attempt = desk.viewer.texts, record.attempt
    outcome = facts(
        (
            (desk.t("Outcome"), badge(desk.viewer, attempt.disposition) if attempt.disposition else desk.t("goes on")),
            (
                desk.t("Grade"),
                joined(grade(desk.viewer, attempt.grade), " ", desk.viewer.word(f"grade_{attempt.grade}"))
                if attempt.grade
                else None,
            ),
            (desk.t("Tags"), tags(attempt.tags) if attempt.tags else None),
            *((name.replace("_", " "), desk.viewer.actor.text(_readable(value))) for name, value in attempt.slots.items()),
            (desk.t("Length"), texts.duration(attempt.duration_ms)),
            (desk.t("Agent"), by_agents(desk, record.agent_notes) if record.agent_notes else None),
        )
    )
    line = facts(
        (
            (desk.t("Person"), tag("a", desk.viewer.number(attempt.number), href=f"/customers/{record.row.customer_id}")),
            (desk.t("Script"), record.row.script),
            (desk.t("Shown number"), attempt.caller_id),
            (desk.t("Trunk"), attempt.trunk),
            (desk.t("Dialled"), texts.time(attempt.created_at)),
            (desk.t("Answered"), texts.time(attempt.answered_at)),
            (
                desk.t("Cause"),
                " · ".join(
                    filter(None, (cause_said(attempt.cause, texts), f"SIP {attempt.sip_status}" if attempt.sip_status else ""))
                ),
            ),
        )
    )
    return tag(
        "div",
        card(desk.t("What came of it"), outcome),
        card(desk.t("The call"), line),
        card(desk.t("Text messages"), facts(_message(desk, one) for one in promised)) if promised else None,
        card(desk.t("Why it was allowed"), facts(allowed(attempt.contactable, texts))) if attempt.contactable else None,
        class_="stack",
    )


def _message(desk: Desk, one: SaidMessage) -> tuple[str, Markup]:
    problem = tag("span", desk.viewer.actor.text(one.problem), class_="under") if one.problem else None
    said = joined(badge(desk.viewer, f"outgoing_{one.standing}"), " ", desk.viewer.actor.text(one.text), problem)
    return desk.viewer.texts.time(one.asked_at), said


PAGES: Final = (Page("/calls/{attempt_id}", "Call", Permission.CALLS_READ, call),)
