from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.grades import final_grade
from engine.outcome import Disposition, Grade

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("disposition", "ungraded", "graded_a"),
    [
        (Disposition.COMPLETED, Grade.C, Grade.A),
        (Disposition.TRANSFERRED, Grade.C, Grade.A),
        (Disposition.PERSON_HUNG_UP, Grade.C, Grade.A),
        (Disposition.OPTED_OUT, Grade.E, Grade.E),
        (Disposition.DO_NOT_CALL, Grade.E, Grade.E),
        (Disposition.FAILED, Grade.F, Grade.A),
        (Disposition.SILENT, Grade.F, Grade.F),
        (Disposition.VOICEMAIL, Grade.F, Grade.F),
        (Disposition.BUSY, Grade.F, Grade.F),
        (Disposition.NO_ANSWER, Grade.F, Grade.F),
        (Disposition.REJECTED, Grade.F, Grade.F),
        (Disposition.NOT_IN_SERVICE, Grade.F, Grade.F),
        (Disposition.UNREACHABLE, Grade.F, Grade.F),
    ],
)
def test_grades(disposition: Disposition, ungraded: Grade, graded_a: Grade) -> None:
    assert final_grade(disposition, None, False) is ungraded
    assert final_grade(disposition, Grade.A, False) is graded_a


@given(st.sampled_from(Disposition), st.none() | st.sampled_from(Grade))
def test_an_opt_out_outweighs_everything(disposition: Disposition, graded: Grade | None) -> None:
    assert final_grade(disposition, graded, True) is Grade.E
