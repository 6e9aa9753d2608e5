"""The theory of one method, section by section: what `whymomentum derive` shows in each of its formats.

A section's content is nested data: a mapping or tuple of SymPy objects, texts and numbers. How it looks is
`verification.derive`'s affair. What cannot be derived says why, in its own section, and the others stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from inspect import cleandoc, getsource
from typing import TYPE_CHECKING, Any

import sympy

if TYPE_CHECKING:
    from derivations.method import Method
    from derivations.minimax import Tuning

__all__ = ["NOT_DERIVED", "TITLES", "Code", "Question", "Section", "sections"]

NOT_DERIVED = "not derived"
FIRST = 3
"""How many steps are unrolled."""
Content = Mapping[str, Any]


class Code(str):
    """A text that is code, to be shown letter by letter."""


@dataclass(frozen=True)
class Section:
    """One section: a key for JSON, a title for readers, and its content."""

    key: str
    title: str
    content: Content


@dataclass(frozen=True)
class Question:
    """What is asked of a method: the spectrum [mu, L] to tune it for, and what is assumed of its parameters."""

    method: Method
    mu: Any
    L: Any
    assumptions: tuple[Any, ...] = ()


def sections(question: Question) -> Iterator[Section]:
    """Everything that is derived, in order, each when it is asked for."""
    tuned: list[Tuning] = []
    for key, (title, content) in PARTS.items():
        try:
            found = content(question, tuned)
        except (ValueError, ArithmeticError, ModuleNotFoundError) as error:
            found = {NOT_DERIVED: str(error)}
        yield Section(key, title, found)


def _rule(question: Question, _: Any) -> Content:
    method = question.method
    try:
        source = cleandoc("\n" + getsource(method.step))
    except (OSError, TypeError):
        source = f"{method.step!r}"
    return {
        "source": Code(source),
        "state": method.state,
        "parameters": tuple(method.parameters),
        "gradients an iteration": method.linear_rule.gradients,
    }


def _fixed_point(question: Question, _: Any) -> Content:
    rest = dict(zip(question.method.state, question.method.rest, strict=True))
    return {"the minimiser is a fixed point": "yes", "state at rest, for w = w* = 1": rest}


def _matrix(question: Question, _: Any) -> Content:
    return {"R": question.method.iteration_matrix}


def _polynomial(question: Question, _: Any) -> Content:
    return {"det(sigma I - R)": question.method.characteristic_polynomial.as_expr()}


def _spectrum(question: Question, _: Any) -> Content:
    eigenvalues = question.method.eigenvalues
    return {"eigenvalues": tuple(e for e, times in eigenvalues.items() for _ in range(times))}


def _region(question: Question, _: Any) -> Content:
    method = question.method
    region = method.stability_region(*_assumed(question))
    removed = {str(c): _by(verdict) for c, verdict in region.removed.items()}
    needed = {str(c): dict(point) if point else "not known" for c, point in region.needed.items()}
    return {
        "assuming": region.assumptions,
        "stable, every |sigma| < 1, if and only if": region.conditions or ("always",),
        "removed, since it follows from the rest": removed or "none",
        "needed, since it alone fails at": needed or "none",
    }


def _step_size(question: Question, _: Any) -> Content:
    method, name = question.method, _step_size_name(question.method)
    if name is None:
        raise ValueError(f"none of the parameters {list(method.parameters)} is in units of 1/curvature")
    about = [a for a in question.assumptions if not a.has(method.parameters[name])]
    try:
        found = method.largest_step_size(*about, parameter=name)
    except ValueError as error:
        others = [c for c in method.stability_region(*_assumed(question)).conditions if not _mentions(c, method, name)]
        if not others:
            raise ValueError(f"{error}; as in --assume '0 <= beta < 1'") from error
        found = method.largest_step_size(*about, *others, parameter=name)
    return {
        "assuming": found.assumptions,
        f"stable if and only if {name} is above": sympy.Integer(0),
        "and below": found.bound,
        "proved by": _by(found.verdict),
    }


def _damping(question: Question, _: Any) -> Content:
    return {"two eigenvalues coincide where one holds": question.method.critical_damping() or ("nowhere",)}


def _unrolled(question: Question, _: Any) -> Content:
    return {f"w^{k + 1}": question.method.unrolled(k) for k in range(FIRST)}


def _residuals(question: Question, _: Any) -> Content:
    return {f"p_{k}": question.method.residual_polynomial(k) for k in range(1, FIRST + 1)}


def _classification(question: Question, _: Any) -> Content:
    found = question.method.classification
    return {field.name.replace("_", " "): _plain(getattr(found, field.name)) for field in fields(found)}


def _tuning(question: Question, tuned: list[Tuning]) -> Content:
    tuning = question.method.best_parameters(question.mu, question.L)
    tuned.append(tuning)
    lower = "Chebyshev's bound" if tuning.lower_verdict is None else _by(tuning.lower_verdict)
    return {
        "curvatures": (question.mu, question.L),
        "parameters": dict(tuning.parameters),
        "every |sigma| is below": tuning.rate,
        "proved by": f"{', '.join(tuning.rests_on)}, on all of [{question.mu}, {question.L}]",
        "for any parameters some |sigma| is at least": tuning.lower,
        "proved, for all parameters, by": lower,
    }


def _transient(question: Question, tuned: list[Tuning]) -> Content:
    if not tuned:
        raise ValueError("the best parameters, at which it is taken, were not derived")
    curvatures = tuple(dict.fromkeys((question.mu, (question.mu + question.L) / 2, question.L)))
    found = {}
    for lam in curvatures:
        bound = question.method.transient_bound(lam, **tuned[0].parameters)
        found[f"lambda = {lam}"] = "unbounded" if bound is None else {
            "at least": _outward(bound.lower, -1), "at most": _outward(bound.upper, 1), "at k": bound.iteration
        }  # fmt: skip
    return {"sup over k of |R^k|, at the best parameters": found}


PARTS: dict[str, tuple[str, Callable[[Question, list[Tuning]], Content]]] = {
    "rule": ("Update rule", _rule),
    "fixed_point": ("Fixed point", _fixed_point),
    "iteration_matrix": ("Iteration matrix on 1/2 lambda w^2", _matrix),
    "characteristic_polynomial": ("Characteristic polynomial", _polynomial),
    "spectrum": ("Spectrum", _spectrum),
    "stability_region": ("Stability region", _region),
    "largest_step_size": ("Largest stable step-size", _step_size),
    "critical_damping": ("Critical damping", _damping),
    "unrolled": ("Unrolled, the coefficients of the gradients in turn", _unrolled),
    "residual_polynomials": ("Residual polynomials, w^k - w* = p_k(lambda) (w^0 - w*)", _residuals),
    "classification": ("Class in algorithmic space", _classification),
    "best_parameters": ("Best parameters", _tuning),
    "transient": ("Transient", _transient),
}
TITLES = {key: title for key, (title, _) in PARTS.items()}


def _assumed(question: Question) -> tuple[Any, ...]:
    return (question.method.curvature > 0, *question.assumptions)


def _mentions(condition: Any, method: Method, name: str) -> bool:
    return bool(condition.free_symbols & {method.parameters[name], method.curvature})


def _step_size_name(method: Method) -> str | None:
    """`alpha`, or the first parameter in units of 1/curvature."""
    from derivations.minimax_search import weights

    if "alpha" in method.parameters:
        return "alpha"
    units = weights(method.characteristic_polynomial.all_coeffs()[1:], method.parameters, method.curvature) or {}
    return next((name for name, unit in units.items() if unit == 1), None)


def _by(verdict: Any) -> str:
    """What a verdict rests on."""
    return ", ".join(verdict.rests_on) or verdict.status


def _outward(value: Any, sign: int) -> Any:
    """A rational rounded to 12 decimal places, upwards or downwards."""
    unit = 10**12
    return sympy.Rational(sign * ((sign * value * unit).__ceil__()), unit)


def _plain(value: Any) -> Any:
    """What the formats know: SymPy objects, numbers, texts, and mappings and tuples of them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    if isinstance(value, sympy.Basic | sympy.MatrixBase | str | int):
        return value
    return "none" if value is None else str(value)
