"""Which `Method` a library's optimiser is, with which parameters, on which function, and what proves it: `identify`.

    identify(partial(torch.optim.SGD, lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-4))

The options are read as the library uses them, so that the numbers are exact: the float 0.1 is its binary value, and
where Keras rounds a learning rate to float32 that is the number. What is outside the theory is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import isfinite
from typing import Any

import numpy as np

from derivations import Method
from numerics import simulate
from numerics.algorithms import gradient_descent, momentum, nesterov
from numerics.exact import Array, exact_array
from numerics.optimisers import options
from numerics.optimisers.libraries import Options
from numerics.precision import Exact, NumberSystem, number_system
from numerics.problems import Problem

__all__ = ["Identification", "identified", "identify"]

RULES: dict[str, Any] = {
    "gradient descent": gradient_descent.step,
    "momentum": momentum.step,
    "nesterov": nesterov.step,
}


@dataclass(frozen=True)
class Identification:
    """The optimiser's weights are those of a method of the suite, on sign * f + decay/2 |w|^2.

    - `name`: "gradient descent", "momentum" or "nesterov"; `parameters`: alpha and, but for the first, beta, exact.
    - `sign`, `decay`: a curvature lambda of f is to the method sign * lambda + decay, and its gradient sign * grad f +
      decay * w.
    - `kick`: (a, b) where the velocity starts at a * gradient + b * w0, (0, 0) from rest.
    - `claims`: the ids of the claims that prove it, along the whole run; none where it is the rule itself. Two are
      joined in words: what is proved for any f holds for the function with a coupled decay in it.

    With Nesterov's method the weights are the points w + beta (w - w_previous) at which it takes its gradients.
    """

    name: str
    parameters: dict[str, Fraction]
    decay: Fraction = Fraction(0)
    sign: int = 1
    kick: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        """For a reader, in rounded numbers: `momentum(alpha=0.1, beta=0.9) on f + 0.0001/2 |w|^2`."""
        numbers = ", ".join(f"{name}={float(value):.6g}" for name, value in self.parameters.items())
        decayed = f" + {float(self.decay):.6g}/2 |w|^2" if self.decay else ""
        return f"{self.name}({numbers}) on {'-f' if self.sign < 0 else 'f'}{decayed}"

    @property
    def method(self) -> Method:
        """The method, with all that is derived of it."""
        return _method(self.name)

    def curvature(self, lam: Any) -> Any:
        """The curvature that the method meets where that of f is lam; any number type."""
        return self.sign * lam + self.decay

    def rate(self, lam: Any) -> Any:
        """The spectral radius at curvatures lam of f, numbers or arrays, in float64: see `Method.rate`."""
        values: dict[str, Any] = {name: float(value) for name, value in self.parameters.items()}
        return self.method.rate(self.sign * np.asarray(lam, dtype=np.float64) + float(self.decay), **values)

    def is_stable(self, lam: Any) -> bool:
        """Whether every run along a curvature lam of f converges: decided exactly, for an exact lam or a float."""
        import sympy

        symbols = {**self.method.parameters, "lam": self.method.curvature}
        exact = {**self.parameters, "lam": self.curvature(Fraction(lam))}
        at = {symbols[name]: sympy.Rational(v.numerator, v.denominator) for name, v in exact.items()}
        return all(bool(condition.subs(at)) for condition in self.method.stability_conditions)

    def weights(
        self, problem: Problem, iterations: int, *, start: Any = None, precision: str | int | NumberSystem = "exact"
    ) -> Array:
        """What the optimiser's weights should be, shape (iterations + 1, ..., n): a run of the method's own rule."""
        system, objective = number_system(precision), _Objective(problem, self.sign, self.decay)
        first = self._kicked(objective, start) if any(self.kick) else start
        parameters: dict[str, Any] = dict(self.parameters)
        run = simulate(
            RULES[self.name], objective, iterations, start=first, precision=system, record="states", **parameters
        )
        if self.name != "nesterov":
            return run.iterates
        with system.scope():
            (before, now), [beta] = run.values, system.array(exact_array([self.parameters["beta"]], "beta"))
            ahead: Array = now + beta * (now - before)
        return ahead

    def _kicked(self, objective: Any, start: Any) -> tuple[Array, Array]:
        """The velocity and the weights that the run starts from, in rationals."""
        there, (a, b) = objective.to(Exact()), self.kick
        w = there.start if start is None else Exact().array(exact_array(start, "start"))
        return a * there.gradient(w) + b * w, w


def identify(optimiser: Any) -> Identification:
    """Say which method an optimiser is; `optimiser` as for `numerics.optimisers.run`.

    Raises ValueError, with value, law and remedy, for an optimiser or an option that makes it no method of constant
    coefficients: an adaptive one, a schedule, a clipped gradient.
    """
    return identified(options(optimiser))


def identified(found: tuple[Options, ...]) -> Identification:
    """The same from the options alone, as `numerics.optimisers.libraries` gives them; needs none of the libraries."""
    return _READERS[found[0].library](found)


@cache
def _method(name: str) -> Method:
    return Method(RULES[name], name=name)


class _Objective:
    """sign * f + decay/2 |w|^2 by its gradient, as a problem; its excess is that of f."""

    def __init__(self, problem: Any, sign: int, decay: Fraction, system: NumberSystem | None = None) -> None:
        self.problem, self.sign, self.decay = problem, sign, decay
        self.dimension, self.batch_shape = problem.dimension, problem.batch_shape
        self.start, self.excess = problem.start, problem.excess
        self.weight = None if system is None else system.array(exact_array([decay], "decay"))

    def to(self, system: NumberSystem) -> _Objective:
        return _Objective(self.problem.to(system), self.sign, self.decay, system)

    def gradient(self, w: Any) -> Any:
        slope = self.sign * self.problem.gradient(w)
        return slope if self.decay == 0 else slope + self.weight * w


def _torch(found: tuple[Options, ...]) -> Identification:
    [sgd] = found
    _require(sgd.name == "SGD", f"torch.optim.{sgd.name}", "it is linear with constant coefficients", "give an SGD")
    values = sgd.values
    alpha, beta, decay = (_exact(values[name], name) for name in ("lr", "momentum", "weight_decay"))
    dampening = _exact(values["dampening"], "dampening")
    about: dict[str, Any] = {"decay": decay, "sign": -1 if values["maximize"] else 1}
    proofs = ("torch-sgd.weight-decay",) if decay else ()
    if not beta:  # torch keeps no buffer then, and takes no notice of the dampening
        return _named("gradient descent", alpha, beta, proofs, **about)
    if values["nesterov"]:
        return _named("nesterov", alpha, beta, ("torch-sgd.nesterov", *proofs), **about)
    law = "dampening != 1, else only the first gradient counts (torch-sgd.dampening-of-one)"
    _require(dampening != 1, f"dampening={values['dampening']!r}", law, "give dampening=0")
    kick = (dampening / (beta * (1 - dampening)), Fraction(0))
    return _named("momentum", alpha * (1 - dampening), beta, ("torch-sgd.dampening", *proofs), kick=kick, **about)


def _keras(found: tuple[Options, ...]) -> Identification:
    [sgd] = found
    _require(
        sgd.name == "SGD", f"keras.optimizers.{sgd.name}", "it is linear with constant coefficients", "give an SGD"
    )
    values = sgd.values
    for name in ("clipnorm", "clipvalue", "global_clipnorm", "loss_scale_factor", "gradient_accumulation_steps"):
        _require(values.get(name) is None, f"{name}={values.get(name)!r}", "gradients are taken as they are", "drop it")
    _require(not values.get("use_ema"), "use_ema=True", "the weights are not averaged", "drop it")
    alpha, beta = _exact(values["learning_rate"], "learning_rate"), _exact(values["momentum"], "momentum")
    decay = _exact(values["weight_decay"] or 0, "weight_decay")
    law = "1 - learning_rate * weight_decay is not rounded to float32, as it is on this backend"
    rounded = decay != 0 and values.get("backend") == "torch"
    _require(not rounded, 'weight_decay on the backend "torch"', law, "set KERAS_BACKEND=jax")
    if not beta:
        return _decoupled(alpha, beta, decay, ())
    if not values["nesterov"]:
        return _decoupled(alpha, beta, decay, ("keras-sgd.velocity",))
    law = "with nesterov=True there is no decay, for which it is no Nesterov's method (decoupled-decay.nesterov)"
    _require(not decay, f"weight_decay={values['weight_decay']!r}", law, "leave one of the two out")
    return _named("nesterov", alpha, beta, ("keras-sgd.velocity", "torch-sgd.nesterov"))


@dataclass
class _Chain:
    """What the links so far make of a gradient g at weights w: outside * T(inside * g + before * w) + after * w.

    T is the trace, the identity while beta is None; it is linear, so that `inside` comes out of it as a factor.
    """

    inside: Fraction = Fraction(1)
    outside: Fraction = Fraction(1)
    before: Fraction = Fraction(0)
    after: Fraction = Fraction(0)
    beta: Fraction | None = None
    nesterov: bool = False

    def scale(self, factor: Fraction) -> None:
        if self.beta is None:
            self.inside, self.before = factor * self.inside, factor * self.before
        else:
            self.outside, self.after = factor * self.outside, factor * self.after

    def decay(self, weight: Fraction) -> None:
        if self.beta is None:
            self.before += weight
        else:
            self.after += weight

    def trace(self, beta: Fraction, nesterov: bool) -> None:
        _require(self.beta is None, "a second trace", "a chain has one momentum", "leave one of them out")
        self.beta, self.nesterov = beta, nesterov


def _optax(found: tuple[Options, ...]) -> Identification:
    chain = _Chain()
    for link in found:
        _link(chain, link)
    alpha, beta = -chain.outside * chain.inside, chain.beta or Fraction(0)
    _require(alpha > 0, f"a step of {-alpha} gradients", "the learning rate is positive", "give a learning rate")
    coupled, apart = chain.before / chain.inside, -chain.after / alpha
    proofs = (() if apart else ("optax-sgd.trace",)) + (("torch-sgd.weight-decay",) if coupled else ())
    if not (chain.nesterov and beta):
        return _decoupled(alpha, beta, apart, proofs, coupled)
    law = "with nesterov=True the decay comes before the trace, else it is no Nesterov's method"
    _require(not apart, f"a decay of {apart} after the trace", law, "put add_decayed_weights first")
    return _named("nesterov", alpha, beta, (*proofs, "torch-sgd.nesterov"), decay=coupled)


def _link(chain: _Chain, link: Options) -> None:
    """One link of a chain, the next to be applied."""
    values = link.values
    for name in ("mask", "accumulator_dtype"):
        _require(values.get(name) is None, f"{name}={values.get(name)!r}", "all weights are treated alike", "drop it")
    if link.name == "add_decayed_weights":
        chain.decay(_exact(values["weight_decay"], "weight_decay"))
    elif link.name == "trace":
        chain.trace(_exact(values["decay"], "decay"), bool(values["nesterov"]))
    elif link.name == "scale":
        chain.scale(_exact(values["step_size"], "step_size"))
    elif link.name == "scale_by_learning_rate":
        rate = _exact(values["learning_rate"], "learning_rate")
        chain.scale(-rate if values["flip_sign"] else rate)
    else:
        known = "sgd, trace, add_decayed_weights, scale, scale_by_learning_rate"
        _require(link.name == "sgd", f"optax.{link.name}", f"a link is one of {known}", "give an sgd")
        if values["momentum"] is not None:
            chain.trace(_exact(values["momentum"], "momentum"), bool(values["nesterov"]))
        chain.scale(-_exact(values["learning_rate"], "learning_rate"))


def _decoupled(
    alpha: Fraction, beta: Fraction, apart: Fraction, proofs: tuple[str, ...], coupled: Fraction = Fraction(0)
) -> Identification:
    """Momentum or gradient descent with a decay apart from the gradient, and one in it."""
    if not beta:
        proofs = (*proofs, "decoupled-decay.recurrence") if apart else proofs
        return _named("gradient descent", alpha, beta, proofs, decay=coupled + apart)
    if not apart:
        return _named("momentum", alpha, beta, proofs, decay=coupled)
    kept = 1 - alpha * apart
    law = "learning rate times decoupled decay is not 1 (decoupled-decay.recurrence)"
    _require(kept != 0, f"{alpha} * {apart} = 1", law, "change one of the two")
    proofs = (*proofs, "decoupled-decay.momentum")
    kick = (Fraction(0), apart / kept)
    return _named("momentum", alpha, beta * kept, proofs, decay=coupled + (1 - beta) * apart, kick=kick)


def _named(name: str, alpha: Fraction, beta: Fraction, claims: Iterable[str], **about: Any) -> Identification:
    parameters = {"alpha": alpha} if name == "gradient descent" else {"alpha": alpha, "beta": beta}
    return Identification(name, parameters, claims=tuple(claims), **about)


def _exact(value: Any, name: str) -> Fraction:
    """An option as the rational that it is; a schedule is none."""
    law = f"{name} is one finite number throughout the run"
    _require(not (callable(value) or isinstance(value, (str, dict))), f"{name}={value!r}", law, f"give {name}=0.1")
    _require(np.ndim(value) == 0 and isfinite(float(value)), f"{name}={value!r}", law, f"give {name}=0.1")
    return Fraction(float(value))


def _require(holds: bool, value: str, law: str, remedy: str) -> None:
    if not holds:
        raise ValueError(f"{value} violates: {law}; {remedy}")


_READERS: dict[str, Callable[[tuple[Options, ...]], Identification]] = {
    "keras": _keras,
    "optax": _optax,
    "torch": _torch,
}
