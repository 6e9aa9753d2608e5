"""From SymPy to the kernel's polynomials. Trusted, so short: every rule of the translation is one line of this module.

    p / q > 0     p q > 0                      p / q = 0     q != 0 and p = 0
    p / q >= 0    q != 0 and p q >= 0          p != 0        p^2 > 0

Denominators are never cancelled: each one that occurs must be nonzero for the relation to count as true. Negations are
pushed to the relations first, so this holds for negated relations as well. Numbers are rational, functions polynomial:
a square root enters as a symbol s with s >= 0 and s**2 = x, a power x**k as the state of a run.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanFalse, BooleanTrue

from derivations import kernel
from derivations.kernel import ONE, Terms, add, multiply, scale
from derivations.statement import Limit, Minimum, Orbit, Statement

Json = dict[str, Any]
TRUE: Json = {"and": []}
FALSE: Json = {"or": []}
SIGNS = ("zero", "positive", "negative", "nonnegative", "nonpositive", "nonzero")


class TranslationError(ValueError):
    """An expression that is no rational function with rational coefficients; the message gives the remedy."""


def terms(expression: Any) -> dict[str, str]:
    """A polynomial with rational coefficients as kernel data: x**2 - y/2 is {"x^2": "1", "y": "-1/2"}."""
    numerator, denominator = _fraction(sp.sympify(expression, strict=True))
    if kernel.variables(denominator):
        raise TranslationError(f"{expression} is not a polynomial: clear the denominator, or state a relation")
    return data(scale(1 / denominator[()], numerator))


def data(p: Terms) -> dict[str, str]:
    """Kernel polynomial -> its JSON form, monomials in order."""
    return {"*".join(f"{v}^{e}" if e > 1 else v for v, e in m): str(c) for m, c in sorted(p.items())}


def _fraction(e: Any) -> tuple[Terms, Terms]:
    """Numerator and denominator of an expression, nothing cancelled."""
    if isinstance(e, sp.Symbol):
        return {((_name(e), 1),): Fraction(1)}, ONE
    if isinstance(e, sp.Rational):
        return scale(Fraction(int(e.p), int(e.q)), ONE), ONE
    if isinstance(e, sp.Add | sp.Mul):
        n, d = _fraction(e.args[0])
        for argument in e.args[1:]:
            m, c = _fraction(argument)
            if isinstance(e, sp.Mul):
                n, d = multiply(n, m), multiply(d, c)
            else:
                n, d = (add(n, m), d) if c == d else (add(multiply(n, c), multiply(m, d)), multiply(d, c))
        return n, d
    if isinstance(e, sp.Pow) and isinstance(e.exp, sp.Integer):
        n, d = _fraction(e.base)
        if e.exp < 0:
            n, d = multiply(d, d), multiply(n, d)  # 1 / (n/d), where d != 0 as well
            if not d:
                raise TranslationError(f"{e} divides by zero")
        exponent = abs(int(e.exp))
        if exponent == 0:
            return d, d  # 1, where the base has a value
        return _power(n, exponent), _power(d, exponent)
    if isinstance(e, sp.Float):
        raise TranslationError(f"{e} is a float: derivations are exact, write Rational(1, 10) for 0.1")
    remedy = "a root is a symbol s with s >= 0 and s**2 = x, a power x**k the state of an Orbit"
    raise TranslationError(f"{e} is not a rational function with rational coefficients: {remedy}")


def _power(p: Terms, exponent: int) -> Terms:
    result = ONE
    for _ in range(exponent):
        result = multiply(result, p)
    return result


def _name(symbol: sp.Symbol) -> str:
    if symbol.is_real is False or (symbol.is_real is None and (symbol.is_complex or symbol.is_hermitian)):
        raise TranslationError(f"{symbol} is not real: write a complex number as x + iy with real x and y")
    if not symbol.name.isidentifier():
        raise TranslationError(f"the symbol name {symbol.name!r} is no identifier: rename it, like lambda_1 or w_star")
    return str(symbol.name)


def formula(statement: Any) -> Json:
    """A SymPy Boolean as kernel data, negations pushed inwards and denominators made obligations."""
    return _formula(statement, positive=True)


def _formula(b: Any, positive: bool) -> Json:
    if isinstance(b, bool | BooleanTrue | BooleanFalse):
        return TRUE if bool(b) is positive else FALSE
    if isinstance(b, sp.Not):
        return _formula(b.args[0], not positive)
    if isinstance(b, sp.And | sp.Or):
        return {"and" if isinstance(b, sp.And) is positive else "or": [_formula(part, positive) for part in b.args]}
    if isinstance(b, sp.Implies):
        return _formula(sp.Or(sp.Not(b.args[0], evaluate=False), b.args[1], evaluate=False), positive)
    if isinstance(b, sp.Equivalent):
        ways = [sp.Implies(x, y, evaluate=False) for x in b.args for y in b.args if x is not y]
        return _formula(sp.And(*ways, evaluate=False), positive)
    if isinstance(b, Relational):
        return _relation(b if positive else b.negated)
    raise TranslationError(f"{b!r} is not a relation or a Boolean combination of relations: use And, Or, Not, Implies")


def _relation(r: Relational) -> Json:
    if isinstance(r, sp.Lt | sp.Le):
        r = r.reversed
    (a, b), (c, e) = _fraction(r.lhs), _fraction(r.rhs)
    n, d = add(multiply(a, e), scale(-1, multiply(c, b))), multiply(b, e)
    defined = {"gt": data(multiply(d, d))}
    if isinstance(r, sp.Ne):
        product = multiply(n, d)
        return {"gt": data(multiply(product, product))}
    if isinstance(r, sp.Gt):
        return {"gt": data(n if d == ONE else multiply(n, d))}
    if isinstance(r, sp.Ge):
        return {"ge": data(n)} if d == ONE else {"and": [defined, {"ge": data(multiply(n, d))}]}
    if isinstance(r, sp.Eq):
        return {"eq": data(n)} if d == ONE else {"and": [defined, {"eq": data(n)}]}
    raise TranslationError(f"{r} is not one of <, <=, >, >=, =, !=")


def assumptions(symbol: sp.Symbol) -> list[Boolean]:
    """The hypotheses that a symbol's assumptions amount to: positive=True is symbol > 0.

    Raises TranslationError for an assumption that is none about the sign of a real number: leaving it out would refute
    what holds for every integer by a fraction.
    """
    real = _as_real(symbol)
    if real.is_zero:
        return [sp.Eq(symbol, 0, evaluate=False)]
    if real.is_positive:
        return [sp.Gt(symbol, 0, evaluate=False)]
    if real.is_negative:
        return [sp.Lt(symbol, 0, evaluate=False)]
    found: list[Boolean] = []
    if real.is_nonnegative:
        found.append(sp.Ge(symbol, 0, evaluate=False))
    if real.is_nonpositive:
        found.append(sp.Le(symbol, 0, evaluate=False))
    if real.is_nonzero:
        found.append(sp.Ne(symbol, 0, evaluate=False))
    return found


def _as_real(symbol: sp.Symbol) -> sp.Symbol:
    """A real number with the symbol's sign, if that is all that is assumed."""
    assumed = symbol.assumptions0
    real = sp.Symbol(_name(symbol), real=True, **{name: assumed[name] for name in SIGNS if name in assumed})
    if more := sorted(dict(assumed.items() - real.assumptions0.items())):
        remedy = "make it real=True and state what holds of it; what runs through 0, 1, 2, ... is the state of an Orbit"
        raise TranslationError(f"{symbol} is assumed to be more than real with a sign ({', '.join(more)}): {remedy}")
    return real


def distinct(symbols: Iterable[sp.Symbol]) -> list[sp.Symbol]:
    """The symbols in the order of their names; two symbols that print alike but differ in assumptions are an error."""
    named: dict[str, sp.Symbol] = {}
    for symbol in symbols:
        if named.setdefault(symbol.name, symbol) != symbol:
            raise TranslationError(
                f"two symbols {symbol} with different assumptions: they print alike and are not equal"
            )
    return [named[name] for name in sorted(named)]


def orbit(run: Orbit) -> Json:
    """A run as kernel data."""
    bound = [*run.state, *run.inputs]
    for symbol in bound:
        if assumptions(symbol):
            raise TranslationError(f"{symbol} is moved by a run: state what holds of it, instead of assuming it")
    state = {_name(s): [terms(start), terms(step)] for s, (start, step) in run.state.items()}
    return {"state": state, "inputs": [_name(u) for u in run.inputs], "guard": formula(run.guard)}


def _conclusion(goal: Boolean | Limit | Minimum) -> Json:
    if isinstance(goal, Limit):
        names = {"orbit": orbit(goal.orbit), "counter": _name(goal.counter)}
        return {"limit": names | {"of": terms(goal.of), "to": terms(goal.to)}}
    if isinstance(goal, Minimum):
        where = {"over": [_name(v) for v in goal.over], "subject": formula(goal.subject)}
        return {"minimum": where | {"of": terms(goal.of), "is": terms(goal.value)}}
    return formula(goal)


def _symbols(part: Any) -> set[sp.Symbol]:
    if isinstance(part, Orbit):
        moves = [e for pair in part.state.values() for e in pair]
        return {*part.state, *part.inputs}.union(*map(_symbols, [*moves, part.guard]))
    if isinstance(part, Limit):
        return {part.counter}.union(*map(_symbols, (part.orbit, part.of, part.to)))
    if isinstance(part, Minimum):
        return {*part.over}.union(*map(_symbols, (part.subject, part.of, part.value)))
    return set(sp.sympify(part, strict=True).free_symbols)


def statement(s: Statement) -> Json:
    """{"hypotheses", "conclusion"} of a statement as kernel data; what symbols assume comes last among the
    hypotheses."""
    found = distinct(set().union(*map(_symbols, (*s.hypotheses, s.conclusion))))
    assumed = [formula(relation) for symbol in found for relation in assumptions(symbol)]
    stated = [{"orbit": orbit(h)} if isinstance(h, Orbit) else formula(h) for h in s.hypotheses]
    return {"hypotheses": stated + assumed, "conclusion": _conclusion(s.conclusion)}
