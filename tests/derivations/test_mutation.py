"""Mutants: each is a statement of its own, one change away, and what the change makes false is proved by nobody."""

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import And, Eq, Or, Symbol

from derivations import engines, kernel, translate
from derivations.models import find_counterexample
from derivations.mutation import mutant, mutations
from derivations.plan import Auto
from derivations.search import SearchError, find_proof
from derivations.statement import Limit, Minimum, Orbit, Statement

x, y, p, k, u = (Symbol(name, real=True) for name in ("x", "y", "p", "k", "u"))
POWERS = Orbit({p: (1, p * x + u), k: (0, k + 1)}, inputs=(u,), guard=u >= 0)
STATEMENTS = [
    Statement("relation", (x > 0, y >= 1), x * y > 0),
    Statement("quotient", (x > 0,), 1 / x > 0),
    Statement("formula", (Or(And(x > 0, y > 0), Eq(x, y)),), Or(x * y > 0, Eq(x**2, x * y))),
    Statement("run", (POWERS, x > 0), p >= 0),
    Statement("limit", (x > 0, x < 1), Limit(Orbit({p: (1, p * x), k: (0, k + 1)}), k, p)),
    Statement("minimum", (y > 0,), Minimum((x,), x >= y, x**2, y**2)),
]
each = pytest.mark.parametrize("stated", list(map(translate.statement, STATEMENTS)), ids=[s.name for s in STATEMENTS])


def differences(one: Any, other: Any) -> int:
    """In how many places two pieces of data differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(differences(one.get(key), other.get(key)) for key in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return sum(map(differences, one, other))
    return int(one != other)


@each
def test_a_mutant_is_one_change_away(stated: Any) -> None:
    before = copy.deepcopy(stated)
    found = dict(mutations(stated))
    assert len(found) == len(list(mutations(stated))) >= 3
    assert stated == before
    for label, changed in found.items():
        assert mutant(stated, label) == changed
        if label.endswith("dropped"):
            assert len(changed["hypotheses"]) == len(stated["hypotheses"]) - 1
            assert changed["conclusion"] == stated["conclusion"]
        else:  # one coefficient, or a relation under another name
            assert differences(stated, changed) == (2 if " becomes " in label else 1), label


@each
def test_a_mutant_is_a_statement(stated: Any) -> None:
    """Each is data that the kernel reads: a mutant is refused for being false, and not for being malformed."""
    for _, changed in mutations(stated):
        assert all(map(kernel.formula, changed["hypotheses"]))
        [(kind, body)] = changed["conclusion"].items()
        if kind in ("limit", "minimum"):
            parts = {key: part for key, part in body.items() if key in ("of", "to", "is")}
            assert all(isinstance(kernel.polynomial(part), dict) for part in parts.values())
            assert kernel.formula({"orbit": body["orbit"]} if kind == "limit" else body["subject"])
        else:
            assert kernel.formula(changed["conclusion"])


@each
def test_each_coefficient_and_each_hypothesis_has_its_mutants(stated: Any) -> None:
    labels = [label for label, _ in mutations(stated)]
    coefficients = str(stated).count("': '") - ("counter" in str(stated))
    assert sum(label.endswith("negated") for label in labels) == coefficients
    assert sum(label.endswith("plus 1") for label in labels) == coefficients
    relations = [h for h in stated["hypotheses"] if "orbit" not in h]
    assert sum(label.endswith("dropped") for label in labels) == len(relations)


def test_runs_are_changed_and_never_dropped() -> None:
    """Without its run a statement speaks of other variables: the change would be no small one."""
    labels = [label for label, _ in mutations(translate.statement(STATEMENTS[3]))]
    assert "hypothesis 0 dropped" not in labels
    for part in ("state/p/0", "state/p/1", "state/k/1", "guard/ge"):
        assert any(f"orbit/{part}:" in label for label in labels)


@pytest.mark.parametrize("label", ["hypothesis 9 dropped", "conclusion/gt: coefficient of z negated", "nonsense"])
def test_a_label_of_no_mutant_is_an_error(label: str) -> None:
    with pytest.raises(KeyError, match=label):
        mutant(translate.statement(STATEMENTS[0]), label)


SOON: Any = Fraction(1, 20)  # seconds


@settings(max_examples=40)
@given(st.integers(1, 3), st.integers(1, 3), st.data())
def test_false_mutants_of_true_statements_are_proved_by_nobody(a: int, b: int, data: st.DataObject) -> None:
    """x > 0, y >= 0 imply a x + b y > 0: where z3 refutes a mutant there is a point, and no search proves it."""
    stated = translate.statement(Statement("s", (x > 0, y >= 0), a * x + b * y > 0))
    label, changed = data.draw(st.sampled_from(list(mutations(stated))))
    answer = engines.recheck(changed, "z3", 10).status
    assert answer in ("proved", "refuted")
    if answer == "refuted":
        assert find_counterexample(changed, 10) is not None, label
        with pytest.raises(SearchError):
            find_proof(changed, Auto(degree=2, depth=1, timeout=SOON))
