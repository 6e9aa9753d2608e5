"""A ball's bits come from the length of a run on a quadratic; on another problem they have to be given."""

from dataclasses import replace
from typing import Any

import pytest

from numerics import Ball, Quadratic, growth_bits, simulate
from numerics.algorithms.gradient_descent import step

QUADRATIC = Quadratic.from_spectrum([1, 2])


class Quartic:
    """f(w) = sum w^4 / 4, with what `simulate` asks of a problem."""

    dimension, batch_shape = 2, ()

    def __init__(self, inside: Quadratic = QUADRATIC) -> None:
        self.inside = inside

    @property
    def start(self) -> Any:
        return self.inside.start

    def to(self, system: Any) -> "Quartic":
        return Quartic(replace(self.inside, system=system))

    def gradient(self, w: Any) -> Any:
        return w * w * w

    def excess(self, w: Any) -> Any:
        return (w * w * w * w).sum(axis=-1) / 4


def test_a_problem_that_is_no_quadratic_needs_bits() -> None:
    with pytest.raises(ValueError, match=r"bits=None violates: .* Quadratic; .* Ball\(256\)"):
        simulate(step, Quartic(), 3, precision="ball", alpha=1)
    with pytest.raises(ValueError, match=r"bits=None violates: .* Quadratic"):
        growth_bits(step, Quartic(), 3, alpha=1)
    run = simulate(step, Quartic(), 3, start=[1, 2], precision=Ball(256), alpha=1)
    assert len(run.iterates) == 4


def test_a_quadratic_needs_none() -> None:
    assert growth_bits(step, QUADRATIC, 3, alpha=1) >= 64
