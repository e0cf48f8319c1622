from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from telephony.lab.behaviour import STEPS_DONE, Behaviour, Deed, Pause, PlayFile, PressKeys, PutDown, SoundBeep, Speak
from telephony.lab.hearing import RELEASE_MS, Heard
from telephony.lab.report import Ending
from telephony.lab.steps import AfterBot, Beep, DuringBot, Greeting, HangUp, MmHmm, Press, Say, SayPieces, StaySilent, Step, Wait
from telephony.lab.voices import MM_HMM

pytestmark = pytest.mark.unit

LINE_MS = 1000
"""How long every line lasts here."""


@dataclass
class Timeline:
    """Runs a behaviour on virtual time against spans in which the bot speaks; keeps what it did and when."""

    steps: list[Step]
    bot_ms: list[tuple[int, int]] = field(default_factory=list)
    max_ms: int = 60_000
    done: list[tuple[int, Deed]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def run(self, until_ms: int) -> Timeline:
        behaviour = Behaviour(self.steps, max_ms=self.max_ms)
        busy_until_ms = 0
        for now_ms in range(20, until_ms + 1, 20):
            turn = behaviour.tick(self._heard(now_ms), mouth_busy=now_ms < busy_until_ms)
            self.notes += turn.notes
            self.done += [(now_ms, deed) for deed in turn.deeds]
            if any(isinstance(deed, Speak | SoundBeep | PlayFile) for deed in turn.deeds):
                busy_until_ms = now_ms + LINE_MS
        return self

    def _heard(self, now_ms: int) -> Heard:
        begun = [(start, end) for start, end in self.bot_ms if start < now_ms]
        total_ms = sum(min(end, now_ms) - start for start, end in begun)
        if not begun:
            return Heard(speaking=False, speaking_ms=0, quiet_ms=now_ms, total_ms=0)
        start, end = begun[-1]
        quiet_ms = max(0, now_ms - end)
        speaking = quiet_ms <= RELEASE_MS
        return Heard(speaking=speaking, speaking_ms=now_ms - start if speaking else 0, quiet_ms=quiet_ms, total_ms=total_ms)


def test_waits_then_speaks() -> None:
    assert Timeline([Wait(0.5), Say("Hello?")]).run(3000).done == [(520, Speak("Hello?"))]


def test_a_turn_in_pieces_is_handed_over_at_once() -> None:
    deeds = Timeline([SayPieces(("Well,", "let me see,", "yes."), pause_ms=400)]).run(1000).done
    assert deeds == [(20, deed) for deed in (Speak("Well,"), Pause(400), Speak("let me see,"), Pause(400), Speak("yes."))]


def test_answers_after_the_bot_was_quiet_long_enough() -> None:
    timeline = Timeline([AfterBot(quiet_ms=700), Say("Yes.")], bot_ms=[(1000, 3000), (3400, 5000)]).run(8000)
    # 3000-3400 is a pause between sentences; 5000 + 700, and the step after a wait takes its own tick.
    assert timeline.done == [(5720, Speak("Yes."))]


def test_waits_for_the_question_however_slowly_it_comes() -> None:
    timeline = Timeline([AfterBot(quiet_ms=700, spoken_ms=1500), Say("Yes.")], bot_ms=[(1000, 1600), (4000, 5000)]).run(8000)
    assert timeline.done == [(5720, Speak("Yes."))]


def test_the_next_answer_waits_for_the_bots_next_words() -> None:
    steps: list[Step] = [AfterBot(quiet_ms=500), Say("How much?"), AfterBot(quiet_ms=500), Say("Okay.")]
    timeline = Timeline(steps, bot_ms=[(0, 2000), (5000, 6000)]).run(8000)
    assert timeline.done == [(2520, Speak("How much?")), (6520, Speak("Okay."))]


def test_words_of_the_bot_under_ones_own_line_do_not_count_as_its_answer() -> None:
    steps: list[Step] = [DuringBot(1500), Say("Hold on."), AfterBot(quiet_ms=500), Say("Okay.")]
    timeline = Timeline(steps, bot_ms=[(0, 1900), (4000, 5000)]).run(8000)
    assert timeline.done == [(1520, Speak("Hold on.")), (5520, Speak("Okay."))]


def test_interrupts_while_the_bot_is_speaking() -> None:
    timeline = Timeline([DuringBot(1500), MmHmm()], bot_ms=[(1000, 2000), (3000, 8000)]).run(9000)
    assert timeline.done == [(3520, Speak(MM_HMM))]


def test_does_not_interrupt_a_pause() -> None:
    timeline = Timeline([DuringBot(960), MmHmm()], bot_ms=[(1000, 2000), (3000, 8000)]).run(9000)
    assert timeline.done == [(1980, Speak(MM_HMM))]
    late = Timeline([Wait(2.5), DuringBot(20), MmHmm()], bot_ms=[(1000, 2000), (3000, 8000)]).run(9000)
    assert late.done == [(3040, Speak(MM_HMM))]


def test_silence_passes_without_a_deed() -> None:
    timeline = Timeline([StaySilent(2)], bot_ms=[(0, 1000)]).run(5000)
    assert timeline.done == []
    assert timeline.notes == ["step 1 (stay_silent_s)", STEPS_DONE]


def test_voicemail_greets_beeps_and_stays() -> None:
    timeline = Timeline([Greeting("Please leave a message."), Press("1"), Beep()]).run(9000)
    assert timeline.done == [
        (20, Speak("Please leave a message.")),
        (20, SoundBeep()),
        (20 + LINE_MS, PressKeys("1")),
        (40 + LINE_MS, SoundBeep()),
    ]


def test_hangs_up_once_after_the_last_word() -> None:
    timeline = Timeline([Say("Bye."), HangUp()]).run(5000)
    assert timeline.done == [(20, Speak("Bye.")), (20 + LINE_MS, PutDown(Ending.PHONE_HUNG_UP, "hung up as told"))]


@pytest.mark.parametrize(("step", "kind"), [(AfterBot(timeout_s=3), "after_bot"), (DuringBot(500, timeout_s=3), "during_bot_ms")])
def test_a_wait_in_vain_ends_the_call_with_a_reason(step: Step, kind: str) -> None:
    [(at_ms, deed)] = Timeline([step, Say("Yes.")]).run(10_000).done
    assert at_ms == 3000
    assert deed == PutDown(Ending.WAITED_IN_VAIN, f"step 1 ({kind}) waited 3 s in vain")


def test_no_call_lasts_longer_than_its_limit() -> None:
    [(at_ms, deed)] = Timeline([], max_ms=2000).run(10_000).done
    assert at_ms == 2020
    assert isinstance(deed, PutDown)
    assert deed.ending is Ending.TOO_LONG
