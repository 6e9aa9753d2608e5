"""What the growth benchmark reports: exponents of known laws, bars that a wrong law misses, names of what dominates."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import growth
from benchmarks.growth import BARS, NOTES, TASKS, Task, shares, slope
from numerics import gamma

ROUNDING = 2.0**-42
"""At most what rounding does to a slope e of five or six sizes 2^i, i <= 9, |e| <= 4, times between e^-32 and e^32.

A logarithm is off by an ulp (GNU C Library manual, "Known Maximum Errors in Math Functions"), 2 u of at most 6.3 in x
and 32 in y, and y by 5 u for the time; a mean of six by as much and gamma_6 of it, a difference by u: 70 u for x, and
340 u for y, centred. Of these sum |x| <= 6.3 and sum x^2 >= 8.4 (for five sizes 4.2 and 4.8), y = e x, so that the sums
of products are off by 6.3 (4 * 70 + 340) + 6 * 4 * 8.5 and 2 * 6.3 * 70 + 6 * 8.5 units: the slope by less than 1000.
"""


@given(st.floats(-1, 4), st.floats(1e-6, 1e3))
def test_a_power_is_fitted(exponent: float, factor: float) -> None:
    sizes = [2.0**i for i in range(4, 10)]
    assert abs(slope(sizes, [factor * size**exponent for size in sizes]) - exponent) <= ROUNDING


def test_the_slack_is_that_of_a_factor_of_three() -> None:
    """A factor that grows from 1 to 3 along the range moves the exponent by log 3/log(32) exactly: to the bar's end."""
    sizes = [2.0**i for i in range(6)]
    low, high = Task("", sizes, lambda n: lambda: None, (1, 1), "", "", ()).bar
    assert abs(slope(sizes, [n * 3 ** (i / 5) for i, n in enumerate(sizes)]) - high) <= ROUNDING
    assert abs(slope(sizes, [n * 3 ** (-i / 5) for i, n in enumerate(sizes)]) - low) <= ROUNDING


def test_a_wrong_law_misses_its_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work of n^3 that is said to be of n; its time is what it says."""

    class Clock:
        now = 0.0

    def make(n: Any) -> Any:
        def work() -> None:
            Clock.now += 2.0**-10 * n**3  # sums and differences are exact

        return work

    monkeypatch.setattr(growth, "thread_time", lambda: Clock.now)
    task = Task("planted", [2, 4, 8, 16, 32], make, (1, 1), "", "nothing", ("nothing",))
    monkeypatch.setattr(growth, "shares", lambda work: {"work": 1.0})
    found = growth.measured(task)
    fits = found[task.exponent]
    assert isinstance(fits, list)
    assert all(abs(fit - 3) <= ROUNDING for fit in fits)
    assert not task.bar[0] <= fits[0] <= task.bar[1]
    assert found[task.share] == 0


def spinning() -> int:
    return sum(i * i for i in range(300_000))


def idle() -> int:
    return 1


def test_what_dominates_is_named() -> None:
    found = shares(lambda: (spinning(), idle()))
    assert abs(sum(found.values()) - 1) <= gamma(2 * len(found))  # their sum, a quotient, and the sum of these
    assert (
        sum(part for name, part in found.items() if "spinning" in name or "built-in method builtins.sum" in name) > 0.5
    )
    assert found["tests.benchmarks.test_growth.idle"] < 0.5


def test_functions_of_one_line_and_one_name_are_two() -> None:
    names = [name for name in shares(lambda: sorted(range(1000), key=lambda i: -i)) if "<lambda>" in name]
    assert len(names) == 2


def test_every_task_is_whole() -> None:
    assert len({task.name for task in TASKS}) == len(TASKS)
    for task in TASKS:
        assert len(task.sizes) >= 5
        assert list(task.sizes) == sorted(task.sizes)
        assert task.reason in NOTES[task.exponent]
        assert task.dominant in NOTES[task.exponent]
        assert {task.exponent, task.share} <= BARS.keys()


@pytest.mark.parametrize("task", [t for t in TASKS if t.name.startswith(("simulate, diagonal", "power, 50", "sweep"))])
def test_the_smallest_size_runs(task: Task) -> None:
    found = shares(task.make(task.sizes[0]))
    assert any(name.startswith(task.parts) for name in found)
    assert np.isfinite(task.size(task.sizes[0]))
