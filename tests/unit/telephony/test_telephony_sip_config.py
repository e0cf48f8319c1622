from __future__ import annotations

from dataclasses import replace

import pytest

from telephony.settings import Transport, TrunkSettings
from telephony.sip.config import codec_priorities
from telephony.sip.frames import (
    BindingAccess,
    ElementAccess,
    FrameAccess,
    PointerAccess,
    choose_frame_access,
    is_sound,
    whole_frame,
)
from telephony.sip.log import masked
from telephony.sip.uris import checked_digits, dialled_uri, transfer_uri, trunk_uri

pytestmark = pytest.mark.unit

TRUNK = TrunkSettings(host="sip.example.net", port=5070)
CODECS = ["speex/16000/1", "PCMU/8000/1", "PCMA/8000/1", "G722/16000/1"]


def test_only_the_wanted_codecs_stay_in_their_order() -> None:
    assert codec_priorities(CODECS, ["PCMA", "pcmu"]) == {
        "speex/16000/1": 0,
        "PCMU/8000/1": 254,
        "PCMA/8000/1": 255,
        "G722/16000/1": 0,
    }


def test_a_codec_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"'PCM' is not in this build.*G722/16000/1"):
        codec_priorities(CODECS, ["PCMA", "PCM"])


def test_trunk_uris() -> None:
    assert trunk_uri("+4930123", TRUNK) == "sip:+4930123@sip.example.net:5070"
    assert trunk_uri("*31#", TRUNK) == "sip:*31%23@sip.example.net:5070"
    assert trunk_uri("1", replace(TRUNK, transport=Transport.TCP)) == "sip:1@sip.example.net:5070;transport=tcp"


def test_transfer_targets() -> None:
    assert transfer_uri("+4930123", TRUNK) == trunk_uri("+4930123", TRUNK)
    assert transfer_uri("SIP:agent@pbx;transport=tcp", TRUNK) == "SIP:agent@pbx;transport=tcp"
    for written in ("+44 20 7946 0958", "+44 (0)20 7946-0958", "+44(20)7946.0958"):
        assert transfer_uri(written, TRUNK) == trunk_uri("+442079460958", TRUNK)
    assert transfer_uri("(020) 7946 0958", TRUNK) == trunk_uri("02079460958", TRUNK)
    for bad in ("sip:agent", "sip:a b@c", "sip:a@b>", "", "agent@pbx", "agent smith"):
        with pytest.raises(ValueError, match=r"SIP URI|number"):
            transfer_uri(bad, TRUNK)


def test_what_is_dialled_is_written_as_it_is_dialled() -> None:
    assert dialled_uri("SIP:agent@pbx", TRUNK) == "SIP:agent@pbx"
    with pytest.raises(ValueError, match="number"):
        dialled_uri("+44 20 7946 0958", TRUNK)


def test_digits() -> None:
    assert checked_digits("0*#AD") == "0*#AD"
    for bad in ("", "12a", "1 2", "E"):
        with pytest.raises(ValueError, match="DTMF"):
            checked_digits(bad)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("INVITE sip:+4930123456@h", "INVITE sip:*********56@h"),
        ("sip:4930123456@h:5060", "sip:********56@h:5060"),
        ("calls +4930123456.", "calls *********56."),
        ("02:10:10.082 status=120098", "02:10:10.082 status=120098"),
    ],
)
def test_numbers_do_not_reach_the_log(text: str, safe: str) -> None:
    assert masked(text) == safe


@pytest.mark.parametrize("access", [PointerAccess(), ElementAccess()])
def test_frame_access_agrees_with_the_binding(access: FrameAccess) -> None:
    assert is_sound(access)


def test_the_fast_way_is_chosen_where_it_works(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    assert not isinstance(choose_frame_access(), ElementAccess)
    monkeypatch.setattr(PointerAccess, "read", lambda _self, _frame: b"something else")
    monkeypatch.setattr(BindingAccess, "read", lambda _self, _frame: b"something else")
    assert isinstance(choose_frame_access(), ElementAccess)
    assert "byte by byte" in caplog.text


def test_whole_frames() -> None:
    assert whole_frame(b"") == bytes(320)
    assert whole_frame(b"\1" * 100) == b"\1" * 100 + bytes(220)
    assert whole_frame(b"\1" * 640) == b"\1" * 320
