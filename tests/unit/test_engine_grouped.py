"""What went wrong, out of groups."""

import pytest

from engine.grouped import innermost

pytestmark = pytest.mark.unit

GONE = OSError("gone")


@pytest.mark.parametrize(
    "error",
    [
        GONE,
        ExceptionGroup("tasks", [GONE, ValueError("later")]),
        BaseExceptionGroup("all", [ExceptionGroup("tasks", [GONE]), KeyboardInterrupt()]),
    ],
    ids=["by itself", "in a group", "in a group of a group"],
)
def test_the_first_error_counts(error: BaseException) -> None:
    assert innermost(error) is GONE
