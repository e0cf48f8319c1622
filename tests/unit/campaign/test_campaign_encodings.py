from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.lists.encodings import EncodingError, decode

pytestmark = pytest.mark.unit

PLAIN = "number,name\n+15550100001,Ann\n"
ACCENTS = "number,name\n+15550100001,José García\n+15550100002,Jürgen Müller\n+15550100003,Zoë O'Brien\n"
CHINESE = "number,name\n+8613800138000,王伟\n+8613800138001,李小龙\n"
CHINESE_RARE = "号码,姓名,城市\n+8613800138000,陶喆,北京市\n+8613800138001,朱镕基,上海市\n"


@pytest.mark.parametrize(
    ("text", "saved_as", "told"),
    [
        (PLAIN, "ascii", "utf-8"),
        (ACCENTS, "utf-8", "utf-8"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "utf-16", "utf-16"),
        (ACCENTS, "latin-1", "latin-1"),
        ("name\nM\xfcller\n", "latin-1", "latin-1"),
        ("name\nJos\xe9\n", "latin-1", "latin-1"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gb2312", "gb18030"),
        (CHINESE_RARE, "gbk", "gb18030"),
    ],
)
def test_encodings_are_told_apart(text: str, saved_as: str, told: str) -> None:
    decoded = decode(text.encode(saved_as))

    assert (decoded.text, decoded.encoding) == (text, told)


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        ("number,name\n1,créée\n".encode("latin-1"), 2, "could be GB18030 as well as Latin-1: say which"),
        ("number,name\n1,王\n".encode("gb18030"), 2, "could be GB18030 as well as Latin-1"),
        ("number,name\n1,“quoted” text…\n".encode("cp1252"), 2, "--encoding cp1252"),
        ("number,name\n1,Ann\n2,Игорь Петров\n".encode("koi8-r"), 3, "--encoding"),
        (PLAIN.encode("utf-16-le"), None, "contains zero bytes"),
        (b"PK\x03\x04\x14\x00\x06\x00", None, "is a spreadsheet"),
        (codecs.BOM_UTF8 + b"number\n\xff", 2, "is not utf-8-sig"),
    ],
)
def test_what_cannot_be_told_is_refused(data: bytes, line: int | None, why: str) -> None:
    with pytest.raises(EncodingError, match=why) as caught:
        decode(data)

    assert caught.value.line == line


def test_the_operator_can_say_it() -> None:
    assert decode("王".encode("gb18030"), "gb18030").text == "王"
    assert decode("Íõ".encode("latin-1"), "latin-1").text == "Íõ"
    assert decode("x,“y”".encode("cp1252"), "cp1252").text == "x,“y”"
    assert decode(codecs.BOM_UTF8 + b"number", "UTF-8").text == "number"


@pytest.mark.parametrize(
    ("data", "encoding", "why"),
    [
        (b"number", "klingon", "--encoding klingon: no such encoding: e.g. utf-8"),
        (b"number", "hex", "--encoding hex: is no text encoding"),
        (b"number\n\xe9,\n", "utf-8", "is not utf-8"),
    ],
)
def test_a_wrong_word_is_refused(data: bytes, encoding: str, why: str) -> None:
    with pytest.raises(EncodingError, match=why):
        decode(data, encoding)


@given(st.text())
def test_utf_8_is_always_recognised(text: str) -> None:
    text = "number\n" + text.replace("\0", "")

    assert decode(text.encode()).text == text


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    with contextlib.suppress(EncodingError):
        assert decode(data).encoding in {"utf-8", "utf-8-sig", "utf-16", "gb18030", "latin-1"}
