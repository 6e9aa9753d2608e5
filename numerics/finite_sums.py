r"""Stochastic averaged gradient (SAG), for f = (1/m) sum_j f_j of which one gradient is taken at a time.

    y_j = grad f_j(w^k) for the j that is drawn,     w^{k+1} = w^k - (alpha/m) (y_1 + ... + y_m)

It needs the gradients of the parts, so it is no update rule of `numerics.algorithms`, whose gradient is that of f. For
any order of the draws it is linear in the gradients that it has taken: each one counts in every step until its part is
drawn again. With m = 1 it is gradient descent.

Reference: M. Schmidt, N. Le Roux, F. Bach, "Minimizing finite sums with the stochastic average gradient", Math.
Program. 162, 2017, algorithm 1 and theorem 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from numerics.rule import Gradient, Number

__all__ = ["stochastic_average_gradient"]


def stochastic_average_gradient(
    parts: Sequence[Gradient], start: Number, draws: Iterable[int], *, alpha: Number
) -> list[Number]:
    """w^0, w^1, ... over any number type, one step for each draw; every y_j starts at 0.

    `parts` are the gradients of f_1 .. f_m as functions of w, `draws` indices into them. Raises ValueError for an index
    out of range, or where there are no parts.
    """
    m = len(parts)
    if not m:
        raise ValueError("parts=[] violates: f is a mean of m >= 1 functions; give their gradients")
    table, total = [0 * start] * m, 0 * start
    iterates = [start]
    for j in draws:
        if not 0 <= j < m:
            raise ValueError(f"draw {j} violates 0 <= j < {m}: give indices into parts")
        w = iterates[-1]
        found = parts[j](w)
        table[j], total = found, total + (found - table[j])
        iterates.append(w - alpha / m * total)
    return iterates
