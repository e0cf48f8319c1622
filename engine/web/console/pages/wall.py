"""The wall of calls that go on, and one such call: what supervisors watch, and where they act."""

from __future__ import annotations

import json
from typing import Final

from nicegui import ui

from engine.call.answering.verdict import Answerer
from engine.call.overlap.decisions import Verdict
from engine.live.campaigns import LiveCampaigns
from engine.outcome import Disposition
from engine.web.access import Permission
from engine.web.console.look.markup import tag
from engine.web.console.look.parts import empty, notice, title
from engine.web.console.page import Desk, Page, shown
from telephony.causes import HangupCause


async def wall(desk: Desk) -> None:
    """All calls of all campaigns."""
    with ui.element("div").classes("head"):
        told = desk.t("Every call of every campaign that runs here, each second. Calls that need a look stand first.")
        shown(title(desk.t("Live calls"), told))
    if _live(desk) is not None:
        told = tag("p", desk.t("Calls appear here as soon as a campaign dials."))
        nobody = tag("section", empty("wall", desk.t("Nobody is being called now"), told), class_="card", hidden=True)
        shown(tag("live-wall", nobody, words=json.dumps(_wall_words(desk))))


async def live_call(desk: Desk) -> None:
    """One call that goes on."""
    attempt_id, live = str(desk.parameters["attempt_id"]), _live(desk)
    if live is None:
        return
    call = live.calls.find(attempt_id)
    if call is None:
        with ui.element("div").classes("head"):
            shown(title(desk.t("Live call"), None, ("/wall", desk.t("Live calls"))))
        where = tag("p", desk.t("What became of it is with the calls of its campaign."))
        shown(tag("section", empty("calls", desk.t("This call is over"), where), class_="card"))
        return
    told = f"{call.campaign} · {call.worker}"
    with ui.element("div").classes("head"):
        shown(title(desk.viewer.number(call.number), told, ("/wall", desk.t("Live calls"))))
    actor = desk.viewer.actor
    shown(
        tag(
            "live-call",
            call=attempt_id,
            csrf=actor.csrf,
            nodes=json.dumps(live.nodes_of(attempt_id)),
            words=json.dumps({**_call_words(desk), "said": {value: desk.viewer.word(value) for value in _VALUES}}),
            supervise=actor.may(Permission.CALLS_SUPERVISE),
        )
    )


def _live(desk: Desk) -> LiveCampaigns | None:
    """The campaigns of this process; says so if it runs none."""
    live = desk.service.live
    if live is None:
        told = desk.t("This process was started with --no-campaigns. Open the console of the one that places the calls.")
        shown(notice("warn", desk.t("No calls here"), tag("p", told)))
    return live


def _states(desk: Desk) -> dict[str, str]:
    return {
        "dialling": desk.t("dialling"),
        "ringing": desk.t("ringing"),
        "answered": desk.t("answered"),
        "talking": desk.t("talking"),
        "transferring": desk.t("going to an agent"),
        "with_agent": desk.t("with an agent"),
        "taken_over": desk.t("taken over"),
        "person": desk.t("Person"),
        "bot": desk.t("Bot"),
        "lost": desk.t("The connection is lost; trying again."),
    }


def _wall_words(desk: Desk) -> dict[str, str]:
    return {
        **_states(desk),
        "talking_over": desk.t("talking over each other"),
        "long_silence": desk.t("long silence"),
        "angry_words": desk.t("angry words"),
        "no_match": desk.t("not understood"),
        "marked": desk.t("marked"),
        "calls": desk.t("calls"),
        "free": desk.t("lines free"),
        "late": desk.t("of audio late"),
        "restarts": desk.t("worker restarts"),
        "refuses": desk.t("refuses calls, left alone"),
        "preparing": desk.t("preparing"),
        "running": desk.t("running"),
        "ended": desk.t("ended"),
        "failed": desk.t("failed"),
    }


def _call_words(desk: Desk) -> dict[str, str]:
    return {
        **_states(desk),
        "listen": desk.t("Listen"),
        "stop_listening": desk.t("Stop listening"),
        "take_over": desk.t("Take over"),
        "hand_back": desk.t("Hand back"),
        "whisper": desk.t("Say this next"),
        "whisper_hint": desk.t("Words for the bot to say next"),
        "node": desk.t("Node of the script"),
        "force": desk.t("Go on there"),
        "mark": desk.t("Mark for review"),
        "hang_up": desk.t("Hang up"),
        "sure": desk.t("Hang up on this person?"),
        "done": desk.t("Done."),
        "over": desk.t("This call is over"),
        "interrupted": desk.t("interrupted"),
        "no_microphone": desk.t("The browser gives no microphone: allow it for this page, and use https or localhost."),
        **{kind: desk.viewer.word(kind) for kind in _SHOWN},
    }


_SHOWN: Final = (
    "AnswererKnown",
    "NodeEntered",
    "TurnUnread",
    "AnswerMissed",
    "PersonPressed",
    "OverlapJudged",
    "TagAdded",
    "Graded",
    "SlotFilled",
    "OptedOut",
    "TransferStarted",
    "TransferRefused",
    "AgentRinging",
    "AgentJoined",
    "AgentLeft",
    "RecordingStopped",
    "Whispered",
    "NodeForced",
    "ListenedTo",
    "TakenOver",
    "HandedBack",
    "HangUpOrdered",
    "MarkedForReview",
)
"""Events that stand between the words."""
_VALUES: Final = (*Answerer, *Verdict, *Disposition, *HangupCause)
"""Details of events that have words for people."""

PAGES: Final = (
    Page("/wall", "Live calls", Permission.CALLS_READ, wall, wide=True),
    Page("/wall/{attempt_id}", "Live call", Permission.CALLS_READ, live_call),
)
