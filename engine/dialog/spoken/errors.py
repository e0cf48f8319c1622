"""What can go wrong in reading a value aloud."""

from __future__ import annotations


class UnspeakableValue(ValueError):
    """A value does not fit the filter that should read it aloud; the message names both."""

    def __init__(self, value: str, filter_name: str, expected: str) -> None:
        self.value = value
        self.filter = filter_name
        super().__init__(f"'{value}' cannot be read with the filter '{filter_name}': expected {expected}")
