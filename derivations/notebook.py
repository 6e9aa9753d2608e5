r"""How claims, methods and verdicts look in a notebook: as LaTeX, and as HTML whose formulas the notebook typesets.

    Claim, Method, Verdict, StabilityRegion, StepSizeBound, Tuning:
        `_repr_latex_` is the formula alone,  `_repr_html_` what else there is to know of it.

Nothing is proved, searched for or rechecked in order to be shown, and nothing is derived that takes long: a claim shows
what its author wrote, a method of order 3 or more its stability conditions once they have been derived. All text
is escaped, no string is evaluated.

Assumption: the notebook typesets $...$ in HTML as Jupyter does; elsewhere the formula's source is legible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from sympy import Eq, Matrix, Symbol, ceiling, floor, latex

if TYPE_CHECKING:
    from derivations.claim import Claim
    from derivations.decide import Verdict
    from derivations.method import Method
    from derivations.minimax import Tuning
    from derivations.stability_region import StabilityRegion
    from derivations.step_size import StepSizeBound

__all__ = [
    "claim_html",
    "claim_latex",
    "has_dollars",
    "math",
    "method_html",
    "method_latex",
    "region_html",
    "region_latex",
    "step_size_html",
    "step_size_latex",
    "table",
    "tuning_html",
    "tuning_latex",
    "verdict_html",
    "verdict_latex",
]

QUICK_ORDER = 2  # up to here the stability conditions take no noticeable time
STANDING = {
    "holds": "holds as printed",
    "holds-if": "holds under a hypothesis that is not printed",
    "fails": "fails as printed",
}
TURNSTILES = {"proved": r"\vdash", "refuted": r"\nvdash", "unknown": r"\overset{?}{\vdash}"}


# ---- formulas and tables -------------------------------------------------------------------------------------------


def math(formula: str) -> str:
    """LaTeX as a notebook typesets it: a bare formula gets its dollars, text with formulas in it has them."""
    return formula if has_dollars(formula) else rf"$\displaystyle {formula}$"


def has_dollars(formula: str) -> bool:
    r"""Whether there is a dollar outside all braces: inside, as in \text{$L$-smooth}, it belongs to a formula."""
    depth, escaped = 0, False
    for sign in formula:
        if sign == "$" and depth == 0 and not escaped:
            return True
        depth += {"{": 1, "}": -1}.get(sign, 0) * (not escaped)
        escaped = sign == "\\" and not escaped
    return False


def table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    """A table of two columns under a title; the title and the labels are text, each value is HTML."""
    lines = [f'<tr><th style="text-align:left">{escape(label)}</th><td>{value}</td></tr>' for label, value in rows]
    head = f'<caption style="text-align:left"><strong>{escape(title)}</strong></caption>'
    return f'<table style="text-align:left">{head}<tbody>{"".join(lines)}</tbody></table>'


def _typeset(formula: str) -> str:
    return escape(math(formula), quote=False)


def _list(formulas: Iterable[Any]) -> str:
    return r",\quad ".join(map(latex, formulas))


# ---- claims --------------------------------------------------------------------------------------------------------


def claim_latex(claim: Claim) -> str:
    """What the claim states."""
    return math(claim.latex)


def claim_html(claim: Claim) -> str:
    """Statement, what the article prints, its correction, scope, sources; nothing is derived or rechecked."""
    return table(claim.id, _claim(claim))


def _claim(claim: Claim) -> Iterator[tuple[str, str]]:
    yield "section", escape(claim.section)
    yield "statement", _typeset(claim.latex)
    if claim.printed is not None:
        yield "as printed", f"<code>{escape(claim.printed)}</code> {STANDING[claim.as_printed or 'holds']}"
    if claim.correction is not None:
        yield "correction", _typeset(claim.correction)
    yield "scope", escape(claim.scope)
    yield "proof", escape(claim.derivation)
    for reference in claim.references:
        yield "reference", escape(reference)


# ---- methods -------------------------------------------------------------------------------------------------------


def method_latex(method: Method) -> str:
    r"""R and det(sigma I - R)."""
    polynomial = latex(method.characteristic_polynomial.as_expr())
    return math(rf"R = {latex(method.iteration_matrix)},\quad \det(\sigma I - R) = {polynomial}")


def method_html(method: Method) -> str:
    """State, parameters, matrix, characteristic polynomial, and the stability conditions where they are at hand."""
    return table(method.name, _method(method))


def _method(method: Method) -> Iterator[tuple[str, str]]:
    yield "state", escape(", ".join(method.state))
    if method.parameters:
        yield "parameters", _typeset(_list(method.parameters.values()))
    state = latex(Matrix([Symbol(name) for name in method.state]))
    yield "one step", _typeset(rf"{state} \mapsto {latex(method.iteration_matrix)} {state}")
    polynomial = method.characteristic_polynomial
    yield "characteristic polynomial", _typeset(latex(polynomial.as_expr()))
    if polynomial.degree() <= QUICK_ORDER or "stability_conditions" in vars(method):
        yield "stable iff", _typeset(_list(method.stability_conditions))
    else:
        yield "stable iff", "ask for <code>stability_conditions</code>"


# ---- verdicts ------------------------------------------------------------------------------------------------------


def verdict_latex(verdict: Verdict) -> str:
    """Whether the hypotheses yield the conclusion; where they do not, the point at which it fails."""
    stated = f"{_list(verdict.hypotheses)} {TURNSTILES[verdict.status]} {latex(verdict.conclusion)}".strip()
    at = _point(verdict)
    return math(rf"{stated} \quad\text{{at }} {at}" if at else stated)


def verdict_html(verdict: Verdict) -> str:
    """What was asked, the answer, what it rests on, and where it fails."""
    return table(verdict.status, _verdict(verdict))


def _verdict(verdict: Verdict) -> Iterator[tuple[str, str]]:
    if verdict.hypotheses:
        yield "given", _typeset(_list(verdict.hypotheses))
    yield "then", _typeset(latex(verdict.conclusion))
    if verdict.obligations:
        yield "where", _typeset(_list(verdict.obligations))
    if verdict.rests_on:
        yield "rests on", escape(", ".join(verdict.rests_on))
    if at := _point(verdict):
        yield "fails at", _typeset(at)
    if verdict.vacuous:
        yield "vacuous", "the hypotheses contradict each other"
    if verdict.detail:
        yield "detail", escape(verdict.detail)


def _point(verdict: Verdict) -> str:
    return _at(verdict.counterexample or {})


def _at(values: Mapping[Any, Any]) -> str:
    """Symbols, or names of them, with their values."""
    pairs = ((Symbol(name) if isinstance(name, str) else name, value) for name, value in values.items())
    return _list(Eq(symbol, value, evaluate=False) for symbol, value in pairs)


# ---- stability, step-sizes, tuning ---------------------------------------------------------------------------------


def region_latex(region: StabilityRegion) -> str:
    """The conditions, which all eigenvalues are inside the unit circle iff they hold, under the assumptions."""
    stable = rf"\max_i |\sigma_i| < 1 \iff {_conditions(region)}"
    return math(rf"{_list(region.assumptions)}:\quad {stable}" if region.assumptions else stable)


def _conditions(region: StabilityRegion) -> str:
    return _list(region.conditions) or r"\text{always}"


def region_html(region: StabilityRegion) -> str:
    """The conditions; what was removed, by whose proof; and where one alone fails."""
    return table("stability region", _region(region))


def _region(region: StabilityRegion) -> Iterator[tuple[str, str]]:
    if region.assumptions:
        yield "given", _typeset(_list(region.assumptions))
    yield "stable iff", _typeset(_conditions(region))
    for condition, verdict in region.removed.items():
        yield "removed", f"{_typeset(latex(condition))} follows: {escape(', '.join(verdict.rests_on))}"
    for condition, at in region.needed.items():
        if at is not None:
            yield "needed", f"{_typeset(latex(condition))} alone fails at {_typeset(_at(at))}"


def step_size_latex(found: StepSizeBound) -> str:
    """Which step-sizes are stable, under the assumptions and for positive curvature."""
    interval = rf"0 < {latex(found.parameter)} < {latex(found.bound)}"
    stable = rf"\max_i |\sigma_i| < 1 \iff {interval}"
    return math(rf"{_list(found.region.assumptions)}:\quad {stable}")


def step_size_html(found: StepSizeBound) -> str:
    """The bound, what it assumes, and what its proof rests on."""
    rows = [
        ("given", _typeset(_list(found.region.assumptions))),
        ("stable iff", _typeset(rf"0 < {latex(found.parameter)} < {latex(found.bound)}")),
        (f"{found.verdict.status} by", escape(", ".join(found.verdict.rests_on))),
    ]
    return table("largest stable step-size", rows)


def tuning_latex(tuning: Tuning) -> str:
    """The parameters, and their rate on [mu, L]."""
    at = _at(tuning.parameters)
    interval = rf"{latex(tuning.mu)} \le \lambda \le {latex(tuning.L)}"
    return math(rf"{at}:\quad \max_i |\sigma_i| < {_decimal(tuning.rate, up=True)}, \quad {interval}")


def tuning_html(tuning: Tuning) -> str:
    """The parameters, their rate with what proves it, and what no choice of parameters undercuts."""
    interval = _typeset(rf"{latex(tuning.mu)} \le \lambda \le {latex(tuning.L)}")
    rows = [
        ("curvatures", interval),
        ("parameters", _typeset(_at(tuning.parameters))),
        ("rate below", f"{_decimal(tuning.rate, up=True)}, proved: {escape(', '.join(tuning.rests_on))}"),
        ("no choice below", f"{_decimal(tuning.lower, up=False)}, proved: {escape(', '.join(tuning.lower_rests_on))}"),
    ]
    return table(f"best parameters of {tuning.method}", rows)


def _decimal(value: Any, up: bool) -> str:
    """A rational in [0, 10) to six decimals, rounded to the side on which what is said of it stays true."""
    scaled = int(ceiling(value * 10**6) if up else floor(value * 10**6))
    return f"{scaled // 10**6}.{scaled % 10**6:06d}"
