"""The header of a list: which column is the number, what other columns say about a person, and which variable each one fills."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What a column may say about a person, beside filling a variable of the script."""

    EXTERNAL_ID = "external_id"
    """What the customer's own systems call them."""
    NAME = "name"
    TIME_ZONE = "time_zone"
    COUNTRY = "country"
    """ISO 3166 code: how to read a number without `+`."""
    CONSENT = "consent"
    CONSENT_AT = "consent_at"
    TAGS = "tags"


REJECTED: Final = ("rejected line", "rejected column", "rejected because")
"""Columns that the file of rejected rows has in front; such a file, mended, is a list again."""
NUMBER: Final = "number"
_ALIASES: Final = {
    NUMBER: ("phone", "telephone", "mobile", "tel", "phone_number", "电话", "电话号码", "手机", "手机号", "手机号码", "号码"),
    "name": ("姓名",),
}
_LESSER_NUMBERS: Final = (
    "mobile_number",
    "mobile_no",
    "mobile_phone",
    "phone_no",
    "telephone_number",
    "tel_no",
    "cell",
    "cell_phone",
    "handy",
    "telefon",
)
"""Taken for the number where no column is named more plainly."""
_ROLES: Final = {
    Role.EXTERNAL_ID: ("external_id", "customer_id", "client_id", "contact_id", "crm_id", "id", "客户编号", "编号"),
    Role.NAME: ("name",),
    Role.TIME_ZONE: ("time_zone", "timezone", "tz", "时区"),
    Role.COUNTRY: ("country_code", "country_iso"),
    Role.CONSENT: ("consent", "opt_in", "optin", "consented"),
    Role.CONSENT_AT: ("consent_at", "consent_date", "opt_in_date", "opt_in_at"),
    Role.TAGS: ("tags", "labels", "标签"),
}
"""Headings, the likeliest first. `country` is not among them: it mostly holds names, and is said with a mapping."""
_NO_MAPPING: Final[Mapping[str, str]] = MappingProxyType({})
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
    cells: Sequence[str],
    required: Collection[str],
    optional: Collection[str] = (),
    mapping: Mapping[str, str] = _NO_MAPPING,
) -> tuple[list[Column], list[HeaderProblem]]:
    """Names the columns. A heading that differs from a script variable only in case or spaces is taken for it.

    Args:
        cells: the list's first line.
        required: variables that the script needs.
        optional: variables that it has a default for.
        mapping: heading to `number`, a role or a variable, as the operator says.
    """
    said = {variable_name(heading): target for heading, target in mapping.items()}
    problems = _mapped_in_vain(cells, mapping)
    spelling = {variable_name(name): name for name in (*optional, *required)}
    columns: list[Column] = []
    for index, cell in enumerate(cells[: width_of(cells)]):
        plain = variable_name(cell)
        if cell.strip().casefold() in REJECTED:
            continue
        if plain and plain in said:
            columns.append(Column(index, cell.strip(), said[plain]))
        elif not plain:
            problems.append(HeaderProblem(f"column {index + 1}", "has no heading"))
        elif plain[0].isdigit():
            problems.append(HeaderProblem(cell.strip(), "starts with a digit, which no variable does: rename the column"))
        else:
            columns.append(Column(index, cell.strip(), spelling.get(plain, plain)))
    guessed = {column for column in columns if variable_name(column.heading) not in said}
    columns = [_unaliased(column, columns) if column in guessed else column for column in columns]
    if not any(column.variable == NUMBER for column in columns):
        lesser = {column for column in guessed if column.variable in _LESSER_NUMBERS}
        columns = [replace(column, variable=NUMBER) if column in lesser else column for column in columns]
    problems += _duplicates(columns)
    problems += _missing(columns, required)
    return columns, problems


def roles_of(columns: Sequence[Column]) -> dict[Role, Column]:
    """Which column says what about a person, by its variable's name."""
    by_variable = {variable_name(column.variable): column for column in columns}
    found: dict[Role, Column] = {}
    for role, names in _ROLES.items():
        for name in (role.value, *names):  # a mapping names the role itself
            if name in by_variable:
                found[role] = by_variable[name]
                break
    return found


def width_of(header: Sequence[str]) -> int:
    """Columns up to the last heading: spreadsheet programs write empty ones after it."""
    return max((index + 1 for index, cell in enumerate(header) if cell.strip()), default=0)


def has_width(cells: Sequence[str], width: int) -> bool:
    """Whether a row fits a header of this width; empty cells after it count for nothing."""
    return len(cells) == width or (len(cells) > width and not any(cells[width:]))


def variable_name(heading: str) -> str:
    """What a heading is called in a script's placeholders: `First Name` → `first_name`."""
    return _NOT_A_WORD.sub("_", heading.strip().casefold()).strip("_")


def _mapped_in_vain(cells: Sequence[str], mapping: Mapping[str, str]) -> list[HeaderProblem]:
    present = {variable_name(cell) for cell in cells}
    headings = ", ".join(repr(cell.strip()) for cell in cells if cell.strip())
    return [
        HeaderProblem(heading, f"the list has no column of this heading to map: it has {headings}")
        for heading in mapping
        if variable_name(heading) not in present
    ]


def _unaliased(column: Column, columns: Sequence[Column]) -> Column:
    for name, aliases in _ALIASES.items():
        taken = any(other.variable == name for other in columns)  # then the alias is an ordinary variable
        if column.variable in aliases and not taken:
            return replace(column, variable=name)
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
