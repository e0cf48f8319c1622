"""callwright bench"""


def bench() -> None:
    """To come."""
