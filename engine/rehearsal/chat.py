"""Talking with a script by text: the person is whoever types, the clock waits for them, and the rest is a rehearsed call."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.campaign.grades import final_grade
from engine.dialog.intents import IntentClassifier, IntentMatch
from engine.dialog.moves import FillSlot, Heard, Say
from engine.dialog.state import DialogState, Step
from engine.events import CallEnded, NodeEntered, PersonSpoke
from engine.markup import plain
from engine.outcome import Disposition
from engine.rehearsal.cases.account import record_of
from engine.rehearsal.cases.playing import AFTER_MS, HELLO_AFTER_MS, OVER_MS, SILENCE_AFTER_MS, SILENCE_PATIENCE_MS
from engine.rehearsal.cues import At, BotBegins, BotDone, IntoBot
from engine.rehearsal.phone import PATIENCE_MS, Phone, WaitedInVain
from engine.rehearsal.rehearsed import Happened, Moved, RehearsedCall
from engine.rehearsal.transcript import engine_line

HELP: Final = """\
words            say them when the bot has finished
/over words      say them while the bot speaks; /over 2000 words: 2000 ms into its speech
/press 1         press keys, also /over /press 1
/silence         say nothing until the bot speaks again; /silence 4000: for 4000 ms (so does an empty line)
/noise 400       make a noise without words
/hangup          end the call
/state           where the dialog stands, and what it expects
/help            this"""

_REACTION_MS: Final = 3000
"""A bot that says nothing for so long waits for the person."""
_NOISE_MS: Final = 400

Read = Callable[[], str | None]
"""The next line; None if there are no more."""
Show = Callable[[str, str], None]
"""Shows a line, and what kind of line it is: `bot`, `person`, `note` or `problem`."""


class ExplainingClassifier:
    """Remembers why it chose what it chose."""

    def __init__(self, classifier: IntentClassifier) -> None:
        self._classifier = classifier
        self.reasons: dict[str, str] = {}
        """By text."""

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        """See `IntentClassifier`."""
        match = await self._classifier.classify(text, among)
        self.reasons[text] = match.reason
        return match


class Teller:
    """Tells in lines what happens in a call. Fulfils `engine.rehearsal.rehearsed.Watch`."""

    def __init__(self, show: Show, explain: Callable[[str], str]) -> None:
        """`explain`: why the words were understood as they were."""
        self._show = show
        self._explain = explain
        self._opening: Step | None = None
        self._state: DialogState | None = None
        self._heard: PersonSpoke | None = None
        """Not told yet: what it was taken for shows when the dialog moves."""

    def opens(self, opening: Step) -> None:
        """See `Watch`."""
        self._opening = opening
        self._state = opening.state

    def moves(self, moved: Moved) -> None:
        """See `Watch`."""
        self._opening = None
        self._state = moved.step.state
        self._tell_heard(moved)
        self._show_words(moved.step)

    def happens(self, happened: Happened) -> None:
        """See `Watch`."""
        self._tell_heard()
        match happened.event:
            case PersonSpoke() as heard:
                self._heard = heard
            case NodeEntered() if self._opening:
                opening, self._opening = self._opening, None
                self._show_words(opening)
                self._show(engine_line(happened) or "", "note")
            case CallEnded():
                pass
            case _:
                if line := engine_line(happened):
                    self._show(line, "note")

    def _tell_heard(self, moved: Moved | None = None) -> None:
        """What was understood of the last words, `moved` being what came of them."""
        heard, self._heard = self._heard, None
        if heard is None:
            return
        answered = _answered(moved.before, moved.step) if moved and isinstance(moved.given, Heard) else ""
        intent = f"{heard.intent or 'no intent'} {heard.confidence:.2f}; {self._explain(heard.text)}"
        meanings = [answered] if answered and heard.intent is None else [answered, intent] if answered else [intent]
        self._show(f"understood: {heard.text}   {'; '.join(meanings)}", "note")

    def _show_words(self, step: Step) -> None:
        for action in step.actions:
            if isinstance(action, Say):
                self._show(f"[{action.node}] {plain(action.text)}", "bot")

    def _show_state(self) -> None:
        state = self._state
        if state is None:
            self._show("the bot has not begun", "note")
            return
        facts = [f"node {state.node}", f"grade {state.grade or 'none'}", f"tags {', '.join(state.tags) or 'none'}"]
        facts += [f"{slot} = {value}" for slot, value in state.slots.items()]
        facts += [f"silences {state.no_inputs}, not understood {state.no_matches}"]
        self._show("\n".join(facts), "note")


class Chat(Teller):
    """A person whose every act is typed, and who sees what happens. Fulfils `engine.rehearsal.phone.Person` and `Watch`."""

    def __init__(self, read: Read, show: Show, explain: Callable[[str], str]) -> None:
        """`explain`: see `Teller`."""
        super().__init__(show, explain)
        self._read = read

    async def __call__(self, phone: Phone) -> None:
        """Picks up, and does what is typed until the call is over."""
        self._show("the phone rings, you pick it up: type how you answer, or nothing; /help tells the rest", "note")
        await phone.wait(HELLO_AFTER_MS)
        hello = self._read()
        if hello:
            await self._do(phone, hello, picking_up=True)
        while True:
            with contextlib.suppress(WaitedInVain):
                await phone.wait_for(BotBegins(), _REACTION_MS)
            await self._obey(phone)

    async def _obey(self, phone: Phone) -> None:
        self._tell_heard()
        line = self._read()
        if line is None:
            with contextlib.suppress(WaitedInVain):
                await phone.wait_for(BotDone(AFTER_MS), _REACTION_MS if not phone.bot.spoken_ms else PATIENCE_MS)
            phone.hang_up()
            return
        try:
            await self._do(phone, line.strip(), picking_up=False)
        except WaitedInVain as vain:
            self._show(f"you {vain}", "problem")

    async def _do(self, phone: Phone, line: str, *, picking_up: bool) -> None:
        command, _, rest = line.partition(" ")
        match command:
            case "/state":
                self._show_state()
                await self._obey(phone)
            case "/help":
                self._show(HELP, "note")
                await self._obey(phone)
            case "/hangup":
                phone.hang_up()
            case "" | "/silence":
                await self._be_silent(phone, rest.strip())
            case "/over":
                await self._over(phone, rest.strip())
            case _ if command.startswith("/") and command not in ("/press", "/noise"):
                self._show(f"{command} is not known: /help tells what is", "problem")
                await self._obey(phone)
            case _:
                if not picking_up:
                    await phone.wait_for(BotDone(AFTER_MS))
                await self._act(phone, line)

    async def _over(self, phone: Phone, rest: str) -> None:
        number, _, words = rest.partition(" ")
        into_ms, words = (int(number), words) if number.isdecimal() else (OVER_MS, rest)
        await phone.wait_for(IntoBot(into_ms))
        await self._act(phone, words)

    async def _act(self, phone: Phone, line: str) -> None:
        command, _, rest = line.partition(" ")
        match command:
            case "/press" if rest and set(rest) <= set("0123456789*#"):
                phone.press(rest)
            case "/noise" if rest.isdecimal() or not rest:
                await phone.make_noise(int(rest or _NOISE_MS))
            case "/press" | "/noise":
                self._show(f"{line}: press keys 0-9, * and #, or make a noise of some milliseconds", "problem")
            case _ if line:
                await phone.say(line)
            case _:
                self._show("say what is to be said over the bot", "problem")

    async def _be_silent(self, phone: Phone, ms: str) -> None:
        if ms.isdecimal():
            await phone.stay_silent(At(phone.now_ms + int(ms)), int(ms) + 1000)
            return
        with contextlib.suppress(WaitedInVain):
            await phone.wait_for(BotDone(SILENCE_AFTER_MS), _REACTION_MS if not phone.bot.spoken_ms else SILENCE_PATIENCE_MS)
        await phone.stay_silent(BotBegins(), SILENCE_PATIENCE_MS)


def _answered(before: DialogState, step: Step) -> str:
    """What words were to the question with a slot that was open; empty if they were no answer."""
    if filled := [action.slot for action in step.actions if isinstance(action, FillSlot)]:
        return f"fills {', '.join(filled)}"
    pending = step.state.confirming
    return f"to be confirmed: {pending}" if pending is not None and pending != before.confirming else ""


def record_lines(call: RehearsedCall) -> Iterator[str]:
    """What the customer's record would get."""
    record, ended = record_of(happened.event for happened in call.events), call.ended
    opted_out = ended.disposition is Disposition.OPTED_OUT
    yield f"disposition  {ended.disposition}"
    yield f"grade        {final_grade(ended.disposition, record.grade, opted_out)}"
    yield f"tags         {' '.join(record.tags) or 'none'}"
    for slot, value in record.slots.items():
        yield f"slot         {slot} = {value}"
    for text in record.sms:
        yield f"message      {text}"
    if record.callback:
        yield f"call back    {record.callback}"
    if record.transferred_to:
        yield f"transfer to  {record.transferred_to}"
    yield f"length       {call.length_ms / 1000:.1f} s"
