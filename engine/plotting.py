"""Pictures need a library that not every installation has."""

from __future__ import annotations


class PlotsUnavailable(Exception):
    """Plots need a package that is not installed; the message says which and how to get it."""


def check_plots() -> None:
    """To be called before a long run.

    Raises:
        PlotsUnavailable: there is no matplotlib.
    """
    try:
        import matplotlib as _  # noqa: F401
    except ImportError as error:
        raise PlotsUnavailable("plots need matplotlib: pip install 'callwright[bench]', or leave the plots out") from error
