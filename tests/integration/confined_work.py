"""What a confined process may be made to do: told by its order, for the tests of `engine.confined`."""

from __future__ import annotations

import os
import threading

import msgspec

from engine.confined.child import Tell, answer


class Wish(msgspec.Struct, frozen=True):
    what: str
    text: str = ""


class Granted(msgspec.Struct, frozen=True):
    text: str


def work(wish: Wish, tell: Tell) -> Granted:
    match wish.what:
        case "echo":
            tell(0.25)
            tell(1.0)
        case "look around":
            return Granted(" ".join(sorted(os.environ)))
        case "eat":
            bytearray(1 << 40)
        case "never end":
            while True:
                pass
        case "wait":
            threading.Event().wait()
        case "fail":
            raise ValueError(wish.text)
        case "crash":
            os.abort()
    return Granted(wish.text)


if __name__ == "__main__":
    answer(Wish, work)
