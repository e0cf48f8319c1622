"""Files that are not YAML: what the person is told to type, and where. Each case is a mistake that people make."""

from __future__ import annotations

import pytest

from engine.dialog.source import parse_source

pytestmark = pytest.mark.unit

SAY = "nodes:\n  a:\n    say: "
"""A text follows in line 3, column 10."""
NODE = "nodes:\n  a:\n    say: Hello.\n"
"""A field of the node follows in line 4."""
LIST = "nodes:\n  a:\n    on:\n"
"""Entries follow in line 4."""
REST = "    goto: b\n  b:\n    hangup: true\n"
OTHER_SPACE = "a space of another kind ({}) at the line's beginning: type plain spaces"
NO_DASH = "this line of the list has no `- ` in front of it"
NEEDS_QUOTES = "needs quotes around it"


def told(text: str) -> str:
    """The only thing that is said of a file."""
    (problem,) = parse_source(text, "s.yaml").problems
    return str(problem).removeprefix("s.yaml:").replace("is not YAML: ", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"nodes:\n  a:\n\tsay: x\n{REST}", "3:1: a tab: use spaces instead"),
        (f"{LIST}    \t- {{intent: a}}\n{REST}", "4:5: a tab: use spaces instead"),
        (f"{NODE}\u3000\u3000ask: visit\n{REST}", f"4:1: {OTHER_SPACE.format('U+3000')}"),
        (f"{NODE}\u00a0\u00a0ask: visit\n{REST}", f"4:1: {OTHER_SPACE.format('U+00A0')}"),
        (f"{NODE}      ask: x\n{REST}", "4:7: this line stands further to the right than the one that it belongs beside"),
        (
            f"{LIST}      - intent: a\n       goto: b\n{REST}",
            "5:8: 7 spaces stand in front of this line, and no line above it fits: make it 4 or 8",
        ),
        (f"{NODE}   ask: x\n{REST}", "4:4: 3 spaces stand in front of this line, and no line above it fits: make it 2 or 4"),
        (f"{SAY}bad\x07sign\n", "3:13: a sign that cannot be seen (U+0007): delete it"),
    ],
)  # fmt: skip
def test_spaces(text: str, message: str) -> None:
    assert told(text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{NODE}    ask： visit\n{REST}", "4:8: `：` is a full-width sign: write `: `"),
        (f"{NODE}    ask：visit\n{REST}", "4:8: `：` is a full-width sign: write `: `"),
        (f"nodes:\n  a：\n    say: x\n{REST}", "2:4: `：` is a full-width sign: write `: `"),
        (f"{LIST}      - {{intent: a， goto: b}}\n{REST}", "4:19: `，` is a full-width sign: write `, `"),
        (f"{LIST}      - ｛intent: a, goto: b｝\n{REST}", "4:9: `｛` is a full-width sign: write `{`"),
    ],
)
def test_full_width_signs(text: str, message: str) -> None:
    assert told(text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{NODE}    ask:visit\n{REST}", "4:8: `:` needs a space behind it"),
        (f"{NODE}    goto:b\n", "4:9: `:` needs a space behind it"),
        (f"{NODE}    ask visit\n{REST}", "4:5: `ask` has no `:` behind it"),
        (f"{SAY}One thing: it is.\n{REST}", f"3:19: a text with `: ` in it {NEEDS_QUOTES}"),
        (f"{LIST}      - x\n      - One thing: it is: so\n{REST}", f"5:25: a text with `: ` in it {NEEDS_QUOTES}"),
        (f"{LIST}      - {{say: One: two, goto: b}}\n{REST}", f"4:18: a text with `: ` in it {NEEDS_QUOTES}"),
    ],
)
def test_colons(text: str, message: str) -> None:
    assert told(text) == message


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("{{ first_name }}, hello.", f"3:10: a text that starts with `{{{{` {NEEDS_QUOTES}"),
        ("*Please* wait.", f"3:10: a text that starts with `*` {NEEDS_QUOTES}"),
        ("& company", f"3:10: a text that starts with `&` {NEEDS_QUOTES}"),
        ("@home", f"3:10: a text that starts with `@` {NEEDS_QUOTES}"),
        ("- well", f"3:10: a text that starts with `-` {NEEDS_QUOTES}"),
        ("| hello", f"3:10: a text that starts with `|` {NEEDS_QUOTES}"),
        ("[Hello] you", f"3:10: a text that starts with `[` {NEEDS_QUOTES}"),
        ("{{ first_name }}", f"3:5: nodes.a.say: a text that starts with a bracket {NEEDS_QUOTES}"),
        ("!important now", f"3:5: nodes.a.say: a text that starts with `!` {NEEDS_QUOTES}"),
    ],
)
def test_texts_that_begin_with_a_sign(said: str, message: str) -> None:
    assert told(f"{SAY}{said}\n{REST}") == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'{SAY}"Hello.\n{REST}', '3:10: `"` is opened here and never closed'),
        (f'{SAY}"Hello.\n    again: "Hi."\n{REST}', '3:10: `"` is opened here and never closed'),
        (f"{SAY}'I'll go.'\n{REST}", "3:10: a text that starts with `'` ends at the next one: put the whole text between `\"`"),
        (f'{SAY}"Hi" she said.\n{REST}', "3:10: a text that starts with `\"` ends at the next one: put the whole text between `'`"),
        (f'{SAY}"No", I said.\n{REST}', "3:10: a text that starts with `\"` ends at the next one: put the whole text between `'`"),
        (f'{SAY}"No" - well.\n{REST}', "3:10: a text that starts with `\"` ends at the next one: put the whole text between `'`"),
        (f'{SAY}"C:\\dir"\n{REST}', "3:14: a backslash has a meaning of its own between double quotes: write single ones"),
    ],
)  # fmt: skip
def test_quotes(text: str, message: str) -> None:
    assert told(text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"intents:\n  a: [yes, no\n  b: [c]\n{NODE}{REST}", "2:6: `[` is opened here and never closed: `]` is missing"),
        (
            f"{LIST}      - {{intent: a, goto: b\n      - {{intent: c, goto: d}}\n{REST}",
            "4:9: `{` is opened here and never closed: `}` is missing",
        ),
        (f"{NODE}{REST}x: [a, b\n", "7:4: `[` is opened here and never closed: `]` is missing"),
        (f"{LIST}      -{{intent: a}}\n      - {{intent: c}}\n{REST}", "4:7: `-` needs a space behind it"),
        (f"{LIST}      {{intent: a}}\n      - {{intent: c}}\n{REST}", f"4:7: {NO_DASH}"),
        (f"{LIST}      - {{intent: a}}\n      {{intent: c}}\n{REST}", f"5:7: {NO_DASH}"),
        (f"{LIST}      - intent: a\n        goto: b\n      intent: c\n        goto: b\n{REST}", f"6:7: {NO_DASH}"),
        (
            f"{LIST}      - {{intent: a}}\n     - {{intent: c}}\n{REST}",
            "5:6: this line of the list must stand exactly below the one before it",
        ),
        (f"{NODE}{REST}---\n{NODE}", "7:1: a second document begins here: keep one"),
    ],
)
def test_lists_and_files(text: str, message: str) -> None:
    assert told(text) == message


BETWEEN_BRACKETS = "stands behind a comma and has no `: `: a text with a comma needs quotes around it"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("{en: One moment, please., zh-CN: 请稍等。}", f"3:27: nodes.a.say.en: `please.` {BETWEEN_BRACKETS}"),
        ("{en: Hello, Anna, zh-CN: 你好}", f"3:22: nodes.a.say.en: `Anna` {BETWEEN_BRACKETS}"),
        ("{en: About 1,250 of them, zh-CN: 好}", f"3:23: nodes.a.say.en: `250 of them` {BETWEEN_BRACKETS}"),
        ("{en: Hello {{ name }}., zh-CN: 你好}", "3:21: a text with `{{` in it needs quotes around it"),
        ("[Hello {{ name }}., Bye.]", "3:17: a text with `{{` in it needs quotes around it"),
        ("{en: Hello.， zh-CN: 你好}", "3:21: `，` is a full-width sign: write `, `"),
        (
            "{en: Hello. zh-CN: 你好}",
            "3:22: `, ` is missing in front of `zh-CN`; or, if that belongs to the text, quotes around the text",
        ),
        ('{en: "Hello." zh-CN: 你好}', "3:24: `, ` is missing in front of `zh-CN`"),
        ("{en: Hello., zh-CN:}", "3:28: `:` needs a space behind it"),
        ("{en:Hello., zh-CN: 你好}", "3:11: nodes.a.say.en: `:` needs a space behind it"),
        ("[Hello., , Bye.]", "3:19: nothing stands in front of this `,`: delete it"),
        ("{one_of: [Press #.], pause_ms: 300}", "3:26: a text that starts with `#` needs quotes around it"),
    ],
)
def test_texts_between_brackets(said: str, message: str) -> None:
    assert told(f"{SAY}{said}\n{REST}") == message


def test_what_a_comma_cut_off_is_one_text_for_the_checks_that_follow() -> None:
    source = parse_source(f"{SAY}{{en: One moment, please., zh-CN: 请稍等。}}\n{REST}", "s.yaml")
    assert source.tree == {
        "nodes": {"a": {"say": {"en": "One moment, please.", "zh-CN": "请稍等。"}, "goto": "b"}, "b": {"hangup": "true"}}
    }
    assert not parse_source("variables: {first_name, price: {default: x}, last_name}\n", "s.yaml").problems


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"start greeting\n{NODE}{REST}", "1:1: `start` has no `:` behind it"),
        (f"nodes:\n  a\n    say: Hello.\n{REST}", "2:3: `a` has no `:` behind it"),
        (f"{NODE}    // a note\n{REST}", "4:5: a comment starts with `#`, not `//`"),
        (f"{SAY}[x, y]]\n{REST}", "3:16: `]` closes nothing: delete it"),
        (f"{NODE}    - goto: b\n", "4:5: `- ` starts a line of a list, and the line above is none: drop it"),
    ],
)
def test_lines_of_another_kind(text: str, message: str) -> None:
    assert told(text) == message


def test_what_no_rule_knows_is_told_in_the_parsers_words() -> None:
    assert told("%YAML 9.9\nx: y\n") == "1:1: found incompatible YAML document"
