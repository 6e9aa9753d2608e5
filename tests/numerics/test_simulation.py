"""`simulate` in every number system, on quadratics in every form, against the same run written out by hand."""

from dataclasses import replace
from fractions import Fraction
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse

from numerics import Ball, Digits, Quadratic, forward_error_bound, simulate, update_rule
from numerics.algorithms import gradient_descent, momentum
from numerics.exact import rational, rationals
from numerics.precision import endpoints
from tests.numerics.planted import damped_gradient, late, wrong_sign
from tests.numerics.trials import CRITICAL, EDGE, FROM_B, REST, STILL, Trial, trials

ONE = Quadratic.from_spectrum([1])
TWO = Quadratic.from_spectrum([1, 4], [1, Fraction(1, 3)])
HALF: dict[str, Any] = {"alpha": Fraction(1, 2), "beta": Fraction(1, 2)}


# ---- every precision against the run by hand -----------------------------------------------------------------------


def exact(trial: Trial, step: Any = None, problem: Any = None) -> bool:
    run = simulate(step or trial.step, problem or trial.problem, trial.steps, precision="exact", **trial.given)
    return bool((run.iterates == np.array(trial.by_hand(), dtype=object)).all())


def within_bound(trial: Trial, precision: Any, step: Any = None, problem: Any = None) -> bool:
    """The bound is that of the rule and the problem as they should be."""
    run = simulate(step or trial.step, problem or trial.problem, trial.steps, precision=precision, **trial.given)
    bound = forward_error_bound(trial.step, trial.problem, trial.steps, precision=precision, **trial.given)
    missed = abs(rationals(run.iterates) - np.array(trial.by_hand(), dtype=object))
    return bool((missed <= rationals(bound)).all())


def enclosed(trial: Trial, ball: Ball, step: Any = None, problem: Any = None) -> bool:
    run = simulate(step or trial.step, problem or trial.problem, trial.steps, precision=ball, **trial.given)
    low, high = endpoints(run.iterates)
    expected = np.array(trial.by_hand(), dtype=object)
    return bool(((low <= expected) & (expected <= high)).all())


@settings(max_examples=40)
@given(trials())
@example(REST)
@example(EDGE)
@example(STILL)
@example(CRITICAL)
@example(FROM_B)
def test_exact_runs_are_those_by_hand(trial: Trial) -> None:
    assert exact(trial)


def test_a_long_run_is_the_one_by_hand() -> None:
    long = replace(BROKEN, steps=120)
    assert exact(long)
    assert within_bound(long, "float64")
    assert enclosed(long, Ball(400))


@settings(max_examples=25)
@given(trials())
@example(REST)
@example(EDGE)
@example(STILL)
@example(CRITICAL)
@example(FROM_B)
def test_float64_stays_within_its_derived_bound(trial: Trial) -> None:
    assert within_bound(trial, "float64")


@settings(max_examples=12)
@given(trials(), st.sampled_from([1, 7, 50, 200]))
@example(REST, 1)
@example(EDGE, 50)
@example(STILL, 200)
@example(CRITICAL, 7)
@example(FROM_B, 400)  # beyond the digits that a bound in float64 can tell apart
def test_digits_stay_within_their_derived_bound(trial: Trial, digits: int) -> None:
    assert within_bound(trial, digits)


@pytest.mark.parametrize("backend", ["flint", "mpmath"])
@settings(max_examples=12)
@given(trial=trials())
@example(trial=REST)
@example(trial=EDGE)
@example(trial=STILL)
@example(trial=CRITICAL)
@example(trial=FROM_B)
def test_balls_contain_the_run_at_50_digits_and_at_200(backend: str, trial: Trial) -> None:
    widths = []
    for bits in (180, 680):
        assert enclosed(trial, Ball(bits, backend))
        run = simulate(trial.step, trial.problem, trial.steps, precision=Ball(bits, backend), **trial.given)
        low, high = endpoints(run.iterates)
        widths.append((high - low).max())
    # 500 bits more make it narrower by 2^-500, but for the rounding of the radius itself.
    assert widths[1] <= widths[0] / 2**490


@settings(max_examples=15)
@given(trials())
@example(REST)
@example(EDGE)
def test_a_ball_of_few_bits_is_wide_but_right(trial: Trial) -> None:
    assert enclosed(trial, Ball(3))
    assert enclosed(trial, Ball(3, "mpmath"))


@settings(max_examples=15)
@given(trials())
@example(REST)
@example(FROM_B)
def test_what_is_recorded(trial: Trial) -> None:
    step, problem, steps = trial.step, trial.problem, trial.steps
    expected = np.array(trial.by_hand(), dtype=object)
    more: dict[str, Any] = {"precision": "exact", **trial.given}
    whole = simulate(step, problem, steps, record="states", **more)
    assert (whole.iterates == expected).all()
    assert all((part[-1] == last).all() for part, last in zip(whole.values, whole.state, strict=True))
    assert (simulate(step, problem, steps, record="final", **more).values == expected[-1]).all()
    assert (whole.final == expected[-1]).all()
    squares = simulate(step, problem, steps, record=lambda w: w @ w, **more).values
    assert (squares == [w @ w for w in expected]).all()
    A, b, minimiser = (np.array(part, dtype=object) for part in (trial.matrix, trial.b, trial.minimiser))
    excess = [w @ A @ w / 2 - b @ w + minimiser @ b / 2 for w in expected]
    assert (simulate(step, problem, steps, record="objective", **more).objective == excess).all()


@settings(max_examples=10)
@given(trials(), st.integers(0, 6))
@example(EDGE, 0)
@example(EDGE, 6)
def test_a_run_goes_on_from_its_state(trial: Trial, halfway: int) -> None:
    for precision in ("float64", 30, "exact"):
        more: dict[str, Any] = {"precision": precision, **trial.parameters}
        whole = simulate(trial.step, trial.problem, 6, start=list(trial.start), **more)
        first = simulate(trial.step, trial.problem, halfway, start=list(trial.start), **more)
        rest = simulate(trial.step, trial.problem, 6 - halfway, start=first.state, **more)
        assert (np.concatenate([first.iterates[:-1], rest.iterates]) == whole.iterates).all()


# ---- planted bugs: the comparisons above find them -----------------------------------------------------------------


@update_rule(state=("z", "w"))
def nudged(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    """A constant that is off in its 13th digit."""
    z, w = state
    z = beta * z + gradient(w)
    return z, w - alpha * z - alpha * z / 10**13


class WrongGradient(Quadratic):
    """A w + b for A w - b."""

    def gradient(self, w: Any) -> Any:
        return super().gradient(w) + 2 * self.b


BROKEN = Trial(
    "momentum",
    "dense",
    (Fraction(1), Fraction(3)),
    (Fraction(1), Fraction(2)),
    Fraction(1, 5),
    Fraction(1, 3),
    (Fraction(1), Fraction(-1)),
    by_b=True,
)


def comparisons(step: Any = None, problem: Any = None) -> list[bool]:
    found = [exact(BROKEN, step, problem)]
    found += [within_bound(BROKEN, precision, step, problem) for precision in ("float64", 50, 200)]
    return found + [
        enclosed(BROKEN, Ball(bits, back), step, problem) for back in ("flint", "mpmath") for bits in (180, 680)
    ]


@pytest.mark.parametrize("bug", [wrong_sign, late, damped_gradient, nudged])
def test_a_mutated_rule_is_found_at_every_precision(bug: Any) -> None:
    assert comparisons() == [True] * 8
    assert comparisons(bug) == [False] * 8


def test_a_wrong_gradient_is_found_at_every_precision() -> None:
    wrong = WrongGradient.from_matrix(BROKEN.matrix, BROKEN.b)
    assert comparisons(problem=wrong) == [False] * 8


# ---- batches -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("precision", ["float64", 20, "exact", Ball(100, "flint"), Ball(100, "mpmath")], ids=str)
@pytest.mark.parametrize("form", ["diagonal", "dense", "sparse"])
def test_a_batch_is_its_single_runs_bit_for_bit(form: str, precision: Any) -> None:
    random = np.random.default_rng(7)
    n, batch = 3, (2, 4)
    starts, sizes = random.normal(size=(*batch, n)), random.uniform(0, 0.5, size=(2, 1))
    damping = np.array([0.0, 0.5, -0.25, 1.0])
    matrices = random.normal(size=(4, n, n))
    matrices = matrices @ np.swapaxes(matrices, -1, -2) + np.eye(n)
    matrices = (matrices + np.swapaxes(matrices, -1, -2)) / 2
    spectra = random.uniform(0.1, 4, size=(4, n))
    problems: Any = {
        "diagonal": lambda j: Quadratic.from_spectrum(spectra[j], starts[0, 0]),
        "dense": lambda j: Quadratic.from_matrix(matrices[j], starts[0, 0]),
        "sparse": lambda j: Quadratic.from_matrix(sparse.csr_array(matrices[0]), starts[0, 0]),
    }[form]
    every = slice(None)
    run = simulate(
        momentum.step, problems(every), 5, start=starts, precision=precision, alpha=sizes, beta=damping, record="states"
    )
    assert run.iterates.shape == (6, *batch, n)
    for i, j in np.ndindex(batch):
        one = simulate(
            momentum.step,
            problems(j),
            5,
            start=starts[i, j],
            precision=precision,
            alpha=sizes[i, 0],
            beta=damping[j],
            record="states",
        )
        for together, alone in zip(run.values, one.values, strict=True):
            for ours, theirs in zip(endpoints(together[:, i, j]), endpoints(alone), strict=True):
                assert (ours == theirs).all()


@pytest.mark.parametrize("precision", ["float64", 20, "exact", "ball", Ball(100, "mpmath")], ids=str)
def test_an_empty_batch_is_an_empty_result(precision: Any) -> None:
    for problem in (TWO, Quadratic.from_matrix(np.eye(2)), Quadratic.from_matrix(sparse.eye_array(2, format="csr"))):
        run = simulate(momentum.step, problem, 3, start=np.zeros((0, 2)), precision=precision, **HALF)
        assert run.iterates.shape == (4, 0, 2)
    assert simulate(momentum.step, ONE, 3, precision=precision, alpha=[], beta=0).final.shape == (0, 1)


def test_the_only_loop_is_over_iterations() -> None:
    """The rule is called once for each iteration, whatever the size of the batch."""
    calls = []

    def counted(state: Any, gradient: Any, *, alpha: Any) -> Any:
        calls.append(np.shape(state[0]))
        return (state[0] - alpha * gradient(state[0]),)

    simulate(counted, TWO, 3, start=(np.ones((100, 7, 2)),), alpha=np.full((7,), 0.1))
    assert calls == [(100, 7, 2)] * 3


# ---- what goes in, and what stays as it was ------------------------------------------------------------------------


@pytest.mark.parametrize("precision", ["float64", 20, "exact", "ball"])
def test_no_iterations_give_the_start(precision: Any) -> None:
    run = simulate(momentum.step, TWO, 0, precision=precision, **HALF)
    low, _ = endpoints(run.iterates)
    assert low.shape == (1, 2)
    assert low[0, 0] == 2
    assert run.final.shape == (2,)


def test_read_only_data_are_read_and_nothing_is_written_to_them() -> None:
    start, spectrum, alpha = np.array([1.0, 2.0]), np.array([1.0, 3.0]), np.array([0.1, 0.2])[:, None][:, 0]
    for data in (start, spectrum, alpha):
        data.flags.writeable = False

    def in_place(state: Any, gradient: Any, *, alpha: Any) -> Any:
        (w,) = state
        w -= alpha * gradient(w)
        return (w,)

    problem = Quadratic.from_spectrum(spectrum)
    run = simulate(in_place, problem, 3, start=(start,), alpha=alpha)
    apart = simulate(gradient_descent.step, problem, 3, start=start, alpha=alpha)
    assert (run.iterates == apart.iterates).all()
    assert (start == [1, 2]).all()
    assert (simulate(gradient_descent.step, problem, 3, start=start, alpha=alpha).iterates == apart.iterates).all()


def test_huge_and_small_numbers() -> None:
    tiny, huge = Quadratic.from_spectrum([5e-324]), Quadratic.from_spectrum([1e308])
    assert simulate(gradient_descent.step, tiny, 2, start=[1e308], alpha=1).final == [1e308]
    assert simulate(gradient_descent.step, huge, 2, start=[1e-300], alpha=1e-308).final == [0]
    beyond = Quadratic.from_spectrum([Fraction(10) ** 400])
    data: dict[str, Any] = {"start": [Fraction(10) ** -500], "alpha": Fraction(10) ** -400 / 2}
    half = simulate(gradient_descent.step, beyond, 1, precision=20, **data).final[0]
    assert abs(rational(half) - Fraction(10) ** -500 / 2) <= Fraction(10) ** -518
    low, high = endpoints(simulate(gradient_descent.step, beyond, 1, precision=Ball(100), **data).final)
    assert low[0] <= Fraction(10) ** -500 / 2 <= high[0]
    with pytest.raises(ValueError, match=r"violates \|x\| < 1.8e308: scale the data, or use precision=50"):
        simulate(gradient_descent.step, beyond, 1, **data)


def test_overflow_is_said_once_for_the_whole_batch() -> None:
    sizes = np.array([0.5, 10.0, 20.0])
    with pytest.warns(RuntimeWarning, match=r"2 of 3 runs violate \|w\| < 1.8e308 .* lower the step-size") as found:
        run = simulate(momentum.step, ONE, 1000, alpha=sizes, beta=0.5)
    assert len(found) == 1
    assert np.isfinite(run.final[0])
    assert not np.isfinite(run.final[1:]).any()
    low, _ = endpoints(simulate(momentum.step, ONE, 1000, alpha=[10], beta=0.5, precision=20).final)
    assert abs(low[0, 0]) > 10**308


def test_a_function_of_w_may_give_an_integer_first() -> None:
    values = simulate(
        gradient_descent.step, ONE, 2, start=[0], record=lambda w: 0 if w[0] == 0 else 0.5, alpha=1
    ).values
    assert (values == 0).all()
    values = simulate(
        gradient_descent.step, ONE, 2, start=[1], record=lambda w: 1 if w[0] == 1 else w[0], alpha=0.5
    ).values
    assert list(values) == [1, 0.5, 0.25]


def test_progress_is_reported_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    simulate(momentum.step, ONE, 250, progress=lambda done, total: seen.append((done, total)), **HALF)
    assert seen[-1] == (250, 250)
    assert len(seen) == 125
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


# ---- threads, and the global precisions of the libraries -----------------------------------------------------------


def test_threads_and_callers_keep_their_precision() -> None:
    from flint import ctx
    from mpmath import iv, mp

    before = ctx.prec, mp.prec, iv.prec
    problem = Quadratic.from_spectrum([1, 3])
    systems: list[Any] = [Ball(100), Ball(600), Ball(100, "mpmath"), Ball(600, "mpmath"), Digits(20), Digits(200)]
    data: dict[str, Any] = {"alpha": Fraction(1, 3), "beta": Fraction(1, 7)}
    alone = [endpoints(simulate(momentum.step, problem, 30, precision=system, **data).final) for system in systems]
    found: dict[int, Any] = {}

    def work(place: int) -> None:
        runs = [simulate(momentum.step, problem, 30, precision=systems[place % 6], **data).final for _ in range(5)]
        found[place] = [endpoints(run) for run in runs]

    threads = [Thread(target=work, args=(place,)) for place in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place, runs in found.items():
        for run in runs:
            assert all((ours == theirs).all() for ours, theirs in zip(run, alone[place % 6], strict=True))
    assert len(found) == 12
    assert (ctx.prec, mp.prec, iv.prec) == before


def test_a_run_in_flint_keeps_its_precision_while_another_thread_wants_its_own() -> None:
    """flint has one precision for all threads. The second run waits: it is not inside while the first one is."""
    from flint import ctx

    inside, leave = Event(), Event()

    def arrive(done: int, total: int) -> None:
        inside.set()
        leave.wait(10)

    def second() -> None:
        simulate(momentum.step, ONE, 1, precision=Ball(600, "flint"), progress=arrive, **HALF)

    thread, seen = Thread(target=second), []

    def first(done: int, total: int) -> None:
        if done == 1:
            thread.start()
        seen.append((inside.wait(0.05), ctx.prec))

    simulate(momentum.step, ONE, 3, precision=Ball(100, "flint"), progress=first, **HALF)
    leave.set()
    thread.join()
    assert seen == [(False, 100)] * 3
    assert inside.is_set()


# ---- bad input -----------------------------------------------------------------------------------------------------


def bare(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - alpha * gradient(state[0]),)


def returns_an_array(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return state[0] - alpha * gradient(state[0])


def sums(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (np.sum(state[0]) * alpha,)


def halves(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (0.5 * state[0],)


def positional(state: Any, gradient: Any, alpha: Any) -> Any:
    return bare(state, gradient, alpha=alpha)


W = (np.ones(2),)
BAD: list[tuple[Any, Any, dict[str, Any], type[Exception], str]] = [
    (None, TWO, {}, TypeError, r"step=None violates: an update rule is a function"),
    (momentum.step, None, HALF, TypeError, r"problem=None violates: it has .gradient; give Quadratic"),
    (momentum.step, TWO, {"alpha": 1}, TypeError, r"beta is missing violates: the rule's parameters are"),
    (momentum.step, TWO, {**HALF, "gamma": 1}, TypeError, r"gamma=1 is not one violates"),
    (positional, TWO, {"start": W, "alpha": 1}, TypeError, r"declare them after a \*"),
    (momentum.step, TWO, {"alpha": np.nan, "beta": 0}, ValueError, r"alpha\[\]=nan violates: a datum is finite"),
    (momentum.step, TWO, {"alpha": 1, "beta": np.inf}, ValueError, r"beta\[\]=inf violates: a datum is finite"),
    (momentum.step, TWO, {"alpha": 1j, "beta": 0}, TypeError, r"alpha=1j violates: a datum is a real number"),
    (momentum.step, TWO, {"alpha": "0.1", "beta": 0}, TypeError, r"alpha='0.1' violates: a datum is a real number"),
    (momentum.step, TWO, {"alpha": True, "beta": 0}, TypeError, r"alpha=True violates"),
    (momentum.step, TWO, {"alpha": None, "beta": 0}, TypeError, r"alpha=None violates"),
    (momentum.step, TWO, {"alpha": [1, 2, 3], "beta": [1, 2]}, ValueError, r"batch axes .* violate: they broadcast"),
    (momentum.step, TWO, {"start": [1], **HALF}, ValueError, r"start of shape \(1,\) violates: shape \(..., 2\)"),
    (momentum.step, TWO, {"start": 1, **HALF}, ValueError, r"start of shape \(\) violates"),
    (momentum.step, TWO, {"start": [[1], [2]], **HALF}, ValueError, r"start of shape \(2, 1\) violates"),
    (momentum.step, TWO, {"start": [[1, 2], [3]], **HALF}, ValueError, r"start violates: rows have equal lengths"),
    (momentum.step, TWO, {"start": (1, 2, 3), **HALF}, ValueError, r"start of 3 entries violates: .*full state"),
    (momentum.step, TWO, {"start": (1, 2), **HALF}, ValueError, r"start\[0\] of shape \(\) violates"),
    (momentum.step, TWO, {"start": [1, np.nan], **HALF}, ValueError, r"start\[1\]=nan violates: a datum is finite"),
    (momentum.step, TWO, {"start": np.ma.array([1, 2], mask=[False, True]), **HALF}, ValueError, r"no entry is masked"),
    (bare, TWO, {"start": [1, 1], "alpha": 1}, ValueError, r"step declares no state violates: .*@update_rule"),
    (returns_an_array, TWO, {"start": W, "alpha": 1}, TypeError, r"step gave ndarray violates: it gives a tuple"),
    (sums, TWO, {"start": W, "alpha": 1}, ValueError, r"step gave w of shape \(1,\) violates: shape \(2,\)"),
    (halves, TWO, {"start": W, "alpha": 1, "precision": "exact"}, TypeError, r"gave 0.25 violates: rationals stay"),
    (momentum.step, TWO, {"iterations": -1, **HALF}, ValueError, r"iterations=-1 violates iterations >= 0"),
    (momentum.step, TWO, {"iterations": 2.0, **HALF}, TypeError, r"iterations=2.0 violates: iterations is an integer"),
    (momentum.step, TWO, {"precision": "float32", **HALF}, ValueError, r"precision='float32' violates"),
    (momentum.step, TWO, {"precision": 0, **HALF}, ValueError, r"precision=0 violates precision >= 1"),
    (momentum.step, TWO, {"precision": True, **HALF}, ValueError, r"precision=True violates"),
    (momentum.step, TWO, {"record": "everything", **HALF}, ValueError, r"record='everything' violates: one of"),
    (
        momentum.step,
        TWO,
        {"record": lambda w: w[w > 1.2], **HALF},
        ValueError,
        r"record gave shapes .* violates: one shape",
    ),
]


@pytest.mark.parametrize(("step", "problem", "more", "kind", "message"), BAD, ids=[row[-1][:40] for row in BAD])
def test_bad_input_gives_value_law_and_remedy(
    step: Any, problem: Any, more: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        simulate(step, problem, **{"iterations": 2, **more})


def test_what_was_not_recorded_is_not_there() -> None:
    run = simulate(momentum.step, ONE, 1, record="final", **HALF)
    with pytest.raises(ValueError, match=r"record='final' violates: iterates were recorded; simulate\(..., record="):
        _ = run.iterates
    with pytest.raises(ValueError, match=r"objective were recorded"):
        _ = run.objective


def test_balls_and_error_bounds_need_a_linear_rule_or_their_bits() -> None:
    def squares(state: Any, gradient: Any, *, alpha: Any) -> Any:
        return (state[0] - alpha * gradient(state[0]) ** 2,)

    with pytest.raises(ValueError, match=r"bits=None violates: .* give Ball\(256\)"):
        simulate(squares, ONE, 2, start=(np.ones(1),), precision="ball", alpha=1)
    low, high = endpoints(
        simulate(squares, ONE, 2, start=(np.ones(1),), precision=Ball(99), alpha=Fraction(1, 2)).final
    )
    assert low[0] <= Fraction(3, 8) <= high[0]


class Cubic:
    """f(w) = w^4/4, a problem of another author."""

    dimension = 1
    batch_shape = ()
    start = np.array([0.5])

    def to(self, system: Any) -> "Cubic":
        return self

    def gradient(self, w: Any) -> Any:
        return w**3

    def excess(self, w: Any) -> Any:
        return w[..., 0] ** 4 / 4


def test_problems_of_other_authors() -> None:
    run = simulate(gradient_descent.step, Cubic(), 1, alpha=1, record="objective")
    assert list(run.objective) == [0.5**4 / 4, 0.375**4 / 4]
    with pytest.raises(ValueError, match=r"bits=None violates: .* a Quadratic; give one, or Ball\(256\)"):
        simulate(gradient_descent.step, Cubic(), 1, alpha=1, precision="ball")


def test_a_method_or_a_partial_is_a_rule_as_well() -> None:
    from functools import partial

    fixed = partial(momentum.step, beta=Fraction(1, 2))
    with pytest.raises(ValueError, match="declares no state"):
        simulate(fixed, ONE, 1, start=[1], alpha=1)
    run = simulate(fixed, ONE, 1, start=(np.zeros(1), np.ones(1)), alpha=Fraction(1, 2))
    assert run.final == [0.5]


def test_a_trial_is_not_trivial() -> None:
    """The negative control of the trials: another alpha, beta or start gives another run."""
    for change in ({"alpha": Fraction(1, 6)}, {"beta": Fraction(1, 4)}, {"start": (Fraction(1), Fraction(3))}):
        assert replace(BROKEN, **change).by_hand() != BROKEN.by_hand()
