"""Pictures of scripts."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dialog.testing import script_of
from engine.rehearsal.drawing.layout import GAP_X, Line, Size, lay_out
from engine.rehearsal.drawing.mermaid import as_mermaid
from engine.rehearsal.drawing.picture import Look, Picture, picture
from engine.rehearsal.drawing.svg import as_svg
from tests.unit.rehearsal.scripts import SCRIPT

pytestmark = pytest.mark.unit

NAMES = [f"node{number}" for number in range(8)]
SIZES = st.builds(Size, st.integers(40, 300).map(float), st.integers(20, 120).map(float))
LINES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.builds(Size, st.sampled_from([0.0, 60.0, 150.0]), st.just(18.0))),
    max_size=16,
    unique_by=lambda line: line[:2],
)


@settings(max_examples=80, deadline=None)
@given(sizes=st.fixed_dictionaries(dict.fromkeys(NAMES, SIZES)), given=LINES)
def test_nothing_covers_anything_and_arrows_touch_their_boxes(sizes: dict[str, Size], given: list[tuple[str, str, Size]]) -> None:
    lines = [Line(origin, target, label) for origin, target, label in given if origin != target]
    layout = lay_out(sizes, lines)
    frames = [(layout.boxes[name], size) for name, size in sizes.items()]
    frames += [(route.label, line.label) for route, line in zip(layout.routes, lines, strict=True) if line.label.width]
    for ((x1, y1), one), ((x2, y2), other) in itertools.combinations(frames, 2):
        apart_x = abs(x1 - x2) >= (one.width + other.width) / 2 + GAP_X - 0.01
        assert apart_x or abs(y1 - y2) >= (one.height + other.height) / 2 - 0.01
    for (x, y), size in frames:
        assert x - size.width / 2 >= -0.01
        assert x + size.width / 2 <= layout.size.width + 0.01
        assert y + size.height / 2 <= layout.size.height + 0.01
    for route, line in zip(layout.routes, lines, strict=True):
        for (x, y), name in ((route.points[0], line.origin), (route.points[-1], line.target)):
            middle, size = layout.boxes[name], sizes[name]
            assert abs(abs(y - middle[1]) - size.height / 2) < 0.01
            assert abs(x - middle[0]) < size.width / 2


def test_a_chain_goes_straight_down_and_the_same_input_gives_the_same_picture() -> None:
    sizes = {name: Size(100, 40) for name in NAMES[:4]}
    lines = [Line(one, other, Size(50, 18)) for one, other in itertools.pairwise(NAMES[:4])]
    layout = lay_out(sizes, lines)
    assert len({x for x, _ in layout.boxes.values()}) == 1
    assert [y for _, y in layout.boxes.values()] == sorted(y for _, y in layout.boxes.values())
    assert layout == lay_out(sizes, lines)


def small(**changes: str) -> Picture:
    text = SCRIPT
    for old, new in changes.items():
        text = text.replace(old, new)
    return picture(script_of(text))


def test_a_picture_of_a_script() -> None:
    found = small()
    assert found.boxes[0].name == "greeting"
    looks = {box.name: box.look for box in found.boxes}
    assert looks["offer"] is Look.QUESTION
    assert looks["accepted"] is Look.END
    assert looks["(anywhere)"] is Look.ORIGIN
    assert not any(name.startswith("_") for name in looks)
    ways = {(way.origin, way.target): way for way in found.ways}
    assert ways["offer", "give_up"].labels == ("silence 3", "not understood 3")
    assert ways["offer", "give_up"].faint
    assert not ways["offer", "accepted"].faint
    accepted = next(box for box in found.boxes if box.name == "accepted")
    assert (accepted.said, accepted.notes) == ("Wonderful and goodbye.", ("#accepted", "grade A"))


def test_built_in_answers_are_shown_on_request() -> None:
    assert any(box.name.startswith("_") for box in picture(script_of(SCRIPT), built_in=True).boxes)


def test_what_is_never_reached_is_marked() -> None:
    lonely = SCRIPT + "  lonely: {say: [Nobody hears this.], hangup: true}\n"
    assert {box.name: box.look for box in picture(script_of(lonely)).boxes}["lonely"] is Look.UNREACHABLE


def test_svg_is_well_formed_and_holds_every_text() -> None:
    text = as_svg(small(**{"Wonderful and goodbye.": "Wonderful <&> goodbye."}))
    root = ElementTree.fromstring(text)
    written = " ".join("".join(element.itertext()) for element in root.iter() if element.tag.endswith("text"))
    for words in ("greeting", "offer", "accept or 1", "Wonderful <&> goodbye.", "ends the call"):
        assert words in written
    assert "leads nowhere" not in written


def test_mermaid_escapes_its_own_signs() -> None:
    lines = as_mermaid(small(**{"Wonderful and goodbye.": 'Wonderful \\"#1\\" <b>'.replace('\\"', "'")})).splitlines()
    assert lines[0] == "flowchart TD"
    assert any("Wonderful '#35;1' #lt;b#gt;" in line for line in lines)
    assert any('-->|"accept or 1"|' in line for line in lines)
    assert any('-.->|"silence 3, not understood 3"|' in line for line in lines)
    assert any(line.strip().startswith("classDef is_end ") for line in lines)
