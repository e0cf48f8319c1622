"""What was probably meant where a file is not YAML, for people who do not know YAML. Pure.

The parser says what it did not expect and where it noticed; a person has to be told what to type, at the place of the mistake.
Each rule knows one usual mistake; without one, the parser's own words stay.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

_OTHER_SPACE: Final = re.compile(r"^[ \t]*([^\S \t\r\n])")
_WIDE_COLON: Final = re.compile(r"^\s*(?:- )?(?:\{\s*)?[\w-]+(：)")
_WIDE_BEFORE_FIELD: Final = re.compile(r"([，：])\s*[A-Za-z][\w-]*: ")
_WIDE_IN_BRACKETS: Final = re.compile(r"(?<=[\w\"'])([，：｝］])")
_WIDE_BRACKET: Final = re.compile(r"(?:: |- )\s*([｛［])")
_PLAIN_OF: Final = {"，": ", ", "：": ": ", "｛": "{", "｝": "}", "［": "[", "］": "]"}
_TIGHT_COLON: Final = re.compile(r"^\s*(?:- )?[^\W\d][\w-]*(:)[^\s:/]")
_TIGHT_DASH: Final = re.compile(r"^\s*(-)[^\s\d-]")
_NO_COLON: Final = re.compile(r"^\s*([\w-]+)(?:\s|$)")
_SPECIAL_START: Final = re.compile(r"(?:: |- )\s*(\{\{|[@`%&*|>?]|-(?= ))")
_LAST_WORD: Final = re.compile(r"(?<=\s)[a-z][\w-]*$")
_FIELD_BEHIND: Final = re.compile(r"\s+([A-Za-z][\w-]*): ")
_COMMENT: Final = re.compile(r"\s(#)")
_FIELD: Final = re.compile(r"^\s*(?:- )?\S.*?: ")
_QUOTE: Final = re.compile(r"(?:(?:: |- |[\[,])\s*)([\"'])")
_BRACKET: Final = re.compile(r"(?:: |- )\s*([\[{])")
_CLOSING: Final = {"sequence": "]", "mapping": "}"}
_DASH: Final = re.compile(r" *- +")
_NEEDS_QUOTES: Final = "a text that starts with `{sign}` needs quotes around it"
_NO_DASH: Final = "this line of the list has no `- ` in front of it"
_QUOTES_FOR_A_COLON: Final = "a text with `: ` in it needs quotes around it"


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do; line and column count from 1."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class _Mishap:
    """What the parser says; lines and columns count from 0."""

    lines: Sequence[str]
    line: int
    column: int
    reason: str
    began: tuple[int, int] | None
    """Where the thing began within which it stumbled."""
    within: str
    """What that thing is."""

    @property
    def here(self) -> str:
        return self.text(self.line)

    @property
    def before(self) -> int:
        """The last line before that holds something; -1: none."""
        return next((at for at in range(min(self.line, len(self.lines)) - 1, -1, -1) if not _is_blank(self.lines[at])), -1)

    @property
    def suspects(self) -> list[int]:
        """Lines in which the mistake may be, the likeliest first: where the parser stumbled, and the one before."""
        return [at for at in dict.fromkeys((self.began[0] if self.began else self.line, self.line, self.before)) if at >= 0]

    def text(self, line: int) -> str:
        return self.lines[line] if 0 <= line < len(self.lines) else ""


def advice_on(text: str) -> Advice | None:
    """What to do about a file that is not YAML; None: not known.

    It is read once more by the slower parser, which says better what it found and within what.
    """
    try:
        deque(YAML(typ="rt", pure=True).parse(text), maxlen=0)
    except MarkedYAMLError as error:
        return _advice(error, text.splitlines())
    except ReaderError as error:
        before = text[: error.position].split("\n")
        return _at(len(before) - 1, len(before[-1]), f"a sign that cannot be seen (U+{error.character:04X}): delete it")
    return None


def _advice(error: MarkedYAMLError, lines: Sequence[str]) -> Advice | None:
    mark, began = error.problem_mark, error.context_mark
    if mark is None:
        return None
    start = (began.line, began.column) if began else None
    mishap = _Mishap(lines, mark.line, mark.column, error.problem or "", start, error.context or "")
    return next((advice for rule in _RULES if (advice := rule(mishap))), None)


def _indented_by_a_tab(mishap: _Mishap) -> Advice | None:
    if "'\\t'" not in mishap.reason:
        return None
    column = mishap.here.find("\t")
    return _at(mishap.line, column, "a tab: use spaces instead")


def _indented_by_another_space(mishap: _Mishap) -> Advice | None:
    for line in mishap.suspects:
        if found := _OTHER_SPACE.match(mishap.text(line)):
            return _at(
                line, found.start(1), f"a space of another kind (U+{ord(found[1]):04X}) at the line's beginning: type plain spaces"
            )
    return None


def _full_width_signs(mishap: _Mishap) -> Advice | None:
    for line in mishap.suspects:
        text = mishap.text(line)
        in_brackets = "{" in text or "[" in text
        wide_in_brackets = in_brackets and (_WIDE_BEFORE_FIELD.search(text) or _WIDE_IN_BRACKETS.search(text))
        if found := _WIDE_COLON.match(text) or _WIDE_BRACKET.search(text) or wide_in_brackets:
            return _at(line, found.start(1), f"`{found[1]}` is a full-width sign: write `{_PLAIN_OF[found[1]]}`")
    return None


def _tight_dash(mishap: _Mishap) -> Advice | None:
    for line in mishap.suspects:
        if found := _TIGHT_DASH.match(mishap.text(line)):
            return _at(line, found.start(1), "`-` needs a space behind it")
    return None


def _tight_colon(mishap: _Mishap) -> Advice | None:
    for line in mishap.suspects:
        if found := _TIGHT_COLON.match(mishap.text(line)):
            return _at(line, found.start(1), "`:` needs a space behind it")
    return None


def _special_start(mishap: _Mishap) -> Advice | None:
    found = _SPECIAL_START.search(mishap.here)
    return _at(mishap.line, found.start(1), _NEEDS_QUOTES.format(sign=found[1])) if found else None


def _quote_inside(mishap: _Mishap) -> Advice | None:
    """A quoted text ended before its line did, or one that was opened above ended here."""
    if not any(said in mishap.reason for said in ("'<scalar>'", "found ','", "sequence entries", "escape character")):
        return None
    if "escape character" in mishap.reason:
        return _at(mishap.line, mishap.column, "a backslash has a meaning of its own between double quotes: write single ones")
    closed = mishap.here[: mishap.column].rstrip()
    if closed.endswith(("]", "}")) and (bracket := _BRACKET.search(closed)):
        return _at(mishap.line, bracket.start(1), _NEEDS_QUOTES.format(sign=bracket[1]))
    if not closed.endswith(('"', "'")):
        return None
    if field := _FIELD_BEHIND.match(mishap.here, len(closed)):
        return _at(mishap.line, field.start(1), f"`, ` is missing in front of `{field[1]}`")
    quote, opened = closed[-1], _QUOTE.search(closed[:-1])
    if opened and opened[1] == quote:
        other = "'" if quote == '"' else '"'
        message = f"a text that starts with `{quote}` ends at the next one: put the whole text between `{other}`"
        return _at(mishap.line, opened.start(1), message)
    return _never_closed(mishap, mishap.line, quote)


def _quote_open_to_the_end(mishap: _Mishap) -> Advice | None:
    if "quoted scalar" not in mishap.within or mishap.began is None:
        return None
    line, column = mishap.began
    return _at(line, column, f"`{mishap.text(line)[column : column + 1]}` is opened here and never closed")


def _never_closed(mishap: _Mishap, before: int, quote: str) -> Advice | None:
    for line in range(before - 1, -1, -1):
        found = _QUOTE.search(mishap.text(line))
        if found and found[1] == quote and mishap.text(line).count(quote) % 2:
            return _at(line, found.start(1), f"`{quote}` is opened here and never closed")
    return None


def _bracket_open(mishap: _Mishap) -> Advice | None:
    kind = next((kind for kind in _CLOSING if mishap.within.endswith(f"flow {kind}")), None)
    if kind is None or mishap.began is None:
        return None
    line, column = mishap.began
    if mishap.line == line:
        return _inside_brackets(mishap)
    return _at(
        line, column, f"`{mishap.text(line)[column : column + 1]}` is opened here and never closed: `{_CLOSING[kind]}` is missing"
    )


def _inside_brackets(mishap: _Mishap) -> Advice | None:
    if mishap.here.startswith("{{", mishap.column):
        return _at(mishap.line, mishap.column, "a text with `{{` in it needs quotes around it")
    if "':'" not in mishap.reason:
        return None
    if word := _LAST_WORD.search(mishap.here[: mishap.column]):
        message = f"`, ` is missing in front of `{word[0]}`; or, if that belongs to the text, quotes around the text"
        return _at(mishap.line, word.start(), message)
    return _at(mishap.line, mishap.column, _QUOTES_FOR_A_COLON)


def _comment_in_brackets(mishap: _Mishap) -> Advice | None:
    """Where a bracket is open ` #` makes the rest of its line a comment, and what closes the bracket, too."""
    for line in mishap.suspects:
        text = mishap.text(line)
        found = _COMMENT.search(text)
        if found and any(text[: found.start()].count(left) > text[: found.start()].count(right) for left, right in ("{}", "[]")):
            return _at(line, found.start(1), _NEEDS_QUOTES.format(sign="#"))
    return None


def _nothing_before_comma(mishap: _Mishap) -> Advice | None:
    if "expected the node content" not in mishap.reason or not mishap.reason.endswith("found ','"):
        return None
    return _at(mishap.line, mishap.column, "nothing stands in front of this `,`: delete it")


def _comment_of_another_kind(mishap: _Mishap) -> Advice | None:
    for line in mishap.suspects:
        if mishap.text(line).lstrip().startswith("//"):
            return _at(line, _indent(mishap.text(line)), "a comment starts with `#`, not `//`")
    return None


def _dashes_in_brackets(mishap: _Mishap) -> Advice | None:
    above = mishap.text(mishap.before).rstrip()
    if not mishap.reason.endswith("found '-'") or not above.endswith(("[", "{")):
        return None
    return _at(mishap.before, len(above) - 1, f"a list whose lines start with `- ` has no bracket: drop the `{above[-1]}`")


def _list_item(mishap: _Mishap) -> Advice | None:
    """One line of a list has no dash, or stands elsewhere than the others."""
    if "'<block sequence start>'" in mishap.reason:
        above = mishap.text(mishap.before)
        if _indent(above) == mishap.column and not above.lstrip().startswith("-"):
            return _at(mishap.before, mishap.column, _NO_DASH)
        return _at(mishap.line, mishap.column, "this line of the list must stand exactly below the one before it")
    if mishap.reason.endswith("found '?'") and mishap.within.endswith("block collection"):
        return _at(mishap.line, mishap.column, _NO_DASH)
    line = mishap.suspects[0]
    here, above = mishap.text(line), mishap.text(line - 1)
    if "expected ':'" in mishap.reason and above.lstrip().startswith("- ") and _indent(above) == _indent(here):
        return _at(line, _indent(here), _NO_DASH)
    return None


def _item_among_fields(mishap: _Mishap) -> Advice | None:
    if "<block end>" not in mishap.reason or not mishap.reason.endswith("found '-'"):
        return None
    return _at(mishap.line, mishap.column, "`- ` starts a line of a list, and the line above is none: drop it")


def _closes_nothing(mishap: _Mishap) -> Advice | None:
    if "<block end>" not in mishap.reason or not mishap.reason.endswith(("found ']'", "found '}'")):
        return None
    return _at(mishap.line, mishap.column, f"`{mishap.here[mishap.column]}` closes nothing: delete it")


def _no_colon(mishap: _Mishap) -> Advice | None:
    line = mishap.suspects[0]
    if "mapping values" in mishap.reason and _may_be_a_field(mishap.text(mishap.before), mishap.here):
        line = mishap.before
    elif "expected ':'" not in mishap.reason:
        return None
    if not (found := _NO_COLON.match(mishap.text(line))):
        return None
    return _at(line, found.start(1), f"`{found[1]}` has no `:` behind it")


def _may_be_a_field(above: str, here: str) -> bool:
    """A line above that has no colon: one word, or beside the field below it."""
    return ":" not in above and not above.lstrip().startswith("-") and (len(above.split()) == 1 or _indent(above) == _indent(here))


def _colon_in_text(mishap: _Mishap) -> Advice | None:
    if "mapping values" not in mishap.reason:
        return None
    if _FIELD.match(mishap.here[: mishap.column]):
        return _at(mishap.line, mishap.column, _QUOTES_FOR_A_COLON)
    if _indent(mishap.here) > _indent(mishap.text(mishap.before)):
        return _at(mishap.line, _indent(mishap.here), "this line stands further to the right than the one that it belongs beside")
    return None


def _between_two_levels(mishap: _Mishap) -> Advice | None:
    if "<block end>" not in mishap.reason or mishap.column != _indent(mishap.here):
        return None
    open_at = _open_levels(mishap)
    if mishap.column in open_at:
        return None
    near = sorted(open_at, key=lambda level: (abs(level - mishap.column), level))[:2]
    levels = " or ".join(str(level) for level in sorted(near))
    return _at(
        mishap.line,
        mishap.column,
        f"{mishap.column} spaces stand in front of this line, and no line above it fits: make it {levels}",
    )


def _open_levels(mishap: _Mishap) -> set[int]:
    """Where a line of this kind, field or item of a list, may begin: levels above that are not closed by one further left."""
    levels: list[tuple[int, bool]] = []
    for text in mishap.lines[: mishap.line]:
        if _is_blank(text):
            continue
        level, dash = _indent(text), _DASH.match(text)
        levels = [(other, is_item) for other, is_item in levels if other < level or (dash and not is_item and other == level)]
        levels += [(level, True), (dash.end(), False)] if dash else [(level, False)]
    wanted = _DASH.match(mishap.here) is not None
    return {level for level, is_item in levels if is_item == wanted}


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _is_blank(text: str) -> bool:
    return not text.strip() or text.lstrip().startswith("#")


def _at(line: int, column: int, text: str) -> Advice:
    return Advice(line + 1, column + 1, text)


_RULES: Final[tuple[Callable[[_Mishap], Advice | None], ...]] = (
    _indented_by_a_tab,
    _indented_by_another_space,
    _full_width_signs,
    _comment_of_another_kind,
    _comment_in_brackets,
    _nothing_before_comma,
    _tight_dash,
    _special_start,
    _quote_inside,
    _quote_open_to_the_end,
    _dashes_in_brackets,
    _bracket_open,
    _tight_colon,
    _list_item,
    _item_among_fields,
    _closes_nothing,
    _no_colon,
    _colon_in_text,
    _between_two_levels,
)
