"""Recorded calls make the same decisions at the same times as they did live."""

import pytest

from engine.dialog.moves import HangUp
from engine.events import CallEvent
from engine.speech.models import ModelStore
from engine.speech.vad import SpeechModel, load_speech_model
from tests.integration.call.recorded_conversation import Expected, recorded_call, replay

pytestmark = pytest.mark.models

TOLERANCE_MS = 100
"""Five frames: live, recognition ended between frames, and events carried the time of day."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SpeechModel:
    return load_speech_model(ModelStore(tmp_path_factory.mktemp("models")))


@pytest.mark.parametrize("name", ["interruption", "listener", "voicemail"])
async def test_a_recorded_conversation_has_its_timeline(name: str, model: SpeechModel) -> None:
    replayed = await replay(name, model)
    timeline = recorded_call(name).timeline
    assert [type(event).__name__ for event in replayed.events] == [expected.event for expected in timeline]
    differences = [difference for pair in zip(replayed.events, timeline, strict=True) for difference in differing(*pair)]
    assert differences == []
    assert replayed.left == (HangUp(),)


def differing(event: CallEvent, expected: Expected) -> list[str]:
    """What an event has otherwise than expected, for people to read."""
    found = {name: getattr(event, name) for name in expected.fields}
    wanted = dict(expected.fields)
    if expected.at_ms is not None:
        found["at_ms"], wanted["at_ms"] = round(event.at * 1000), expected.at_ms
    return [
        f"{expected.event} of {expected.fields}: {name} is {found[name]!r}, not {wanted[name]!r}"
        for name in wanted
        if not _alike(name, found[name], wanted[name])
    ]


def _alike(name: str, found: object, wanted: object) -> bool:
    if name.endswith("_ms") and isinstance(found, int) and isinstance(wanted, int):
        return abs(found - wanted) <= TOLERANCE_MS
    return found == wanted
