"""From rows to people: each row is a person, or is rejected with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from engine.campaign.lists.columns import NUMBER, Column, Role, has_width, roles_of
from engine.campaign.lists.numbers import NumberError, e164, in_scientific_notation, known_region
from engine.campaign.lists.table import Row
from engine.campaign.lists.time_zones import zone_named
from engine.store.json_columns import as_json
from engine.store.people.listed import EXTERNAL_ID_MAX, TAG_MAX, ListedPerson

_CONSENT_SAID: Final = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "granted", "opt-in", "opted in", "是"), True),
    **dict.fromkeys(("no", "n", "false", "0", "withdrawn", "opt-out", "opted out", "否"), False),
}
_EXTERNAL_ID: Final = Role.EXTERNAL_ID.value
_NAME: Final = Role.NAME.value
_TIME_ZONE: Final = Role.TIME_ZONE.value
_COUNTRY: Final = Role.COUNTRY.value
_CONSENT: Final = Role.CONSENT.value
_CONSENT_AT: Final = Role.CONSENT_AT.value
_TAGS: Final = Role.TAGS.value
"""Plain words: members of an enumeration are slow keys, and these are looked up in every row."""
_BETWEEN_TAGS: Final = re.compile(r"[,;|]")
_NO_VARIABLES: Final = frozenset({Role.COUNTRY, Role.CONSENT, Role.CONSENT_AT, Role.TAGS})
"""What is about a person and not for a script to say."""


class Rejected(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row that was not imported."""

    line: int
    column: str | None
    """Heading; None if the row as a whole is meant."""
    reason: str
    cells: Sequence[str]


class _Unfit(Exception):
    def __init__(self, column: Column | None, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class PeopleReader:
    """Reads the rows below one header."""

    def __init__(self, columns: Sequence[Column], width: int, region: str) -> None:
        """Takes over what `read_header` found without problems.

        Args:
            columns: of the header.
            width: so many cells has a row.
            region: ISO 3166 code for numbers without `+`, where no column says another.
        """
        self.columns = tuple(columns)
        """As they were understood."""
        self._width = width
        self._region = region
        self._number = next(column for column in columns if column.variable == NUMBER)
        self._roles = roles_of(columns)
        self._index = {role.value: column.index for role, column in self._roles.items()}
        aside = {self._number} | {column for role, column in self._roles.items() if role in _NO_VARIABLES}
        self._variables = tuple((column.variable, column.index) for column in columns if column not in aside)

    @property
    def headings(self) -> dict[str, str]:
        """Variable name to heading, in the file's order."""
        return {column.variable: column.heading for column in self.columns if (column.variable, column.index) in self._variables}

    def heading_of(self, role: str) -> str:
        """The heading of the number's column or of a role's."""
        column = self._number if role == NUMBER else self._roles.get(Role(role))
        return column.heading if column else role

    def read(self, row: Row) -> ListedPerson | Rejected:
        """The person of a row."""
        try:
            return self._person(row)
        except _Unfit as unfit:
            return Rejected(row.line, unfit.column.heading if unfit.column else None, str(unfit), row.cells)

    def _person(self, row: Row) -> ListedPerson:
        self._check(row)
        cells = row.cells
        consent = self._consent(cells)
        return ListedPerson(
            line=row.line,
            number=self._e164(row),
            external_id=self._external_id(cells),
            name=self._cell(cells, _NAME) or None,
            time_zone=self._time_zone(cells),
            said=as_json({variable: cells[index] for variable, index in self._variables if cells[index]}),
            tags=self._tags(cells),
            consent=consent,
            consent_at=self._consent_at(cells) if consent is not None else None,
        )

    def _check(self, row: Row) -> None:
        if row.broken:
            raise _Unfit(None, row.broken)
        if not has_width(row.cells, self._width):
            raise _Unfit(None, f"has {len(row.cells)} cells where the header has {self._width}")
        if row.oddities:
            for column in self.columns:
                oddity = row.oddities.get(column.index)
                if oddity and (oddity.spoils_any_column or column == self._number):
                    raise _Unfit(column, oddity)

    def _e164(self, row: Row) -> str:
        text = row.cells[self._number.index]
        if not text:
            raise _Unfit(self._number, "is empty")
        try:
            return e164(text, self._region_of(row.cells))
        except NumberError as error:
            raise _Unfit(self._number, str(error)) from error

    def _region_of(self, cells: Sequence[str]) -> str:
        said = self._cell(cells, _COUNTRY)
        if not said:
            return self._region
        said = said.upper()
        if not known_region(said):
            raise _Unfit(self._roles[Role.COUNTRY], "is no country code such as US or GB")
        return said

    def _external_id(self, cells: Sequence[str]) -> str | None:
        said = self._cell(cells, _EXTERNAL_ID)
        if len(said) > EXTERNAL_ID_MAX:
            raise _Unfit(self._roles[Role.EXTERNAL_ID], f"is longer than {EXTERNAL_ID_MAX} characters")
        if said and in_scientific_notation(said):
            raise _Unfit(self._roles[Role.EXTERNAL_ID], "lost its digits to a spreadsheet's scientific notation: format it as text")
        return said or None

    def _time_zone(self, cells: Sequence[str]) -> str | None:
        said = self._cell(cells, _TIME_ZONE)
        if not said:
            return None
        zone = zone_named(said)
        if zone is None:
            raise _Unfit(self._roles[Role.TIME_ZONE], "is no IANA time zone such as Europe/London")
        return zone

    def _tags(self, cells: Sequence[str]) -> tuple[str, ...]:
        said = self._cell(cells, _TAGS)
        if not said:
            return ()
        tags = tuple(tag.strip() for tag in _BETWEEN_TAGS.split(said) if tag.strip())
        if any(len(tag) > TAG_MAX for tag in tags):
            raise _Unfit(self._roles[Role.TAGS], f"has a tag of more than {TAG_MAX} characters")
        return tags

    def _consent(self, cells: Sequence[str]) -> bool | None:
        said = self._cell(cells, _CONSENT).casefold()
        if not said:
            return None
        consent = _CONSENT_SAID.get(said)
        if consent is None:
            raise _Unfit(self._roles[Role.CONSENT], "is neither yes nor no")
        return consent

    def _consent_at(self, cells: Sequence[str]) -> float | None:
        said = self._cell(cells, _CONSENT_AT)
        if not said:
            return None
        try:
            at = datetime.fromisoformat(said)
        except ValueError as error:
            raise _Unfit(self._roles[Role.CONSENT_AT], "is no ISO date such as 2026-11-22") from error
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()

    def _cell(self, cells: Sequence[str], role: str) -> str:
        index = self._index.get(role)
        return "" if index is None else cells[index]
