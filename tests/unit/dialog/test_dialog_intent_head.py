"""The head of the intent classifier: its shortcut to leave-one-out, its calibration, and what it makes of strangers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.dialog.intents import head
from engine.dialog.intents.head import solve

pytestmark = pytest.mark.unit

Matrix = NDArray[np.floating[Any]]


def clusters(seed: int, classes: int, each: int, spread: float, dimensions: int = 32) -> tuple[Matrix, list[int]]:
    """Unit rows around a random centre per class; class 0 lies all over the place."""
    noise = np.random.default_rng(seed)
    centres = noise.standard_normal((classes, dimensions))
    of = [number for number in range(classes) for _ in range(each)]
    rows = np.stack([(centres[number] if number else 0) + spread * noise.standard_normal(dimensions) for number in of])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), of


@given(seed=st.integers(0, 1000), classes=st.integers(2, 6), each=st.integers(2, 6))
@settings(max_examples=25, deadline=None)
def test_what_is_left_out_is_as_if_it_had_never_been_there(seed: int, classes: int, each: int) -> None:
    rows, of = clusters(seed, classes, each, 0.7)
    owned = np.eye(classes)[of]
    kernel = head._kernel(rows @ rows.T)
    ridges = np.random.default_rng(seed).uniform(0.01, 0.2, len(rows))
    _, short_cut = head._regressed(kernel, ridges, owned)
    for left_out in range(len(rows)):
        others = [index for index in range(len(rows)) if index != left_out]
        ridge = kernel[np.ix_(others, others)] + np.diag(ridges[others])
        np.testing.assert_allclose(kernel[left_out, others] @ np.linalg.solve(ridge, owned[others]), short_cut[left_out], atol=1e-6)


def test_a_class_of_few_examples_is_found_beside_one_of_many() -> None:
    rows, of = clusters(7, 3, 80, 0.9)
    learnt = [index for index, number in enumerate(of) if number != 2 or index % 10 == 0]
    asked = [index for index, number in enumerate(of) if number == 2 and index % 10]
    made = solve(rows[learnt] @ rows[learnt].T, [of[index] for index in learnt], 3)
    logits = made.logits(rows[asked] @ rows[learnt].T)
    assert (logits.argmax(axis=1) == 2).mean() > 0.85


def test_a_class_of_few_examples_is_surer_of_its_own_for_being_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, of = clusters(7, 4, 80, 1.1)
    learnt = [index for index, number in enumerate(of) if number != 2 or index % 10 == 0]
    asked = [index for index, number in enumerate(of) if number == 2 and index % 10]

    def own() -> float:
        made = solve(rows[learnt] @ rows[learnt].T, [of[index] for index in learnt], 4)
        logits = made.logits(rows[asked] @ rows[learnt].T)
        return float((np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True))[:, 2].mean())

    raised = own()
    monkeypatch.setattr(head, "_RAISED", 0.0)
    assert raised > own() + 0.05


def test_classes_of_one_size_and_the_background_are_not_raised() -> None:
    owned = np.eye(3)[[0] * 40 + [1] * 10 + [2] * 10]
    np.testing.assert_array_equal(head._raised(owned), [1, 1, 1])


def test_the_fewer_examples_the_more_a_class_is_raised_down_to_five() -> None:
    sizes = [100, 1, 5, 20, 94]
    raised = head._raised(np.eye(5)[np.repeat(range(5), sizes)])
    assert raised[0] == 1
    assert raised[1] == raised[2] > raised[3] > 1 > raised[4]


@pytest.mark.parametrize("spread", [0.4, 0.8, 1.2])
def test_it_is_as_sure_as_it_is_right(spread: float) -> None:
    rows, of = clusters(1, 6, 12, spread)
    made = solve(rows[::2] @ rows[::2].T, of[::2], 6)
    logits = made.logits(rows[1::2] @ rows[::2].T)
    likely = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    right = np.asarray(of[1::2]) == likely.argmax(axis=1)
    assert right.mean() > 0.6
    assert abs(likely.max(axis=1).mean() - right.mean()) < 0.2


def test_a_stranger_is_no_intent() -> None:
    rows, of = clusters(2, 5, 8, 0.5)
    made = solve(rows @ rows.T, of, 5)
    strangers = np.random.default_rng(3).standard_normal((50, rows.shape[1]))
    logits = made.logits(strangers / np.linalg.norm(strangers, axis=1, keepdims=True) @ rows.T)
    assert (logits.argmax(axis=1) == 0).mean() > 0.9


def test_one_example_of_everything_is_enough_to_answer() -> None:
    rows = np.eye(3)
    made = solve(rows @ rows.T, [0, 1, 2], 3)
    assert np.isfinite(made.logits(rows @ rows.T)).all()
    assert 0.03 <= made.temperature <= 0.3


@given(seed=st.integers(0, 1000), classes=st.integers(1, 5), each=st.integers(1, 5))
@settings(max_examples=10, deadline=None)
def test_the_calibration_is_the_best_of_all_that_are_tried(seed: int, classes: int, each: int) -> None:
    rows, of = clusters(seed, classes, each, 0.7)
    owned, scores = np.eye(classes)[of], np.random.default_rng(seed).standard_normal((len(rows), classes))
    none = owned[:, 0] > 0
    weights = np.where(none, 0.5 / none.sum(), 0.5 / max((~none).sum(), 1)) * len(owned)

    def cost(temperature: float, bias: float) -> float:
        logits = scores / temperature + np.where(np.arange(classes) == 0, bias, 0.0)
        likelihood = (logits * owned).sum(axis=1) - np.log(np.exp(logits).sum(axis=1))
        away = (np.log(temperature / head._USUAL_TEMPERATURE) / np.log(2)) ** 2 + bias**2 / 4
        return float(head._PRIOR_EXAMPLES * away - (weights * likelihood).sum())

    found = head._calibrated(scores, owned)
    assert cost(*found) == pytest.approx(min(cost(t, b) for t in head._TEMPERATURES for b in head._BIASES))
