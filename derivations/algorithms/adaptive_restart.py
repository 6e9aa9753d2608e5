r"""Adaptive restart: in one mode it restarts when the extrapolated point has passed the minimiser, and then contracts.

Along a start in one eigenvector of curvature lambda (or in one dimension) the rule's test is about this mode alone,
and for 0 < alpha lambda < 1, from rest at x^0:

    until it restarts, |x| does not grow and x keeps its sign; it restarts exactly where y is on the other side;
    then |x| <= (1 - alpha lambda) |x^0|, at rest again;
    it never restarts if all momenta are at most (1 - s)/(1 + s), s = sqrt(alpha lambda), the critical one,
    and it does after a number of steps, which is bounded, if from some step on they are at least a larger one.

On every quadratic the step after a restart does not increase f, and f grows only as far as the test says.

Notation: x is the component of w - w*, x_before the one before, y that of the extrapolated point; a = alpha lambda,
`momentum` is (t_k - 1)/t_{k+1} and `root` sqrt(1 + 4 t_k^2); rho is x/x_before, b a lower bound of the momenta.

References: B. O'Donoghue, E. Candes, "Adaptive restart for accelerated gradient schemes", Found. Comput. Math. 15,
2015, sections 3.2 and 4; A. Beck, M. Teboulle, SIAM J. Imaging Sci. 2(1), 2009, for t_k.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sympy import And, Eq, Equivalent, Ge, Gt, Implies, Rational, Symbol, sympify
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.notation import alpha, k, lam, rho, s, x, y
from derivations.plan import Auto, Cut, Induct, Split, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square
from numerics.algorithms.adaptive_restart import step

__all__ = ["critical_momentum", "descent", "one_mode"]

SECTION = "Adaptive restart"
ODONOGHUE = "B. O'Donoghue, E. Candes, Found. Comput. Math. 15, 2015, sections 3.2 and 4"
BECK_TEBOULLE = "A. Beck, M. Teboulle, SIAM J. Imaging Sci. 2(1), 2009"


def _real(names: str) -> list[Any]:
    return [Symbol(name, real=True) for name in names.split()]


t, t_0, x_0, x_before, root, momentum = _real("t t_0 x_0 x_before root momentum")
b, g, rho_0, rho_next = _real("b g rho_0 rho_next")
start, before, after, uphill, length = _real("start before after uphill length")


@dataclass
class Trace:
    """What a run of the rule asks of its numbers, on the branch that is prescribed."""

    restarts: bool
    test: Any = None
    equations: list[Boolean] = field(default_factory=list)


class Traced:
    """A number as the rule sees it: its test is answered as prescribed, a root and a quotient are named."""

    def __init__(self, value: Any, trace: Trace) -> None:
        self.value, self.trace = sympify(value, strict=True), trace

    def __gt__(self, zero: Any) -> bool:
        self.trace.test = self.value - _value(zero)
        return self.trace.restarts

    def __le__(self, zero: Any) -> bool:
        return not self.trace.restarts

    def sqrt(self) -> Traced:
        self.trace.equations += [Ge(root, 0), Eq(root**2, self.value)]
        return self._with(root)

    def __truediv__(self, other: Any) -> Traced:
        if _value(other).is_number:
            return self._with(self.value / _value(other))
        self.trace.equations.append(Eq(momentum * _value(other), self.value))
        return self._with(momentum)

    def __add__(self, other: Any) -> Traced:
        return self._with(self.value + _value(other))

    def __sub__(self, other: Any) -> Traced:
        return self._with(self.value - _value(other))

    def __rsub__(self, other: Any) -> Traced:
        return self._with(_value(other) - self.value)

    def __mul__(self, other: Any) -> Traced:
        return self._with(self.value * _value(other))

    __radd__ = __add__
    __rmul__ = __mul__

    def _with(self, value: Any) -> Traced:
        return Traced(value, self.trace)


def _value(other: Any) -> Any:
    return other.value if isinstance(other, Traced) else sympify(other, strict=True)


def mode_step(restarts: bool, curvature: Any = lam, at: Any = (t, y, x)) -> tuple[tuple[Any, Any, Any], Trace]:
    """(t, y, x) after one step on that branch, and what was asked: the test is positive where it restarts."""
    trace = Trace(restarts)
    state = step(tuple(Traced(entry, trace) for entry in at), lambda e: curvature * e, alpha=alpha)
    t_next, y_next, x_next = (_value(entry) for entry in state)
    return (t_next, y_next, x_next), trace


def extrapolated(earlier: Any, now: Any) -> Any:
    """now + momentum (now - earlier), by the rule where the gradient is 0."""
    (_, ahead, _), _ = mode_step(False, curvature=0, at=(t, now, earlier))
    return ahead


SHARE = 1 - alpha * lam
EXAMPLE = {t_0: Rational(35, 24), alpha: Rational(9, 10), lam: 1, x_0: 1}
"""Where all is rational: 1 + 4 t_0^2 is (37/12)^2, while from t_0 = 1, the start of the rule, no step is."""
SHORT = (alpha > 0, lam > 0, alpha * lam < 1)


def between_restarts() -> Orbit:
    """The run from rest at x^0 as long as the test does not restart it."""
    (t_next, y_next, x_next), asked = mode_step(False)
    moves = {t: (t_0, t_next), y: (x_0, y_next), x: (x_0, x_next), x_before: (x_0, x)}
    return Orbit(moves, inputs=(root, momentum), guard=And(*asked.equations, asked.test <= 0))


ORDERED = And(x_before >= x, x >= 0, y <= x, y + x_before >= 0)
"""How the run stands from a start x^0 > 0: it comes down, and y is ahead of x, but not beyond -x_before."""


@claim(
    "adaptive-restart.one-mode",
    section=SECTION,
    latex=r"\text{one mode from rest, } 0 < \alpha\lambda < 1,\ x^0 > 0: \text{ until the restart } 0 \le x^{k+1} \le "
    r"x^k;\quad \nabla f(y) \cdot (w^{k+1} - w^k) > 0 \iff y < 0;\quad \text{then } -(1 - \alpha\lambda) x^0 \le "
    r"x^{k+1} \le 0,\ \text{at rest};\quad f(w^{k+1}) > f(w^k) \implies \nabla f(y) \cdot (w^{k+1} - w^k) > 0",
    references=(ODONOGHUE, BECK_TEBOULLE),
)
def one_mode() -> Iterator[Statement | Misprint]:
    """As 0 <= momentum < 1, y = x - momentum (x_before - x) is between x and -x_before. While y >= 0 the step (1 -
    alpha lambda) y is between 0 and x, so that the gradient and the move have opposite signs and the test is silent.
    Where y < 0 the step is on the other side, the move is along the gradient, and the test restarts: |x| is at most (1
    - alpha lambda) x_before, and f at most (1 - alpha lambda)^2 of its value at the last start at rest. An increase of
    f needs y < 0, so that the function scheme restarts no earlier. The rule is odd, so that x^0 < 0 is the mirror
    image. The rule's state after a restart is the one of a start at rest, t = 1 and y = w, so that this repeats itself:
    the whole run, for all k, is a theorem of Rocq in proofs/adaptive-restart.one-mode.v.
    """
    run = between_restarts()
    (_, _, x_next), asked = mode_step(False)
    weights = And(t >= 1, ORDERED, x_0 >= x_before)
    passes = Split(y, known(x_next <= x), known(x_next <= x), known(Eq(x, 0)))
    weight = known(root >= 2 * t, momentum >= 0, momentum <= 1, then=passes)
    plan = Induct(weights, step=weight)
    given = (run, *SHORT, x_0 > 0, t_0 >= 1)
    ordered = And(ORDERED, x_0 >= x_before)
    yield Statement("until the restart", given, ordered, plan=plan, witness=EXAMPLE)
    uphill_test = Gt(asked.test, 0)
    passed = (*SHORT, x >= 0, y <= x)
    beyond = known(SHARE > 0, Eq(asked.test, lam * y * (SHARE * y - x)))
    yield Statement("the test", passed, Equivalent(uphill_test, y < 0), plan=beyond)
    (_, y_anew, x_anew), again = mode_step(True)
    rests = (Eq(start, y_anew), Eq(after, x_anew))
    contracts = And(Eq(after, start), after <= 0, after >= -SHARE * x_before, after >= -SHARE * x_0)
    both = Use("until the restart", then=Use("the test", then=known(SHARE > 0)))
    restarted = (*given, *rests, again.test > 0)
    yield Statement("the restart", restarted, contracts, plan=both, witness=EXAMPLE)
    grows = (*passed, x_next**2 > x**2)
    yield Statement("where f grows it restarts", grows, asked.test > 0, plan=Use("the test"))


@claim(
    "adaptive-restart.critical-momentum",
    section=SECTION,
    latex=r"\text{one mode from rest, } s^2 = \alpha\lambda \in (0, 1):\quad \text{all momenta} \le \tfrac{1-s}{1+s} "
    r"\implies \text{no restart};\quad \text{all} \ge b > \tfrac{1-s}{1+s} \text{ from a step on} \implies y > 0 "
    r"\text{ in fewer than } 1/g \text{ of the steps},\ g = b (1 - s^2) - \tfrac14 (1+b)^2 (1 - s^2)^2;\quad "
    r"1 - \tfrac{t_k - 1}{t_{k+1}} \le \tfrac{4}{k+3}",
    references=(ODONOGHUE, BECK_TEBOULLE),
)
def critical_momentum() -> Iterator[Statement | Misprint]:
    """The ratio rho = x_k/x_{k-1} starts at 1 - alpha lambda and becomes (1 - alpha lambda)(1 + m - m/rho), whatever
    the momentum m of the step. At m = (1 - s)/(1 + s) it has the fixed point 1 - s, which no ratio passes while m is at
    most that: y = (rho (1 + m) - m) x_{k-1} stays positive. Let m >= b. As long as y > 0, rho <= 1 falls by at least

        rho - rho' >= (rho^2 - T rho + d)/rho >= d - T^2/4 = g,

    T = (1 + b)(1 - alpha lambda) and d = b (1 - alpha lambda), which is positive exactly if b is between the critical
    momentum and its inverse, where the eigenvalues are complex; so it cannot do so for 1/g steps. Where y < 0 the test
    restarts; where y = 0, x becomes 0 and the next y is negative. The t_k grow by at least 1/2 and at most 1 in each
    step, so that the rule's momenta pass every b < 1 in a known step. So each mode with alpha lambda < 1 is restarted
    again and again, each time with |x| down by 1 - alpha lambda: within how many steps, for ever, is a theorem of Rocq
    in proofs/adaptive-restart.critical-momentum.v.
    """
    ahead = extrapolated(1, rho)
    decayed = Eq(rho_next * rho, (1 - s**2) * ahead)
    inside = (s > 0, s < 1)
    low = And(momentum >= 0, momentum * (1 + s) <= 1 - s)
    slow = Orbit({rho: (1 - s**2, rho_next)}, inputs=(rho_next, momentum), guard=And(decayed, low))
    above = And(rho >= 1 - s, rho <= 1)
    kept = known(rho > 0, ahead >= 0)
    plan = Induct(above, step=kept)
    yield Statement("never below", (slow, *inside), above, plan=plan, lemma=True)
    yield Statement("y is positive", (*inside, above, low), ahead > 0)
    gap = b * (1 - s**2) - ((1 + b) * (1 - s**2)) ** 2 / 4
    critical = (*inside, b >= 0, b <= 1)
    factors = Eq(4 * gap, (1 - s**2) * (b * (1 + s) - (1 - s)) * (1 + s - b * (1 - s)))
    positive = known(factors, 1 + s > b * (1 - s), 1 - s**2 > 0)
    yield Statement("complex eigenvalues", critical, Equivalent(gap > 0, b * (1 + s) > 1 - s), plan=positive)
    fast = Orbit(
        {rho: (rho_0, rho_next), k: (0, k + 1)},
        inputs=(rho_next, momentum),
        guard=And(decayed, momentum >= b, rho_next > 0),
    )
    falls = And(rho > 0, rho <= 1 - k * g, k >= 0)
    trace, slower = (1 + b) * (1 - s**2), (1 - s**2) * ahead.subs(momentum, b)
    square_left = Eq(rho**2 - slower, (rho - trace / 2) ** 2 + g)
    given = (fast, *inside, b >= 0, Eq(g, gap), g > 0, rho_0 > 0, rho_0 <= 1)
    no_slower = ((momentum - b) * (1 - rho) >= 0, rho_next * rho <= slower, square_left)
    fall = known(rho_next * rho <= rho**2 - g * rho, rho_next <= rho - g)
    fall = Cut(square(rho - trace / 2), otherwise=Auto(squares=(rho - trace / 2,)), then=fall)
    fall = known(k * g >= 0, rho <= 1, *no_slower, then=fall)
    yield Statement("how long y can be positive", given, k * g < 1, plan=Induct(falls, step=fall))
    (t_next, _, _), asked = mode_step(False)
    weights = Orbit({t: (t_0, t_next), k: (0, k + 1)}, inputs=(root,), guard=And(*asked.equations[:2]))
    growing = And(t >= 1, 2 * t >= k + 2, k >= 0)
    last = (weights, *asked.equations, t_0 >= 1)
    plan = Induct(growing, step=known(root >= 2 * t), then=known(root >= 2 * t, root <= 2 * t + 1))
    close = And((1 - momentum) * (k + 3) <= 4, momentum >= 0)
    yield Statement("the momenta tend to 1", last, close, plan=plan, witness={t_0: Rational(35, 24)})


@claim(
    "adaptive-restart.descent",
    section=SECTION,
    latex=r"\text{any quadratic, } 0 \le \alpha\lambda_i \le 2: \text{ from rest } f(w^{k+1}) \le f(w^k);\quad "
    r"0 \le \alpha\lambda_i \le 1: f(w^{k+1}) \le f(w^k) + \nabla f(y^k) \cdot (w^{k+1} - w^k) + \tfrac\alpha2 "
    r"|\nabla f(y^k)|^2",
    references=(ODONOGHUE,),
)
def descent() -> Iterator[Statement | Misprint]:
    """From rest a step multiplies component i by 1 - alpha lambda_i, of modulus at most 1. The second is an identity in
    each component, twice the difference of its sides being lambda ((x - y)^2 + alpha lambda (1 - alpha lambda) y^2): as
    long as the test is silent, no step increases f by more than alpha/2 |grad f(y)|^2. Sums over any number of
    components are runs.
    """
    (_, _, rested), _ = mode_step(False, at=(1, x, x))
    sums = {before: (0, before + lam * x**2 / 2), after: (0, after + lam * rested**2 / 2)}
    spectrum = And(lam >= 0, alpha * lam <= 2)
    run = Orbit(sums, inputs=(lam, x), guard=spectrum)
    no_more = known(square(x), alpha * lam >= 0, lam * x**2 >= 0, alpha * lam * (2 - alpha * lam) >= 0)
    kept = Induct(before >= after, step=no_more)
    yield Statement("the step after a restart", (run, alpha > 0), before >= after, plan=kept)
    (_, _, x_next), asked = mode_step(False)
    sums = {
        before: (0, before + lam * x**2 / 2),
        after: (0, after + lam * x_next**2 / 2),
        uphill: (0, uphill + asked.test),
        length: (0, length + (lam * y) ** 2),
    }
    whole = Orbit(sums, inputs=(lam, x, y), guard=And(lam >= 0, alpha * lam <= 1))
    bounded = after <= before + uphill + alpha / 2 * length
    squares = known(square(x - y), square(y), lam * (x - y) ** 2 >= 0, lam * y**2 >= 0)
    products = known(alpha * lam >= 0, alpha * lam * (1 - alpha * lam) >= 0, then=squares)
    plan = Induct(bounded, step=products)
    yield Statement("f grows as far as the test says", (whole, alpha > 0), bounded, plan=plan)
    silent = Implies(uphill <= 0, after <= before + alpha / 2 * length)
    yield Statement("where the test is silent", (whole, alpha > 0), silent, plan=Use("f grows as far as the test says"))
