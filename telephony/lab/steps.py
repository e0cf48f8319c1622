"""What a simulated person does after answering, one step after the other. Frozen data; `telephony.lab.behaviour` carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, MinLen
from pydantic import StringConstraints

from telephony.lab.strict import StrictFields

StepTimeoutS = Annotated[float, Gt(0), Le(600)]
WAIT_TIMEOUT_S = 30.0
"""A person who waits this long for the bot gives up: the phone reports it and hangs up."""


@dataclass(frozen=True, slots=True)
class Wait(StrictFields):
    """Is silent for a while."""

    wait_s: Annotated[float, Gt(0), Le(600)]
    kind: Literal["wait_s"] = "wait_s"


@dataclass(frozen=True, slots=True)
class StaySilent(StrictFields):
    """Says nothing for this long: a callee that is there and stays silent."""

    stay_silent_s: Annotated[float, Gt(0), Le(600)]
    kind: Literal["stay_silent_s"] = "stay_silent_s"


@dataclass(frozen=True, slots=True)
class Say(StrictFields):
    """Speaks a line in the phone's voice; the next step starts when it has been said."""

    say: Annotated[str, MinLen(1)]
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class SayPieces(StrictFields):
    """Speaks one turn in pieces, with a thinking pause of exactly `pause_ms` between each two."""

    pieces: Annotated[tuple[Annotated[str, MinLen(1)], ...], MinLen(2)]
    pause_ms: Annotated[int, Ge(20), Le(10_000)] = 500
    kind: Literal["pieces"] = "pieces"


@dataclass(frozen=True, slots=True)
class SayFile(StrictFields):
    """Plays a recorded WAV (mono, 16-bit); a relative path counts from the phone book's folder."""

    file: Path
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class MmHmm(StrictFields):
    """A short backchannel: the person is listening and does not want the floor."""

    kind: Literal["mm_hmm"] = "mm_hmm"


@dataclass(frozen=True, slots=True)
class AfterBot(StrictFields):
    """Waits until the bot has spoken since this step began and has then been quiet."""

    quiet_ms: Annotated[int, Ge(100), Le(30_000)] = 900
    """Silence that ends the bot's turn."""
    spoken_ms: Annotated[int, Ge(20), Le(60_000)] = 20
    """The bot's turn has at least this much speech, pauses left out: a person waits for the question, however slowly it comes."""
    timeout_s: StepTimeoutS = WAIT_TIMEOUT_S
    kind: Literal["after_bot"] = "after_bot"


@dataclass(frozen=True, slots=True)
class DuringBot(StrictFields):
    """Waits until the bot speaks and has spoken this long since the step began, pauses left out: what follows interrupts it."""

    during_bot_ms: Annotated[int, Ge(20), Le(60_000)]
    timeout_s: StepTimeoutS = WAIT_TIMEOUT_S
    kind: Literal["during_bot_ms"] = "during_bot_ms"


@dataclass(frozen=True, slots=True)
class Press(StrictFields):
    """Presses telephone keys."""

    press: Annotated[str, StringConstraints(pattern=r"^[0-9*#A-D]{1,32}$")]
    kind: Literal["press"] = "press"


@dataclass(frozen=True, slots=True)
class Beep(StrictFields):
    """The tone after which a voicemail records."""

    kind: Literal["beep"] = "beep"


@dataclass(frozen=True, slots=True)
class Fax(StrictFields):
    """The tone with which a fax machine answers."""

    kind: Literal["fax"] = "fax"


@dataclass(frozen=True, slots=True)
class Greeting(StrictFields):
    """A voicemail's announcement followed by its beep."""

    greeting: Annotated[str, MinLen(1)]
    kind: Literal["greeting"] = "greeting"


@dataclass(frozen=True, slots=True)
class HangUp(StrictFields):
    """Ends the call."""

    kind: Literal["hang_up"] = "hang_up"


Step = Wait | StaySilent | Say | SayPieces | SayFile | MmHmm | AfterBot | DuringBot | Press | Beep | Fax | Greeting | HangUp
