"""The header of a list: which column is the number, and which script variable each other column fills."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

NUMBER: Final = "number"
_ALIASES: Final = {
    NUMBER: ("phone", "telephone", "mobile", "tel", "phone_number", "电话", "电话号码", "手机", "手机号", "手机号码", "号码"),
    "name": ("姓名",),
}
_NOT_A_WORD: Final = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list."""

    index: int
    """From 0."""
    heading: str
    variable: str
    """Name in the script's placeholders; `number` for the number."""


@dataclass(frozen=True, slots=True)
class HeaderProblem:
    """Something wrong with the header."""

    field: str
    message: str


def read_header(
    cells: Sequence[str], required: Collection[str], optional: Collection[str] = ()
) -> tuple[list[Column], list[HeaderProblem]]:
    """Names the columns. A heading that differs from a script variable only in case or spaces is taken for it.

    Args:
        cells: the list's first line.
        required: variables that the script needs.
        optional: variables that it has a default for.
    """
    problems: list[HeaderProblem] = []
    spelling = {_plain(name): name for name in (*optional, *required)}
    columns: list[Column] = []
    for index, cell in enumerate(cells):
        plain = _plain(cell)
        if not plain:
            problems.append(HeaderProblem(f"column {index + 1}", "has no heading"))
        elif plain[0].isdigit():
            problems.append(HeaderProblem(cell.strip(), "starts with a digit, which no variable does: rename the column"))
        else:
            columns.append(Column(index, cell.strip(), spelling.get(plain, plain)))
    columns = [_unaliased(column, columns) for column in columns]
    problems += _duplicates(columns)
    problems += _missing(columns, required)
    return columns, problems


def _plain(heading: str) -> str:
    """`First Name` → `first_name`."""
    return _NOT_A_WORD.sub("_", heading.strip().casefold()).strip("_")


def _unaliased(column: Column, columns: Sequence[Column]) -> Column:
    for name, aliases in _ALIASES.items():
        taken = any(other.variable == name for other in columns)  # then the alias is an ordinary variable
        if column.variable in aliases and not taken:
            return Column(column.index, column.heading, name)
    return column


def _duplicates(columns: Sequence[Column]) -> list[HeaderProblem]:
    by_variable: defaultdict[str, list[Column]] = defaultdict(list)
    for column in columns:
        by_variable[column.variable].append(column)
    return [
        HeaderProblem(same[0].heading, _same_meaning(variable, same)) for variable, same in by_variable.items() if len(same) > 1
    ]


def _same_meaning(variable: str, same: Sequence[Column]) -> str:
    where = " and ".join(f"column {column.index + 1} ({column.heading!r})" for column in same)
    if variable == NUMBER:
        return f"{where} could be the number to dial: name exactly one of them `number`"
    return f"{where} both mean `{variable}`: rename or remove one"


def _missing(columns: Sequence[Column], required: Collection[str]) -> list[HeaderProblem]:
    present = {column.variable for column in columns}
    problems = [
        HeaderProblem(name, "the script needs this column, and the list has none")
        for name in required
        if name not in present and name != NUMBER
    ]
    if NUMBER not in present:
        message = "no column with the number to dial: expected `number`, `phone`, `telephone` or `mobile`"
        problems.insert(0, HeaderProblem(NUMBER, message))
    return problems
