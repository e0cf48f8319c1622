"""The slice of PyYAML 6 that Callwright uses: the events of libyaml's parser."""

from collections.abc import Iterator

class Mark:
    index: int
    line: int
    column: int

class YAMLError(Exception): ...

class MarkedYAMLError(YAMLError):
    context_mark: Mark | None
    problem: str | None
    problem_mark: Mark | None
    def __init__(self, *, problem: str, problem_mark: Mark) -> None: ...

class Event:
    start_mark: Mark
    end_mark: Mark

class CollectionStartEvent(Event): ...
class CollectionEndEvent(Event): ...

class SequenceStartEvent(CollectionStartEvent):
    flow_style: bool

class MappingStartEvent(CollectionStartEvent):
    flow_style: bool

class AliasEvent(Event): ...
class StreamEndEvent(Event): ...

class ScalarEvent(Event):
    value: str
    style: str
    """Empty: plain."""
    tag: str | None

class CSafeLoader: ...

def parse(stream: str, Loader: type[CSafeLoader]) -> Iterator[Event]: ...
