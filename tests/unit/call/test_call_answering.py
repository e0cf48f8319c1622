"""Answer supervision's parts: words, tones, timing, verdicts; tables and properties."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.call.answering.network import NetworkMessage, sit_message
from engine.call.answering.policy import AnsweringPolicy, Reaction, policy_of
from engine.call.answering.supervisor import WINDOW_MS, AnswerSupervisor
from engine.call.answering.timing import MACHINE_GREETING_MS, PAUSE_MS, PEEKS_MS, Utterance, UtteranceTracker
from engine.call.answering.tone import ToneDetector
from engine.call.answering.tones import Signal, ToneListener, ToneSign
from engine.call.answering.verdict import REVISIONS, Answerer
from engine.call.answering.words import evidence
from engine.settings import AnsweringSection
from telephony.audio import FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ, SILENT_FRAME, silence
from telephony.lab.noise import mixed, pink_noise
from telephony.lab.tones import BUSY, RINGBACK, SIT_E180, SIT_VACANT_CODE, Tone, rendered
from tests.unit.call.rig import SPEECH_FRAME

pytestmark = pytest.mark.unit

H, V, S, M, N = Answerer.HUMAN, Answerer.VOICEMAIL, Answerer.SCREENING, Answerer.MENU, Answerer.ANNOUNCEMENT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello?", None),
        ("He is not available right now.", None),
        ("Sorry, I'm busy, can you call me later?", H),
        ("I'm not interested.", None),
        ("Leave me alone!", None),
        ("She can't come to the phone right now. Can I take a message?", H),
        ("She just left. Would you like to leave a message?", H),
        ("Good morning, Miller and Sons, Peter speaking, how can I help you?", H),
        ("You've reached the front desk, how can I help?", H),
        ("Who is calling please?", H),
        ("Hi, this is Anna, please leave a message.", V),
        ("Hi, you've reached Anna. Please leave a message after the beep.", V),
        ("I can't come to the phone right now.", V),
        ("The person you are calling is not available.", V),
        ("Your call has been forwarded to an automated voice mail system.", V),
        ("Please record your message.", V),
        ("To leave a message, wait for the tone.", V),
        ("The number you have dialed is not available. Please leave a message after the tone.", V),
        ("Hi, if you record your name and reason for calling, I'll see if this person is available.", S),
        ("Go ahead and say your name and why you're calling.", S),
        ("Thank you for calling Acme. For sales, press one.", M),
        ("To hear this again, say two.", M),
        ("I'd say two.", None),
        ("Let's say four.", None),
        ("All of our representatives are currently busy. Please stay on the line.", M),
        ("Your call may be recorded for quality purposes.", M),
        ("The number you have dialed is not in service.", N),
        ("Your call cannot be completed as dialed.", N),
        ("All circuits are busy now.", N),
        ("The subscriber is switched off, please try again later.", N),
    ],
)
def test_words_give_the_answerer_away(text: str, expected: Answerer | None) -> None:
    found = evidence(text, "en")
    assert (found.answerer if found else None) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("喂，你好", None),
        ("您拨打的号码是空号", N),
        ("请在嘀声后留言", V),
        ("普通话请按一", M),
        ("转人工请稍候", M),
        ("帮我转人工", None),
        ("有没有人工服务", None),
        ("您好，请问哪位？", H),
    ],
)
def test_chinese_words(text: str, expected: Answerer | None) -> None:
    found = evidence(text, "zh")
    assert (found.answerer if found else None) is expected


def test_a_language_without_phrases_gives_no_evidence() -> None:
    assert evidence("please leave a message", "xx") is None


@pytest.mark.parametrize(
    ("tones", "message"),
    [
        (((985, 380), (1371, 274), (1777, 380)), NetworkMessage.NO_SUCH_NUMBER),
        (((914, 274), (1371, 274), (1777, 380)), NetworkMessage.NO_SUCH_NUMBER),
        (((985, 380), (1429, 380), (1777, 380)), NetworkMessage.CONGESTION),
        (((914, 274), (1429, 380), (1777, 380)), NetworkMessage.CONGESTION),
        (((950, 330), (1400, 330), (1800, 330)), NetworkMessage.UNKNOWN),
        (((1800, 330), (1400, 330), (950, 330)), None),
        (((950, 330), (1400, 330)), None),
        (((950, 900), (1400, 330), (1800, 330)), None),
    ],
)
def test_special_information_tones_are_decoded(tones: tuple[tuple[float, int], ...], message: NetworkMessage | None) -> None:
    assert sit_message(tones) is message


def signals(pcm: bytes, *, spoken_before: bool = True) -> list[Signal]:
    detector, listener = ToneDetector(), ToneListener(frame_ms=FRAME_MS)
    found = []
    for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
        frame = pcm[start : start + FRAME_BYTES]
        hz = detector.feed(frame)
        found.append(listener.feed(hz, detector.level_dbfs, spoken_before=spoken_before))
    return [signal for signal in found if signal]


@pytest.mark.parametrize(
    ("tones", "expected"),
    [
        ((Tone((1000,), 450),), [ToneSign.BEEP]),
        ((Tone((440,), 500),), [ToneSign.BEEP]),
        ((Tone((2400,), 160),), [ToneSign.BEEP]),
        ((Tone((1400,), 150, 120), Tone((1400,), 150)), [ToneSign.BEEP]),
        ((Tone((700,), 200, 60), Tone((950,), 300)), [ToneSign.BEEP]),
        (SIT_E180, [ToneSign.SPECIAL_INFORMATION]),
        (SIT_VACANT_CODE, [ToneSign.SPECIAL_INFORMATION]),
        ((Tone((2100,), 3000),), [ToneSign.FAX]),
        ((Tone((697, 1209), 400),), []),
        ((Tone((1000,), 60),), []),
        ((Tone((1000,), 4000),), []),
        ((Tone((523,), 200), Tone((659,), 200), Tone((784,), 200), Tone((1047,), 400)), []),
        (RINGBACK, []),
        (BUSY, []),
    ],
    ids=str,
)
@pytest.mark.parametrize("noise_dbfs", [None, -50.0])
def test_tones_are_told_apart(tones: tuple[Tone, ...], expected: list[ToneSign], noise_dbfs: float | None) -> None:
    pcm = silence(500) + rendered(tones) + silence(800)
    if noise_dbfs is not None:
        pcm = mixed(pcm, pink_noise(noise_dbfs, 5)[: len(pcm)])
    assert [signal.sign for signal in signals(pcm)] == expected


@pytest.mark.parametrize(("ends_hz", "gap_ms", "beeps"), [(400, 200, True), (440, 200, False), (400, 0, False)])
def test_a_vowel_that_ends_a_sentence_is_no_beep(ends_hz: float, gap_ms: int, beeps: bool) -> None:
    """A pure tone of 200 ms that glides from 400 Hz, after noise as loud as speech."""
    times = np.arange(SAMPLE_RATE_HZ // 5) / SAMPLE_RATE_HZ
    phase = 2 * np.pi * (400 * times + (ends_hz - 400) * times**2 / 0.4)
    vowel = (6000 * np.sin(phase)).astype("<i2").tobytes()
    pcm = pink_noise(-20, 3)[: 16 * 400] + silence(gap_ms) + vowel + silence(700)
    assert [signal.sign for signal in signals(pcm)] == [ToneSign.BEEP] * beeps


def test_ringback_after_answer_is_no_beep_and_keeps_the_bot_waiting() -> None:
    rings = (Tone((425,), 1000, 4000),) * 2
    assert signals(silence(200) + rendered(rings), spoken_before=False) == []
    supervisor = AnswerSupervisor("en", frame_ms=FRAME_MS)
    feed(supervisor, silence(200) + rendered(rings))
    assert supervisor.sounding
    feed(supervisor, silence(4000))
    assert not supervisor.sounding


def test_a_calling_fax_is_known_by_its_second_tone() -> None:
    cng = rendered((Tone((1100,), 500, 3000),) * 3)
    assert [signal.sign for signal in signals(cng + silence(500), spoken_before=False)] == [ToneSign.FAX]


@settings(max_examples=5, deadline=None)
@given(st.binary(min_size=0, max_size=50).map(lambda seed: np.random.default_rng(list(seed)).normal(0, 4000, SAMPLE_RATE_HZ)))
def test_noise_is_no_signal(noise: np.ndarray) -> None:
    assert signals(np.clip(noise, -32768, 32767).astype("<i2").tobytes() + silence(500)) == []


@settings(max_examples=25, deadline=None)
@given(
    st.floats(360, 2480).filter(lambda hz: not 2070 < hz < 2130 and not 1050 < hz < 1150),
    st.integers(160, 1400),
    st.floats(-30, -6),
    st.integers(0, 319),
)
def test_any_beep_is_one_wherever_it_begins(hz: float, length_ms: int, level_dbfs: float, offset: int) -> None:
    pcm = silence(300) + bytes(2 * offset) + rendered((Tone((hz,), length_ms),), level_dbfs=level_dbfs) + silence(700)
    assert [signal.sign for signal in signals(pcm)] == [ToneSign.BEEP]


def feed(supervisor: AnswerSupervisor, pcm: bytes, *, is_speech: bool = False) -> list[object]:
    starts = range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)
    notices = [supervisor.hear(pcm[start : start + FRAME_BYTES], is_speech) for start in starts]
    return [part for notice in notices for part in (notice.judgement, notice.peek) if part]


def speak(supervisor: AnswerSupervisor, ms: int) -> list[object]:
    return feed(supervisor, SPEECH_FRAME * (ms // FRAME_MS), is_speech=True)


def message_of(supervisor: AnswerSupervisor) -> NetworkMessage | None:
    return supervisor.judgement.message if supervisor.judgement else None


class TestTiming:
    def test_a_pause_ends_an_utterance(self) -> None:
        tracker = UtteranceTracker(frame_ms=FRAME_MS)
        frames = [False] * 10 + [True] * 30 + [False] * 15
        ends = [tracker.feed(is_speech, -20.0 if is_speech else -99.0) for is_speech in frames]
        assert ends[-1] == Utterance(200, 800)
        assert ends.count(None) == len(ends) - 1

    def test_a_click_is_none(self) -> None:
        tracker = UtteranceTracker(frame_ms=FRAME_MS)
        assert not any(tracker.feed(is_speech, -20.0) for is_speech in [True] * 5 + [False] * 40)

    def test_a_television_behind_the_person_does_not_prolong_the_hello(self) -> None:
        tracker = UtteranceTracker(frame_ms=FRAME_MS)
        levels = [-20.0] * 30 + [-38.0] * 60
        ends = [(number * FRAME_MS, ended) for number, level in enumerate(levels) if (ended := tracker.feed(True, level))]
        assert ends[0][0] <= 600 + PAUSE_MS + 100
        assert ends[0][1].length_ms <= 700

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.booleans(), max_size=300))
    def test_utterances_never_overlap_and_pauses_part_them(self, frames: list[bool]) -> None:
        tracker = UtteranceTracker(frame_ms=FRAME_MS)
        ended = [found for is_speech in frames if (found := tracker.feed(is_speech, -20.0 if is_speech else -99.0))]
        assert all(later.onset_ms - earlier.end_ms >= PAUSE_MS for earlier, later in pairwise(ended))


class TestSupervisor:
    def supervisor(self) -> AnswerSupervisor:
        supervisor = AnswerSupervisor("en", frame_ms=FRAME_MS)
        feed(supervisor, silence(400))
        return supervisor

    def test_a_short_hello_is_a_person_as_soon_as_it_ends(self) -> None:
        supervisor = self.supervisor()
        speak(supervisor, 600)
        feed(supervisor, SILENT_FRAME * (PAUSE_MS // FRAME_MS - 1))
        assert supervisor.answerer is None
        feed(supervisor, SILENT_FRAME)
        assert supervisor.answerer is H

    def test_a_greeting_without_a_pause_is_a_machine(self) -> None:
        supervisor = self.supervisor()
        speak(supervisor, MACHINE_GREETING_MS)
        assert supervisor.answerer is V

    def test_a_long_utterance_is_looked_at_while_it_lasts(self) -> None:
        supervisor = self.supervisor()
        peeks = [peek for peek in speak(supervisor, 6000) if isinstance(peek, Utterance)]
        assert [peek.length_ms for peek in peeks] == list(PEEKS_MS)

    def test_words_of_a_peek_do_not_make_a_person_but_a_machine(self) -> None:
        supervisor = self.supervisor()
        speak(supervisor, 2000)
        assert supervisor.words("hi this is", 400, complete=False) is None
        judgement = supervisor.words("hi this is Anna please leave a message", 400, complete=False)
        assert judgement is not None
        assert judgement.answerer is V

    def test_a_machine_is_not_told_twice(self) -> None:
        supervisor = self.supervisor()
        speak(supervisor, 900)
        assert supervisor.words("leave a message", 400, complete=True) is not None
        assert supervisor.words("leave a message", 400, complete=True) is None

    def test_a_beep_after_a_hello_is_a_voicemail_and_after_an_answer_a_kitchen(self) -> None:
        beep = rendered((Tone((1000,), 400),)) + silence(600)
        supervisor = self.supervisor()
        speak(supervisor, 600)
        feed(supervisor, silence(600) + beep)
        assert supervisor.answerer is V
        supervisor = self.supervisor()
        speak(supervisor, 600)
        supervisor.talked_with()
        feed(supervisor, silence(600) + beep)
        assert supervisor.answerer is H

    def test_vague_words_count_early_only(self) -> None:
        supervisor = self.supervisor()
        speak(supervisor, 600)
        feed(supervisor, silence(400))
        assert supervisor.words("we're closed on Sundays, I'll call you", 12_000, complete=True) is None
        assert supervisor.words("you've reached Anna", 400, complete=True) is not None

    def test_vague_words_of_speech_that_goes_on_decide_nothing_yet(self) -> None:
        supervisor = self.supervisor()
        assert supervisor.words("hi you've reached", 400, complete=False) is None
        judgement = supervisor.words("hi you've reached the front desk, how can I help you?", 400, complete=True)
        assert judgement is not None
        assert judgement.answerer is H

    def test_vague_words_after_a_wait_are_an_answer_and_not_a_recording_that_goes_on(self) -> None:
        for pause_ms, expected in ((800, V), (2500, H)):
            supervisor = self.supervisor()
            speak(supervisor, 600)
            feed(supervisor, silence(pause_ms))
            supervisor.words("I'm not at home", 600 + pause_ms, complete=True)
            assert supervisor.answerer is expected

    def test_you_have_reached_may_go_on_to_a_number_out_of_service(self) -> None:
        supervisor = self.supervisor()
        supervisor.words("we're sorry, you have reached", 400, complete=True)
        supervisor.words("a number that has been disconnected", 2400, complete=True)
        assert supervisor.answerer is N

    def test_a_voicemail_says_too_that_somebody_is_not_available(self) -> None:
        supervisor = self.supervisor()
        supervisor.words("please leave a message", 400, complete=True)
        supervisor.words("or try again later", 3400, complete=True)
        assert supervisor.answerer is V

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("I'd say four", H),
            ("say two", H),
            ("for sales press one, for everything else press two", Answerer.MENU),
        ],
    )
    def test_a_person_who_talks_is_no_machine_for_a_few_words(self, text: str, expected: Answerer) -> None:
        supervisor = self.supervisor()
        speak(supervisor, 600)
        supervisor.talked_with()
        supervisor.words(text, 12_000, complete=True)
        assert supervisor.answerer is expected

    def test_an_announcement_is_no_voicemail_for_vague_words(self) -> None:
        supervisor = self.supervisor()
        feed(supervisor, rendered(SIT_VACANT_CODE) + silence(400))
        assert supervisor.words("we're sorry, you have reached", 2000, complete=False) is None
        assert supervisor.answerer is N

    def test_after_the_window_nothing_changes_the_verdict(self) -> None:
        supervisor = self.supervisor()
        speak(supervisor, 600)
        feed(supervisor, silence(WINDOW_MS + 1000))
        feed(supervisor, rendered((Tone((1000,), 400),)) + silence(600))
        assert supervisor.words("leave a message", WINDOW_MS + 3000, complete=True) is None
        assert supervisor.answerer is H

    def test_who_is_put_through_says_hello(self) -> None:
        supervisor = self.supervisor()
        supervisor.words("please say your name and why you are calling", 400, complete=True)
        assert supervisor.words("thank you, please stay on the line now", 9000, complete=True) is None
        judgement = supervisor.words("hello?", 15_000, complete=True)
        assert judgement is not None
        assert judgement.answerer is H

    def test_an_announcements_words_say_what_its_tones_left_open(self) -> None:
        supervisor = self.supervisor()
        feed(supervisor, rendered(SIT_E180) + silence(400))
        assert message_of(supervisor) is NetworkMessage.UNKNOWN
        supervisor.words("all circuits are busy now", 1500, complete=True)
        assert message_of(supervisor) is NetworkMessage.CONGESTION

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=8))
    def test_no_length_of_speech_or_silence_upsets_it(self, pieces: list[tuple[bool, int]]) -> None:
        supervisor = AnswerSupervisor("en", frame_ms=FRAME_MS)
        for is_speech, count in pieces:
            feed(supervisor, (SPEECH_FRAME if is_speech else SILENT_FRAME) * count, is_speech=is_speech)
        assert supervisor.answerer in (None, H, V)


def test_every_verdict_says_what_may_follow_it() -> None:
    assert set(REVISIONS) == set(Answerer)
    assert all(answerer not in after for answerer, after in REVISIONS.items())


@pytest.mark.parametrize("answerer", list(Answerer))
def test_the_default_policy(answerer: Answerer) -> None:
    expected = {
        V: Reaction.LEAVE_MESSAGE,
        S: Reaction.INTRODUCE,
        H: Reaction.TALK,
        Answerer.SILENCE: Reaction.TALK,
    }.get(answerer, Reaction.HANG_UP)
    assert policy_of(AnsweringSection()) == AnsweringPolicy()
    assert AnsweringPolicy().reaction(answerer) is expected


def test_retrying_later_names_its_time() -> None:
    policy = policy_of(AnsweringSection(voicemail="retry_later", retry_after_s=600))
    assert policy.retry_after(V) == 600
    assert policy.retry_after(M) is None
    assert policy.retry_after(None) is None
