"""Coming to a node: what is written down, said and asked for there, and where it leads until somebody is to be heard.

Every public function leads to a `Listen` or an `Await`, or to the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from engine.dialog.draft import Draft
from engine.dialog.moves import AskCallback, Await, CallWebhook, Enter, HangUp, OptOut, SendSms, Transfer
from engine.dialog.nodes import Node, Sms
from engine.dialog.script import GIVE_UP, OPT_OUT
from engine.dialog.slots.spec import SlotType
from engine.dialog.state import Ending, Frame
from engine.dialog.ways import End, GoOn, HandOver, Listening, LookUp, Resume, Return
from engine.links.placing import LINK, LINK_PLACE

_DEEPEST: Final = 8
"""Subdialogs within one another; of more, the outermost are forgotten."""
BY_ORDER: Final = "a supervisor's order"
"""Why, in the record of an opt-out that nobody said."""


def enter(draft: Draft, name: str, because: str) -> None:
    """Goes to a node and on along its gotos. `because` is what the person did, for the record of an opt-out.

    Raises:
        RuntimeError: the gotos run in a circle; `engine.dialog.checks.document` refuses such scripts.
    """
    for _ in range(len(draft.script.nodes) + 1):
        node = draft.script.nodes[name]
        _arrive(draft, node, because)
        if not isinstance(node.way, GoOn):
            return _settle(draft, node, because)
        name = draft.branch(node.way.goto)
    raise RuntimeError(f"script {draft.script.id}: the gotos from node {name} never end")


def call(draft: Draft, name: str, because: str) -> None:
    """Into a subdialog."""
    frame = Frame(draft.state.question, draft.state.confirming)
    draft.change(stack=(*draft.state.stack, frame)[-_DEEPEST:])
    enter(draft, name, because)


def come_back(draft: Draft, because: str = "") -> None:
    """Back to the open question, which is asked again."""
    node = draft.question
    if node is None:
        return enter(draft, GIVE_UP, because)
    draft.change(node=node.name, no_inputs=0, no_matches=0)
    draft.actions.append(Enter(node.name))
    ask_again(draft, node)


def ask_again(draft: Draft, node: Node) -> None:
    """Says an open question once more, or what is to be confirmed of its answer, and listens."""
    say_question(draft, node)
    draft.listen(node)


def say_question(draft: Draft, node: Node) -> None:
    ask = node.way.ask if isinstance(node.way, Listening) else None
    if ask and draft.state.confirming is not None:
        draft.say(node, ask.confirm_say, **{ask.slot: draft.state.confirming})
    else:
        draft.say(node, node.again)


def webhook_replied(draft: Draft, way: LookUp, values: Mapping[str, str]) -> None:
    """A system answered. What does not fit its slot is no answer."""
    fits = all(draft.fill_raw(slot, values[slot]) for slot in way.save if slot in values)
    enter(draft, draft.branch(way.goto) if fits else way.on_failed, "")


def transfer_failed(draft: Draft) -> None:
    """Nobody took the call: the script goes on, or says so and ends. Who opted out meanwhile is let go."""
    node = draft.script.nodes[draft.state.transferring or draft.state.node]
    on_failed = node.way.on_failed if isinstance(node.way, HandOver) else None
    draft.change(transferring=None)
    if draft.state.ending is Ending.OPTED_OUT:
        draft.actions.append(HangUp())
    elif on_failed:
        draft.change(ending=None)
        enter(draft, on_failed, "")
    else:
        draft.say(node, draft.script.transfer_failed)
        draft.end(node.name, Ending.HUNG_UP)
        draft.actions.append(HangUp())


def given_back(draft: Draft) -> None:
    """The agent has done their part: the bot goes on where the script says. Who opted out meanwhile is let go."""
    way = draft.script.nodes[draft.state.transferring or draft.state.node].way
    if not isinstance(way, HandOver) or way.back_to is None:
        raise ValueError(f"node {draft.state.node!r} does not say where the bot goes on after an agent")
    draft.change(transferring=None)
    if draft.state.ending is Ending.OPTED_OUT:
        draft.actions.append(HangUp())
    else:
        draft.change(ending=None)
        enter(draft, way.back_to, "")


def forced(draft: Draft, name: str | None) -> None:
    """A supervisor's order: to that node, out of whatever was under way; or back to the open question."""
    if name is not None:
        draft.change(stack=(), confirming=None)
        enter(draft, name, BY_ORDER)
    elif draft.question:
        come_back(draft, BY_ORDER)
    else:
        enter(draft, draft.state.node, BY_ORDER)


def leave_message(draft: Draft) -> None:
    """A machine answered: the script's message, if it has one."""
    message = draft.script.voicemail
    if message:
        _arrive(draft, message, "")
    draft.end(message.name if message else draft.state.node, Ending.VOICEMAIL)
    draft.actions.append(HangUp())


def opt_out(draft: Draft, because: str) -> None:
    """Takes the person off the list, once; a call that is not ending already ends."""
    if draft.state.ending is Ending.OPTED_OUT:
        return
    if draft.state.ended:
        node = draft.script.nodes[OPT_OUT]
        draft.actions.append(OptOut(because))
        draft.mark(node.tags, node.grade)
        draft.end(OPT_OUT, Ending.OPTED_OUT)
    else:
        enter(draft, OPT_OUT, because)


def _arrive(draft: Draft, node: Node, because: str) -> None:
    draft.actions.append(Enter(node.name))
    if node.name == OPT_OUT:
        draft.actions.append(OptOut(because))
    draft.mark(node.tags, node.grade)
    draft.set(node.set)
    if node.callback is not None:
        _ask_callback(draft, node.callback)
    if node.sms is not None:
        draft.actions.append(_message(draft, node.sms))
    if isinstance(node.way, LookUp):
        draft.actions.append(_webhook(draft, node.way))
    draft.say(node, node.say)


def _ask_callback(draft: Draft, slot: str) -> None:
    understood = draft.script.slots[slot].type is SlotType.DATE_TIME
    value = draft.state.slots.get(slot)
    draft.actions.append(AskCallback(value if understood else None, draft.state.words.get(slot, "")))


def _message(draft: Draft, sms: Sms) -> SendSms:
    if sms.link is None:
        return SendSms(draft.wording.message(sms.text, draft.state.slots))
    text = draft.wording.message(sms.text, {**draft.state.slots, LINK: LINK_PLACE})
    return SendSms(text, _url(draft, sms.link))


def _url(draft: Draft, template: str) -> str:
    """A URL with values that cannot break out of their places in it."""
    return draft.wording.filled(template, {name: quote(value, safe="") for name, value in draft.values.items()})


def _webhook(draft: Draft, way: LookUp) -> CallWebhook:
    url = _url(draft, way.url)
    send = {key: draft.wording.filled(template, draft.state.slots) for key, template in way.send.items()}
    return CallWebhook(url, way.method, {key: value for key, value in send.items() if value}, way.save, way.timeout_ms)


def _settle(draft: Draft, node: Node, because: str) -> None:
    match node.way:
        case Listening():
            draft.change(node=node.name, question=node.name, no_inputs=0, no_matches=0, confirming=None)
            draft.listen(node)
        case Resume():
            come_back(draft, because)
        case Return():
            if draft.state.stack:
                *outer, frame = draft.state.stack
                draft.change(stack=tuple(outer), question=frame.question, confirming=frame.confirming)
            come_back(draft, because)
        case LookUp():
            draft.change(node=node.name)
            draft.actions.append(Await())
        case HandOver(target, mode, back_to=back_to):
            draft.end(node.name, Ending.TRANSFERRED)
            draft.change(transferring=node.name)
            target = draft.wording.filled(target, draft.state.slots)
            draft.actions.append(Transfer(target, mode, returnable=back_to is not None))
        case End():
            draft.end(node.name, Ending.OPTED_OUT if node.name == OPT_OUT else Ending.HUNG_UP)
            draft.actions.append(HangUp())
