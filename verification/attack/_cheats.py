"""Leaves that are no proof: each cheats in one way, so that a kernel which lets that pass proves a falsehood."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from verification.attack.campaign import Json

if TYPE_CHECKING:
    from verification.attack.forgeries import Forger

ONE: Json = {"": "1"}


def psatz(cone: list[Any], ideal: list[Any] | None = None) -> Json:
    return {"rule": "psatz", "cone": cone, "ideal": ideal or []}


def _negative_multiplier(f: Forger, facts: Any) -> Json:
    return psatz([["1", [], ONE], ["-1", [], ONE]])


def _nothing(f: Forger, facts: Any) -> Json:
    return psatz([])


def _zero_square(f: Forger, facts: Any) -> Json:
    return psatz([["1", [], {}]])


def _any_sum(f: Forger, facts: Any) -> Json:
    """Random facts, a random square and 1, whatever they add up to."""
    i = f.at(facts, ("gt", "ge"))
    cone = [["1", [], ONE], [str(f.source.randint(1, 3)), [] if i is None else [i], f.polynomial(facts)]]
    return psatz(cone, [[k, f.polynomial(facts)] for k, (kind, _) in enumerate(facts) if kind == "eq"][:1])


def _inequality_as_equation(f: Forger, facts: Any) -> Json:
    """f - f, where f > 0 is used as f = 0."""
    i = f.at(facts, ("gt",))
    return _any_sum(f, facts) if i is None else psatz([["1", [i], ONE]], [[i, {"": "-1"}]])


def _as_if(kind: str, other: str) -> Callable[[Forger, Any], Json]:
    """A certificate from facts of another kind than there are."""

    def cheat(f: Forger, facts: Any) -> Json:
        pretended = [(other if k == kind else k, body) for k, body in facts]
        return f.closed(pretended) or _any_sum(f, facts)

    return cheat


def _index_from_the_end(f: Forger, facts: Any) -> Json:
    return psatz([["1", [f.source.choice([-1, len(facts), 10**6])], ONE], ["1", [], ONE]])


def _zero_as_positive(f: Forger, facts: Any) -> Json:
    """Were 0 >= 0 as good as 0 > 0: a cut with it closes anything."""
    then = psatz([["1", [len(facts)], ONE]])
    return {"rule": "cut", "formula": {"ge": {}}, "otherwise": then, "then": then}


def _square_as_positive(f: Forger, facts: Any) -> Json:
    """Were s^2 positive whatever s is, s = sqrt(0) would be contradictory."""
    n = len(facts)
    then = psatz([["1", [], {"s_new": "1"}]], [[n + 1, {"": "-1"}]])
    return {"rule": "root", "of": {}, "name": "s_new", "nonnegative": psatz([["1", [n], ONE]]), "then": then}


def _taken_root(f: Forger, facts: Any) -> Json:
    """s = sqrt(s^2 + 1), for an s that there is."""
    n, s = len(facts), f.taken(facts)
    nonnegative = psatz([["1", [n], ONE], ["1", [], {s: "1"}], ["1", [], ONE]])
    then = psatz([["1", [], ONE]], [[n + 1, ONE]])
    return {"rule": "root", "of": {f"{s}^2": "1", "": "1"}, "name": s, "nonnegative": nonnegative, "then": then}


def _taken_quotient(f: Forger, facts: Any) -> Json:
    """t = (t + 1) / 1, for a t that there is."""
    n, t = len(facts), f.taken(facts)
    nonzero, then = psatz([["1", [], ONE]], [[n, {"": "-1"}]]), psatz([["1", [], ONE]], [[n, ONE]])
    return {"rule": "quotient", "of": {t: "1", "": "1"}, "by": ONE, "name": t, "nonzero": nonzero, "then": then}


def _two_of_three(f: Forger, facts: Any) -> Json:
    """-1 is positive, zero or negative: the last case is left out, the others are absurd."""
    n = len(facts)
    branches = [psatz([["1", [n], ONE], ["1", [], ONE]]), psatz([["1", [], ONE]], [[n, ONE]])]
    return {"rule": "split", "on": {"": "-1"}, "branches": branches}


def _unknown_lemma(f: Forger, facts: Any) -> Json:
    name = f.source.choice(["lie", "", "square/lie", "__class__"])
    return {"rule": "lemma", "name": name, "at": {}, "then": psatz([["1", [len(facts)], ONE]])}


LEAVES: dict[str, Callable[[Forger, Any], Json]] = {
    "a negative multiplier": _negative_multiplier,
    "no summand": _nothing,
    "the square of zero": _zero_square,
    "any sum": _any_sum,
    "an inequality as an equation": _inequality_as_equation,
    ">= as >": _as_if("ge", "gt"),
    "> as =": _as_if("gt", "eq"),
    ">= as =": _as_if("ge", "eq"),
    "an index out of range": _index_from_the_end,
    "0 >= 0 as 0 > 0": _zero_as_positive,
    "a square as positive": _square_as_positive,
    "a root of a name that is taken": _taken_root,
    "a quotient of a name that is taken": _taken_quotient,
    "a case left out": _two_of_three,
    "a lemma that is none": _unknown_lemma,
}
