"""Hypothesis strategies for spectra, quadratics, and parameters inside, on and outside a method's stability region.

    from hypothesis import given
    from verification.strategies import quadratics, stable_parameters

    @given(stable_parameters(method))
    def test_it_converges(at):                 # {"lam": Fraction(1), "alpha": Fraction(1), "beta": Fraction(0)}
        assert method.rate(**at) < 1

Everything drawn is exact (`fractions.Fraction`), is drawn without filtering, and shrinks to simple numbers.

Parameters are drawn along lines on which one of them varies (`verification.fibres`, for any order): from a stable point
of simple rationals each parameter in turn, twice, moves to a number of the same stable interval. So what is drawn is
connected with that point by such moves; a part of the region that is not needs its own `near=`. On the boundary is the
end of such an interval where it is rational, so that of order 3 and more it is drawn less evenly, and from the first
point where it is irrational in every direction; outside is what lies on such a line beyond it. Assumed: the curvature
is positive, and a parameter at which a denominator of the rule vanishes is no parameter.

Needs Hypothesis: pip install 'whymomentum[testing]'.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from verification.fibres import CURVATURE, NoFibre, Region, Values

try:
    from hypothesis import strategies as st
except ImportError as error:
    told = "verification.strategies needs Hypothesis, which is not installed: pip install 'whymomentum[testing]'"
    raise ImportError(told) from error

if TYPE_CHECKING:
    from derivations.method import Method
    from derivations.statement import Statement
    from numerics import Quadratic

__all__ = [
    "NoFibre",
    "boundary_parameters",
    "points",
    "quadratics",
    "spectra",
    "stable_parameters",
    "starts",
    "unstable_parameters",
]

Point = dict[str, Fraction]
Bound = tuple[Any, Any]
LEAST, MOST, DENOMINATOR = Fraction(1, 12), Fraction(8), 12


def spectra(
    min_size: int = 1, max_size: int = 4, *, least: Any = LEAST, most: Any = MOST, max_denominator: int = DENOMINATOR
) -> st.SearchStrategy[list[Fraction]]:
    """Eigenvalues l_1 <= ... <= l_n in [least, most], 0 < least, repeated ones among them, as fractions.

    Raises ValueError where least <= 0 or least > most.
    """
    low, high = Fraction(least), Fraction(most)
    if not 0 < low <= high:
        raise ValueError(f"least={least}, most={most} violates 0 < least <= most: a spectrum is positive")
    entries = st.fractions(low, high, max_denominator=max_denominator)
    return st.lists(entries, min_size=min_size, max_size=max_size).map(sorted)


@st.composite
def quadratics(
    draw: st.DrawFn, spectrum: st.SearchStrategy[list[Fraction]] | None = None, *, dense: bool | None = None
) -> Quadratic:
    """A `numerics.Quadratic` of a drawn spectrum and minimiser: diagonal, or dense in an exactly orthogonal eigenbasis.

    `dense` chooses; by default both are drawn. The basis is the reflection at a vector of integers that begins with 1.
    """
    from numerics import Quadratic, householder_basis

    eigenvalues = draw(spectra() if spectrum is None else spectrum)
    minimiser = draw(starts(len(eigenvalues)))
    if not (draw(st.booleans()) if dense is None else dense):
        return Quadratic.from_spectrum(eigenvalues, minimiser)
    rest = draw(st.lists(st.integers(-3, 3), min_size=len(eigenvalues) - 1, max_size=len(eigenvalues) - 1))
    return Quadratic.from_eigenbasis(eigenvalues, householder_basis([[1, *rest]]), minimiser)


def starts(dimension: int, *, most: Any = 3, max_denominator: int = DENOMINATOR) -> st.SearchStrategy[list[Fraction]]:
    """Points w0 of that dimension with entries in [-most, most]."""
    entries = st.fractions(-Fraction(most), Fraction(most), max_denominator=max_denominator)
    return st.lists(entries, min_size=dimension, max_size=dimension)


def points(statement: Statement) -> st.SearchStrategy[dict[str, Any]]:
    """Exact points at which the hypotheses of a statement hold, and steps of its runs, as the kernel reads a witness.

    Drawn by seeds of the search for a witness, so that they do not shrink. Raises `SearchError` where none is found.
    """
    from derivations import translate
    from derivations.models import find_witness

    stated = translate.statement(statement)
    return st.integers(0, 2**16).map(lambda seed: find_witness(stated, seed=seed))


def stable_parameters(
    method: Method, lam: Any = None, *, within: Mapping[str, Bound] | None = None, near: Mapping[str, Any] | None = None
) -> st.SearchStrategy[Point]:
    """Parameters, and the curvature `lam`, at which every |sigma| < 1: {"lam": ..., "alpha": ..., ...}.

    - `lam`: a curvature > 0, or a strategy of such; by default it is drawn with the parameters.
    - `within`: name -> (least, most) for parameters that are to stay in a closed interval, such as {"beta": (0, 1)}.
    - `near`: a stable point to begin at, parameters and `lam`; by default one of simple rationals is looked for.

    Raises `NoFibre` where none is found, ValueError for an unknown name.
    """
    return _setting(method, lam, within, near).flatmap(_inside)


def boundary_parameters(
    method: Method, lam: Any = None, *, within: Mapping[str, Bound] | None = None, near: Mapping[str, Any] | None = None
) -> st.SearchStrategy[Point]:
    """Parameters at which the largest |sigma| is exactly 1: a stable point of which one coordinate is moved to the end
    of the interval in which it may be; arguments as of `stable_parameters`.

    Raises `NoFibre` where none of these ends is rational.
    """
    return _setting(method, lam, within, near).flatmap(_on)


def unstable_parameters(
    method: Method, lam: Any = None, *, within: Mapping[str, Bound] | None = None, near: Mapping[str, Any] | None = None
) -> st.SearchStrategy[Point]:
    """Parameters at which some |sigma| > 1, strictly, on a line through a stable point; as `stable_parameters`."""
    return _setting(method, lam, within, near).flatmap(_outside)


class _Setting:
    """A region, what is fixed and bounded there, and the stable point to begin at."""

    def __init__(self, region: Region, fixed: Values, bounds: dict[str, Any], near: Mapping[str, Any] | None) -> None:
        self.region, self.bounds = region, bounds
        self.free = [name for name in region.names if name not in fixed]
        if near is None:
            self.base = region.base(fixed, bounds)
            return
        self.base = {name: Fraction(value) for name, value in near.items()} | dict(fixed)
        if set(self.base) != set(region.names) or self.base[CURVATURE] <= 0 or not region.is_stable(self.base):
            law = f"near gives each of {list(region.names)}, and is stable"
            raise NoFibre(f"near={ {name: str(q) for name, q in self.base.items()} } violates: {law}; give another")

    def ends(self, name: str) -> tuple[Fraction | None, Fraction | None]:
        """The least and the greatest value of a coordinate, where it has one; a curvature is positive."""
        least: Fraction | None
        most: Fraction | None
        least, most = self.bounds.get(name, (None, None))
        positive = Fraction(0) if least is None else max(least, Fraction(0))
        return (positive if name == CURVATURE else least), most

    def allows(self, name: str, value: Fraction) -> bool:
        least, most = self.ends(name)
        inside = (least is None or least <= value) and (most is None or value <= most)
        return inside and (name != CURVATURE or value > 0)


def _setting(
    method: Method, lam: Any, within: Mapping[str, Bound] | None, near: Mapping[str, Any] | None
) -> st.SearchStrategy[_Setting]:
    region = Region(method)
    bounds = {name: (Fraction(low), Fraction(high)) for name, (low, high) in (within or {}).items()}
    unknown = [name for name in (*bounds, *(near or {})) if name not in region.names]
    if unknown:
        raise ValueError(f"{unknown[0]!r} violates: the parameters are {list(region.names)}; name one of these")
    if lam is None:
        return st.just(_Setting(region, {}, bounds, near))
    if isinstance(lam, st.SearchStrategy):
        return lam.map(lambda drawn: _Setting(region, {CURVATURE: _positive(drawn)}, bounds, near))
    return st.just(_Setting(region, {CURVATURE: _positive(lam)}, bounds, near))


def _positive(lam: Any) -> Fraction:
    if isinstance(lam, float) or not Fraction(lam) > 0:
        raise ValueError(f"lam={lam!r} violates: a curvature is an exact rational > 0; give Fraction(1, 10)")
    return Fraction(lam)


@st.composite
def _inside(draw: st.DrawFn, setting: _Setting) -> Point:
    values = dict(setting.base)
    for name in [*reversed(setting.free), *setting.free]:
        gap = setting.region.gap_of(name, values)
        ends = gap.within(*setting.ends(name))
        values[name] = values[name] if ends is None else draw(_numbers(*ends))
    return values


@st.composite
def _on(draw: st.DrawFn, setting: _Setting) -> Point:
    found = _ends(setting, draw(_inside(setting))) or _ends(setting, setting.base)
    if not found:
        law = "a line through it along a parameter leaves the region at a rational point"
        raise NoFibre(f"{_shown(setting.base)} violates: {law}; let more parameters vary, or give another near=")
    return draw(st.sampled_from(found))


def _ends(setting: _Setting, values: Values) -> list[Point]:
    """The rational ends of the stable intervals in which each coordinate of a stable point may move."""
    found = []
    for name in setting.free:
        gap = setting.region.gap_of(name, values)
        for cut in (gap.right, gap.left):
            if cut is not None and cut.is_rational and setting.allows(name, cut.low):
                found.append({**values, name: cut.low})
    return [point for point in found if setting.region.is_defined(point)]


@st.composite
def _outside(draw: st.DrawFn, setting: _Setting) -> Point:
    values: Values = draw(_inside(setting))
    beyond = _beyond(setting, values)
    if not beyond:
        values, beyond = setting.base, _beyond(setting, setting.base)
    if not beyond:
        law = "a line through it along a parameter leaves the region"
        raise NoFibre(f"{_shown(values)} violates: {law}; let more parameters vary, or give another near=")
    name, ends = draw(st.sampled_from(beyond))
    return {**values, name: draw(_numbers(*ends))}


def _beyond(setting: _Setting, values: Values) -> list[tuple[str, tuple[Fraction, Fraction]]]:
    """The intervals on the lines through a point on which a condition is negative."""
    found = []
    for name in setting.free:
        for gap in setting.region.gaps(name, values):
            ends = gap.within(*setting.ends(name))
            if gap.status == "unstable" and ends is not None:
                found.append((name, ends))
    return found


@st.composite
def _numbers(draw: st.DrawFn, low: Fraction, high: Fraction) -> Fraction:
    """A rational strictly between two others: of denominator q, where q (high - low) > 1 makes room for a numerator."""
    least = floor(1 / (high - low)) + 1
    q = draw(st.integers(least, least + 11))
    return Fraction(draw(st.integers(floor(low * q) + 1, ceil(high * q) - 1)), q)


def _shown(values: Values) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items())
