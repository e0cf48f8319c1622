"""Devices are chosen by table, and what cannot be had is said."""

from typing import Literal

import pytest

from engine.speech.devices import NoSuchDevice, choose

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("asked", "cuda", "chosen"),
    [("auto", True, "cuda"), ("auto", False, "cpu"), ("cpu", True, "cpu"), ("cpu", False, "cpu"), ("cuda", True, "cuda")],
)
def test_choice(asked: Literal["auto", "cpu", "cuda"], cuda: bool, chosen: str) -> None:
    assert choose(asked, cuda=cuda, what="whisper_device") == chosen


def test_auto_says_what_it_chose(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        choose("auto", cuda=False, what="voice_device")
    assert vars(caplog.records[0])["setting"] == "voice_device"
    assert vars(caplog.records[0])["chosen"] == "cpu"


def test_cuda_where_there_is_none_is_an_error_that_names_the_setting() -> None:
    with pytest.raises(NoSuchDevice, match=r"encoder_device asks for cuda.*set it to cpu or auto"):
        choose("cuda", cuda=False, what="encoder_device")
