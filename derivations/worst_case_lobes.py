r"""The largest |p_n| over [mu, L] where it may be inside: case 3 of `derivations.worst_case`, by two lobes at each end.

p = U_n(x) - q U_{n-1}(x), 0 < q < 1, n >= 1, is p_n/q^n at x = T/(2 q); x runs over [a, b], a = x(L) > -1, b = x(mu).
For x = cos(theta),

    p = A sin(Phi),   A = |e^{i theta} - q|/sin(theta),   Phi = n theta + arg(e^{i theta} - q),

since U_n sin(theta) - q U_{n-1} sin(theta) = Im(e^{i n theta} (e^{i theta} - q)).

1. Phi increases with theta from 0 to (n + 1) pi, as d arg(e^{i theta} - q) has the sign of 1 - q cos(theta) > 0. So p
   has n simple zeros in (-1, 1), all that it has. Lobe k is where k pi < Phi < (k + 1) pi, with lobe n reaching to
   -infinity and lobe 0 to +infinity. On each lobe log |p| is concave, being a sum of log |x - zero|.
2. |p| <= A, with equality at the touching point Phi = (k + 1/2) pi of each lobe 1 <= k <= n - 1. A^2 = (1 - 2 q x +
   q^2)/(1 - x^2) has a derivative of the sign of (x - q)(1 - q x): A falls on (-1, q) and rises on (q, 1). Hence
   between two points A is at most the larger of its values there.
3. Let a be in lobe j and b in lobe i (i = 0 for b >= 1). If j - i <= 3 then [a, b] is in at most four lobes. Otherwise
   let t be in lobe j - 1 and s in lobe i + 1: |p| on [t, s] is at most max(A(t), A(s)), and the rest lies in lobes j, j
   - 1, i + 1 and i. With the touching points for t and s, A(t) = |p(t)|, so that nothing is lost.
4. On a part of a lobe, let c be in it and l = (log |p|)'(c): by concavity |p(x)| <= |p(c)| e^{l (x - c)} there. With c
   the peak of the lobe, or the end of [a, b] next to it, that is as tight as c is right. In lobe n |p| falls all the
   way, so that it is largest at a, and in lobe 0 it rises, so that it is largest at b.

What is computed in floating point are guesses of peaks and touching points; balls decide in which lobe they are, and
bound |p|, l and A there. Where the balls are too wide for this, ArithmeticError asks for more precision.

References: G. Szegoe, *Orthogonal Polynomials*, 4th ed., AMS 1975, 2.6 (Bernstein and Szegoe's polynomials), 7.31
(relative maxima).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from derivations.worst_case import Found, Recurrence, ball, rational

__all__ = ["Lobes"]

GUESSES, POLISHING = 60, 12
TINY = 1 / (1 << 34)


class Lobes:
    """The lobes of p_n over [low, high], for a recurrence with 0 < d < 1, slope < 0, T(high) > -2 sqrt(d), n >= 1."""

    def __init__(self, form: Recurrence, n: int, low: Fraction, high: Fraction) -> None:
        self.form, self.n, self.low, self.high = form, n, low, high
        self._guesses: dict[tuple[int, bool], float] = {}

    def largest(self) -> list[Found]:
        """Enclosures of which the largest is max |p_n|, at the current precision."""
        from flint import arb, ctx

        self.pi, self.half, self.zero = arb.pi(), ball(Fraction(1, 2)), arb(0)
        # Of the peak's place three quarters of the digits do, since |p| is flat there.
        self.close = ball(Fraction(1, 1 << (3 * ctx.prec // 4)))
        self.q = ball(self.form.determinant).sqrt()
        self.scale = self.q**self.n
        self.width = (self._x(self.low) - self._x(self.high)).abs_upper()
        first, last = self._lobe_at_end(self.high, -1), self._lobe_at_end(self.low, 0)
        if first - last <= 3:
            return [self._part(k) for k in range(last, first + 1)]
        envelope = [self._envelope(k) for k in (first - 1, last + 1)]
        return [*(self._part(k) for k in (first, first - 1, last + 1, last)), *envelope]

    def _x(self, lam: Fraction) -> Any:
        return ball(self.form.trace(lam)) / (2 * self.q)

    def _lobe_at_end(self, lam: Fraction, beside: int) -> int:
        """The lobe of an end; where the end is a zero, Phi = m pi, lobe m + beside, which is the one inside."""
        trace = self.form.trace(lam)
        if trace > 0 and trace**2 >= 4 * self.form.determinant:
            return 0
        phase = self._phase(self._x(lam).acos())[0] / self.pi
        if not phase.is_finite():
            raise ArithmeticError("the precision does not say that the end is within (-1, 1)")
        lobe = phase.floor().unique_fmpz()
        if lobe is not None:
            return int(lobe)
        if self.form.residual(self.n, lam) != 0:
            raise ArithmeticError("the precision does not say in which lobe the end is")
        return int((phase + self.half).floor().unique_fmpz()) + beside

    def _phase(self, theta: Any) -> tuple[Any, Any, Any]:
        """Phi, d Phi/d theta and (log A)' at theta, in balls."""
        sine, cosine = theta.sin_cos()
        modulus = 1 - 2 * self.q * cosine + self.q**2
        phase = self.n * theta + type(sine).atan2(sine, cosine - self.q)
        return phase, self.n + (1 - self.q * cosine) / modulus, self.q * sine / modulus - cosine / sine

    def _part(self, k: int) -> Found:
        """|p_n| on what of lobe k is in [mu, L]: a value of it, a bound of all, and where the value is taken."""
        if k in (0, self.n):
            lam = self.low if k == 0 else self.high
            value = abs(self.form.residual(self.n, lam, ball))
            return value, value, lam
        theta = self._solved(k, peak=True)
        lam = self._curvature(theta)
        lam = min(max(lam, self.low), self.high)
        at = self._x(lam).acos()
        phase, rate, fall = self._phase(at)
        if (phase / self.pi).floor().unique_fmpz() != k:
            raise ArithmeticError("the precision does not say in which lobe the peak is")
        value = abs(self.form.residual(self.n, lam, ball))
        slope = -(fall + rate * phase.cot()) / at.sin()
        # To the left of c the bound grows where the slope is negative; at an end there is nothing to one side.
        steep = max(slope.upper() if lam > self.low else self.zero, (-slope).upper() if lam < self.high else self.zero)
        return value, value * (max(steep, self.zero) * self.width).exp(), lam

    def _envelope(self, k: int) -> Found:
        """A at the touching point of lobe k, as an upper bound alone."""
        theta = self._solved(k, peak=False)
        if (self._phase(theta)[0] / self.pi).floor().unique_fmpz() != k:
            raise ArithmeticError("the precision does not say in which lobe the touching point is")
        sine, cosine = theta.sin_cos()
        height = (1 - 2 * self.q * cosine + self.q**2).sqrt() / sine
        return self.zero, self.scale * height, self.high

    def _curvature(self, theta: Any) -> Fraction:
        """A curvature next to the one that theta is of."""
        trace = rational(2 * self.q * theta.cos())
        return (trace - self.form.constant) / self.form.slope

    def _solved(self, k: int, peak: bool) -> Any:
        """A number close to the peak or the touching point of lobe k, as a ball of radius 0."""

        middle = (k + self.half) * self.pi

        def excess(theta: Any) -> Any:
            phase, rate, fall = self._phase(theta)
            touching = phase - middle
            return (touching - (fall / rate).atan() if peak else touching).mid()

        if (k, peak) not in self._guesses:
            self._guesses[k, peak] = self._guess(k, peak)
        start = self._guesses[k, peak]
        return _secant(excess, _point(start), _point(start * (1 + TINY)), self.close)

    def _guess(self, k: int, peak: bool) -> float:
        """The same in floating point. At a peak cot(Phi) = -(log A)'/Phi': Phi = (k + 1/2) pi + atan((log A)'/Phi')."""
        q, n = math.sqrt(self.form.determinant), self.n

        def excess(theta: float) -> float:
            sine, cosine = math.sin(theta), math.cos(theta)
            modulus = 1 - 2 * q * cosine + q * q
            rate, fall = n + (1 - q * cosine) / modulus, q * sine / modulus - cosine / sine
            touching = n * theta + math.atan2(sine, cosine - q) - (2 * k + 1) * math.pi / 2
            return touching - math.atan(fall / rate) if peak else touching

        return _illinois(excess, max((k - 1) * math.pi / n, TINY**2), min((k + 1) * math.pi / n, math.pi * (1 - TINY)))


def _point(value: float) -> Any:
    from flint import arb

    return arb(value)


def _secant(function: Callable[[Any], Any], x: Any, y: Any, close: Any) -> Any:
    """A root of a function of points, from two points next to it; where it stops is no matter of rigour."""
    at_x, at_y = function(x), function(y)
    for _ in range(POLISHING):
        if abs(at_y) <= close or at_y == at_x:
            break
        x, at_x, y = y, at_y, (y - at_y * (y - x) / (at_y - at_x)).mid()
        at_y = function(y)
    return y


def _illinois(function: Callable[[float], float], low: float, high: float) -> float:
    """A root between two points, where the function is negative at the first: regula falsi (Illinois)."""
    at_low, at_high, side = function(low), function(high), 0
    middle = high
    for _ in range(GUESSES):
        if at_high <= at_low or high - low <= TINY * high:
            break
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        value = function(middle)
        if abs(value) <= TINY:
            break
        if value > 0:
            high, at_high, at_low, side = middle, value, at_low / (2 if side > 0 else 1), 1
        else:
            low, at_low, at_high, side = middle, value, at_high / (2 if side < 0 else 1), -1
    return middle
