"""What went wrong, out of the groups in which tasks raise it. Pure."""

from __future__ import annotations


def innermost(error: BaseException) -> BaseException:
    """The first error of a group, however deep; an error by itself is that."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
