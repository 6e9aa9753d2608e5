"""Statements and proofs as text: what is shown is what the kernel has before it."""

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from derivations import display, kernel, translate
from derivations.plan import Attain, Auto, Cases, Cut, Induct, Plan, Quotient, Root, Split, Tends, Use
from derivations.search import find_proof
from derivations.statement import Limit, Minimum, Orbit, Statement

a, eps, k, p, s, t, x, y = sp.symbols("a epsilon k p s t x y", real=True)
HALVING = Orbit({p: (1, p / 2), k: (0, k + 1)})
SMALL = sp.And(p >= 0, k >= 0, p * (k + 1) <= 1)
SQUARE = Statement("square", (), x**2 + y**2 >= 2 * x * y)
CUBE = Statement("cube", (x > 0,), x**3 > 0, Auto(degree=3))
STATEMENTS = {
    "split": Statement("", (), SQUARE.conclusion, Split(x - y)),
    "cut": Statement("", (x >= 1,), x**2 >= 1, Cut(x > 0)),
    "cases": Statement("", (sp.Or(x > 1, x < -1),), x**2 > 1, Cases((Auto(), Auto()))),
    "lemma": Statement("", (x > 1,), (x - 1) ** 3 > 0, Use("cube", {x: x - 1})),
    "root": Statement("", (x >= 0,), x**2 + 1 >= 2 * x, Root(x, s)),
    "quotient": Statement("", (x > 0,), x**2 + 1 >= 2 * x, Quotient(1, x, t)),
    "induction": Statement("", (HALVING,), p * (k + 1) <= 1, Induct(SMALL)),
    "limit": Statement("", (), Limit(HALVING, k, p), Tends(eps, close=Induct(SMALL, then=Cut(p >= eps)), epsilon=eps)),
    "minimum": Statement("", (a > 0,), Minimum((x,), x > 0, x**2 - 2 * a * x, -(a**2)), Attain({x: a})),
}
WITNESSES: dict[str, dict[str, str]] = {
    "split": {}, "cut": {"x": "1"}, "cases": {"x": "2"}, "lemma": {"x": "2"}, "root": {"x": "0"},
    "quotient": {"x": "1"}, "induction": {}, "limit": {}, "minimum": {"a": "1"},
}  # fmt: skip
Json = dict[str, Any]


def proved(s: Statement) -> tuple[Json, Json, dict[str, Json]]:
    """A statement, a proof that the search finds, and the lemmas that it may use."""
    stated = translate.statement(s)
    lemmas = {"cube": translate.statement(CUBE)}
    return stated, find_proof(stated, s.plan, lemmas), lemmas


def theorems() -> dict[str, kernel.Theorem]:
    stated = translate.statement(CUBE)
    witness = {"witness": {"values": {"x": "1"}}}
    return {"cube": kernel.prove(stated | witness, find_proof(stated, CUBE.plan), {})}


@pytest.mark.parametrize("rule", STATEMENTS)
def test_every_leaf_stands_before_the_facts_that_the_kernel_has(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stated, proof, lemmas = proved(STATEMENTS[rule])
    checked: list[tuple[list[str], Any]] = []
    shown: list[tuple[list[str], Any]] = []
    psatz, narrate = kernel.psatz, display._Narrator._psatz

    def check(facts: kernel.Facts, leaf: Json) -> None:
        checked.append((list(map(display.show, facts)), leaf))
        psatz(facts, leaf)

    def tell(self: Any, facts: kernel.Facts, leaf: Json, depth: int) -> Any:
        shown.append((list(map(display.show, facts)), leaf))
        return narrate(self, facts, leaf, depth)

    monkeypatch.setattr(kernel, "psatz", check)
    monkeypatch.setattr(display._Narrator, "_psatz", tell)
    known = theorems()
    checked.clear()
    kernel.prove(stated | {"witness": {"values": WITNESSES[rule], "runs": [[]]}}, proof, known)
    steps = list(display.steps(stated, proof, lemmas))
    assert shown == checked
    assert len(shown) == sum(step.text.startswith("contradiction: ") for step in steps) > 0


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("split", "x - y is positive, zero or negative"),
        ("cut", "claim: x > 0; suppose not:"),
        ("cases", "one of the cases of [0] holds"),
        ("lemma", "by 'cube' at x = x - 1:"),
        ("root", "let s = sqrt(x); suppose there is none:"),
        ("quotient", "let t = (1) / (x); suppose there is none:"),
        ("induction", "suppose it holds and fails after one more step:"),
        ("limit", "for epsilon > 0 let the gap be epsilon; suppose it is not positive:"),
        ("minimum", "attained at x = a; suppose not:"),
    ],
)
def test_every_rule_is_told(plan: str, said: str) -> None:
    assert said in [step.text for step in display.steps(*proved(STATEMENTS[plan]))]


def test_a_proof_reads_from_the_denial_to_the_contradiction() -> None:
    statement = translate.statement(SQUARE)
    proof = {"rule": "psatz", "cone": [["1", [0], {"": "1"}], ["1", [], {"x": "1", "y": "-1"}]], "ideal": []}
    assert [step.text for step in display.steps(statement, proof, {})] == [
        "suppose the conclusion fails:",
        "[0] 2*x*y - x^2 - y^2 > 0",
        "contradiction: 0 = [0] + (x - y)^2, no summand is negative, and [0] > 0",
    ]


def test_a_leaf_without_a_strict_summand_is_not_dressed_up() -> None:
    leaf = {"rule": "psatz", "cone": [["1", [], {"x": "1"}]], "ideal": []}
    statement = translate.statement(SQUARE)
    assert [*display.steps(statement, leaf, {})][-1].text.endswith("and no summand is strictly positive")


@pytest.mark.parametrize(
    ("conclusion", "plan", "said"),
    [
        (Limit(HALVING, k, p), Auto(), "p tends to 0 as k grows along a run of p: 1 -> 1/2*p; k: 0 -> k + 1"),
        (Minimum((x,), x > 0, x**2, a), Auto(), "the least value of x^2 over x with x > 0 is a"),
        (sp.Or(x > 1, sp.And(x < 0, y <= 1)), Auto(), "(x - 1 > 0 or (-y + 1 >= 0 and -x > 0))"),
    ],
)
def test_conclusions(conclusion: Any, plan: Plan, said: str) -> None:
    stated = translate.statement(Statement("", (), conclusion, plan))
    assert display.show_conclusion(stated["conclusion"]) == said


def test_runs_with_inputs_and_guards() -> None:
    summed = Orbit({s: (0, s + x)}, (x,), x > 0)
    assert display.show(kernel.formula({"orbit": translate.orbit(summed)})) == (
        "a run of s: 0 -> s + x, for any x with x > 0"
    )


polynomials = st.dictionaries(
    st.sampled_from(["", "x", "y", "x^2", "x*y", "x^2*y^3"]),
    st.fractions(max_denominator=9).map(str),
    max_size=5,
)


@given(polynomials)
def test_a_polynomial_reads_back_as_itself(data: dict[str, str]) -> None:
    polynomial = kernel.polynomial(data)
    read: kernel.Terms = {}
    for summand in display.show_terms(polynomial).replace("- ", "+ -").replace("+ ", "+").split("+"):
        sign, factors = (-1, summand.strip()[1:]) if summand.strip().startswith("-") else (1, summand.strip())
        value: kernel.Terms = {(): Fraction(sign)}
        for factor in factors.split("*"):
            known = {"": factor} if factor[0].isdigit() else {factor: "1"}
            value = kernel.multiply(value, kernel.polynomial(known))
        read = kernel.add(read, value)
    assert read == polynomial


def test_a_point_and_the_steps_of_its_runs() -> None:
    witness = {"values": {"x": "1/2"}, "runs": [[{}, {}], [{}]]}
    assert display.show_witness(witness) == "x = 1/2; 2 steps of run 0; 1 step of run 1"
    still = {"values": {"t": "1/2"}, "runs": [[]], "elsewhere": [{"values": {"t": "1"}, "runs": [[{}]]}]}
    assert display.show_witness(still) == "t = 1/2; 0 steps of run 0; a step elsewhere: t = 1; 1 step of run 0"
    assert display.show_point({}) == "every point"
