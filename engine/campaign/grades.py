"""The final grade of a call: what the dialog concluded, corrected by how the call ended."""

from __future__ import annotations

from typing import Final

from engine.outcome import Disposition, Grade

_TALKED: Final = frozenset({Disposition.COMPLETED, Disposition.TRANSFERRED, Disposition.PERSON_HUNG_UP})
_ASKED_NOT_TO: Final = frozenset({Disposition.OPTED_OUT, Disposition.DO_NOT_CALL})


def final_grade(disposition: Disposition, graded: Grade | None, opted_out: bool) -> Grade:
    """The grade that goes into the customer's record.

    Args:
        disposition: how the call ended.
        graded: the last grade the dialog gave.
        opted_out: the person asked not to be called again; outweighs everything.
    """
    if opted_out or disposition in _ASKED_NOT_TO:
        return Grade.E
    if disposition in _TALKED:
        return graded or Grade.C
    if disposition is Disposition.FAILED:
        return graded or Grade.F  # a call that broke after the dialog graded it was a conversation
    return Grade.F
