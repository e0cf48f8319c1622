"""Two lines joined: each frame is heard one tick after it came, over what is played, and never later than it must."""

from array import array

import pytest

from telephony.audio import FRAME_SAMPLES, SILENT_FRAME
from telephony.bridge import bridged
from telephony.relayqueue import RELAYED_FRAMES_MAX, RelayQueue
from telephony.sip.channel import AudioChannel
from telephony.testing import ScriptedLine

pytestmark = pytest.mark.unit


def frame(level: int) -> bytes:
    return array("h", [level] * FRAME_SAMPLES).tobytes()


def tick(pairs: list[tuple[AudioChannel, bytes]]) -> list[bytes]:
    """As pjsip's bridge does it: all lines are pulled, then all are pushed."""
    heard = [channel.pull() for channel, _ in pairs]
    for channel, said in pairs:
        channel.push(said)
    return heard


def test_a_frame_is_heard_in_the_next_tick() -> None:
    person, agent = AudioChannel(lambda: None), AudioChannel(lambda: None)
    person.pass_on(agent.relayed.append)
    agent.pass_on(person.relayed.append)
    heard = [tick([(person, frame(n)), (agent, frame(-n))]) for n in range(1, 5)]
    assert heard == [[SILENT_FRAME] * 2] + [[frame(-n), frame(n)] for n in range(1, 4)]


def test_what_was_sent_is_recorded_as_it_was_heard() -> None:
    person, agent = AudioChannel(lambda: None), AudioChannel(lambda: None)
    recorded: list[tuple[bytes, bytes]] = []
    person.copy_to(lambda received, sent: recorded.append((received, sent)))
    agent.pass_on(person.relayed.append)
    person.playing.append(frame(100) * 2)
    for n in (1, 2):
        tick([(person, frame(n)), (agent, frame(1000))])
    assert recorded == [(frame(1), frame(100)), (frame(2), frame(1100))], "the bot alone, then the bot with the agent over it"


def test_loud_voices_together_do_not_wrap_around() -> None:
    queue = RelayQueue()
    queue.append(frame(30_000))
    assert queue.mixed_into(frame(30_000)) == frame(32_767)
    queue.append(frame(-30_000))
    assert queue.mixed_into(frame(-30_000)) == frame(-32_768)


def test_a_line_that_pulls_late_loses_sound_and_gains_no_delay() -> None:
    queue = RelayQueue()
    for n in range(1, 11):
        queue.append(frame(n))
    kept = [queue.mixed_into(SILENT_FRAME) for _ in range(RELAYED_FRAMES_MAX)]
    assert kept == [frame(n) for n in range(11 - RELAYED_FRAMES_MAX, 11)]
    assert queue.dropped == 10 - RELAYED_FRAMES_MAX
    assert queue.mixed_into(SILENT_FRAME) == SILENT_FRAME


def test_the_bridge_ends_with_its_block() -> None:
    person, agent = ScriptedLine("person"), ScriptedLine("agent")
    with bridged(person, agent):
        person.push_frame(frame(7))
        assert agent.push_frame(frame(8)) == frame(7)
        assert person.push_frame() == frame(8)
        person.push_frame(frame(9))
    assert agent.push_frame(frame(10)) == SILENT_FRAME, "what was not heard by then is not heard later"
    assert person.push_frame() == SILENT_FRAME
