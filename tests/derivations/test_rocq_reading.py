"""What the second kernel is told: read apart from the first kernel, the same at every point, and printed so."""

import ast
import re
from collections.abc import Callable
from fractions import Fraction
from operator import add, eq, le, lt, mul, sub, truediv
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations import kernel, translate
from derivations.recheck import by_id, document
from derivations.rocq import export, reading
from derivations.rocq.file import File
from tests.house.laws import ROOT, Module, imports

Json = dict[str, Any]
NAMES = ("x", "y", "R", "lambda")  # among them a type and a keyword of Coq's or Python's
numbers = st.fractions(-3, 3, max_denominator=3)
monomials = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3), max_size=3).map(
    lambda powers: "*".join(f"{name}^{e}" if e > 1 else name for name, e in powers.items())
)
polynomials = st.dictionaries(monomials, numbers.map(str), max_size=4)
relations = st.tuples(st.sampled_from(("gt", "ge", "eq")), polynomials).map(lambda pair: dict([pair]))
formulas = st.recursive(
    relations,
    lambda inner: st.tuples(st.sampled_from(("and", "or")), st.lists(inner, max_size=3)).map(lambda f: dict([f])),
    max_leaves=5,
)
points = st.fixed_dictionaries(dict.fromkeys(NAMES, numbers))


def first(data: Json, at: dict[str, Fraction]) -> bool:
    """Whether a formula holds at a point, by the kernel."""
    return kernel.holds(kernel.formula(data), {name: kernel.scale(v, kernel.ONE) for name, v in at.items()})


def second(f: reading.Formula, at: dict[str, Fraction]) -> bool:
    """Whether a formula holds at a point, by what the second kernel reads."""
    return reading.holds(f, {name: reading.constant(v) for name, v in at.items()})


def printed(text: str, at: dict[str, Fraction]) -> Any:
    """The value of what is printed for Coq, read by Python's grammar: where they differ, Coq's is as strict."""
    signs = {r"/\\": " and ", r"\\/": " or ", r"\^": "**", r" = ": " == ", r"\blambda\b": "lambda_"}
    for coq, python in signs.items():
        text = re.sub(coq, python, text)
    return value(ast.parse(text, mode="eval").body, at | {"lambda_": at.get("lambda", Fraction(0))})


SIGNS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv, ast.Pow: pow, ast.Lt: lt, ast.LtE: le, ast.Eq: eq,
}  # fmt: skip


def value(node: ast.expr, at: dict[str, Fraction]) -> Any:
    match node:
        case ast.BoolOp(both, parts):
            return (all if isinstance(both, ast.And) else any)([value(part, at) for part in parts])
        case ast.Compare(left, [sign], [right]) | ast.BinOp(left, sign, right):
            return SIGNS[type(sign)](value(left, at), value(right, at))
        case ast.UnaryOp(ast.USub(), inner):
            return -value(inner, at)
        case ast.Name(name):
            return at[name]
        case ast.Constant(found):
            return found if isinstance(found, bool) else Fraction(found)  # type: ignore[arg-type]
    raise AssertionError(f"{ast.dump(node)} is no formula")


def test_nothing_of_the_kernel_is_used() -> None:
    for path in (ROOT / "derivations" / "rocq").glob("*.py"):
        module = Module.from_source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        assert [name for _, name in imports(module) if name.startswith("derivations.kernel")] == []


@pytest.mark.parametrize("name", ["run_1", "run_2_start", "run_1_step", "by", "H1", "forall", "R", "identity"])
def test_no_variable_or_theorem_has_a_name_that_means_something_in_a_file(name: str) -> None:
    """A theorem's variables are named before the runs that it is the first to speak of."""
    run = {"orbit": {"state": {name: [{}, {name: "1", "u": "1"}]}, "inputs": ["u"], "guard": {"and": []}}}
    proof = {"rule": "psatz", "cone": [["1", [1], {"": "1"}], ["1", [], {"": "1"}]], "ideal": []}
    statement = {"hypotheses": [run], "conclusion": {"ge": {"": "1"}}, "witness": {"values": {}, "runs": [[]]}}
    assert kernel.check([{"name": name, "statement": statement, "proof": proof}]) == {name: "proved"}
    text = export([{"name": name, "statement": statement, "proof": proof}])
    assert f"Theorem {name}_0 :\n  forall {name}_0 : R,\n  run_1 {name}_0 ->\n" in text.replace(
        f"{name}_1", f"{name}_0"
    )


@given(formulas, points)
def test_a_formula_and_its_denial_hold_where_the_kernel_says_so(data: Json, at: dict[str, Fraction]) -> None:
    assert second(reading.formula(data), at) is first(data, at)
    assert second(reading.denial(reading.formula(data)), at) is not first(data, at)


@given(formulas, points)
def test_what_is_printed_holds_where_the_kernel_says_so(data: Json, at: dict[str, Fraction]) -> None:
    text = File().prop(reading.formula(data), {name: name for name in NAMES})
    assert printed(text, at) is first(data, at)


@given(formulas, st.dictionaries(st.sampled_from(NAMES), polynomials, max_size=2), points)
def test_an_instance_holds_where_the_kernel_says_so(data: Json, values: Json, at: dict[str, Fraction]) -> None:
    mine = reading.instance(reading.formula(data), {name: reading.polynomial(p) for name, p in values.items()})
    theirs = kernel.instance(kernel.formula(data), {name: kernel.polynomial(p) for name, p in values.items()})
    assert second(mine, at) is kernel.holds(theirs, {name: kernel.scale(v, kernel.ONE) for name, v in at.items()})


@given(polynomials, polynomials, points)
def test_sums_and_products_have_the_kernels_values(p: Json, q: Json, at: dict[str, Fraction]) -> None:
    values = {name: reading.constant(v) for name, v in at.items()}
    where = {name: kernel.scale(v, kernel.ONE) for name, v in at.items()}
    mine, theirs = [reading.polynomial(one) for one in (p, q)], [kernel.polynomial(one) for one in (p, q)]
    assert (mine[0] * mine[1] + -mine[0]).at(values).value == kernel.evaluate(
        kernel.add(kernel.multiply(*theirs), kernel.scale(-1, theirs[0])), where
    )


WALK = {"state": {"R": [{"Q": "1"}, {"R": "1", "G": "3/2", "x": "1"}]}, "inputs": ["G"], "guard": {"ge": {"G": "1"}}}
RENAMINGS: list[Json] = [
    {}, {"R": {"T": "1"}}, {"Q": {"Q": "2", "x^2": "1"}}, {"x": {"y": "1", "": "1"}, "R": {"T": "1"}, "G": {"y": "1"}},
    {"R": {"T": "2"}}, {"R": {"": "1"}}, {"Q": {"G": "1"}}, {"x": {"R": "1"}}, {"R": {"Q": "1"}}, {"R": {"G": "1"}},
]  # fmt: skip


@pytest.mark.parametrize("values", RENAMINGS)
def test_an_instance_of_a_run_is_the_kernels_or_refused_by_both(values: Json) -> None:
    at = {name: reading.polynomial(p) for name, p in values.items()}
    try:
        _, theirs = kernel.instance(
            kernel.formula({"orbit": WALK}), {name: kernel.polynomial(p) for name, p in values.items()}
        )
    except kernel.ProofError:
        with pytest.raises(reading.Malformed):
            reading.instance(reading.formula({"orbit": WALK}), at)
        return
    _, mine = reading.instance(reading.formula({"orbit": WALK}), at)
    for name in theirs.start:
        for p, q in ((mine.start, theirs.start), (mine.step, theirs.step)):
            read = {"*".join(names): c for names, c in p[name].items()}
            assert kernel.polynomial({text: str(c) for text, c in read.items()}) == q[name]
    assert (list(mine.start), mine.inputs, mine.names) == (list(theirs.start), theirs.inputs, theirs.free())


@pytest.mark.parametrize(
    "data",
    [{"lt": {}}, {"gt": {"x y": "1"}}, {"gt": {"x^0": "1"}}, {"gt": {"2x": "1"}}, {"gt": {"x": "0.5"}},
     {"gt": {"x": "1/0"}}, {"gt": {"x**2": "1"}}, {"gt": {"x": "x"}}],
)  # fmt: skip
def test_what_is_no_formula_is_refused(data: Json) -> None:
    with pytest.raises(reading.Malformed):
        reading.formula(data)


@pytest.mark.parametrize("claim", ["stab.region", "damp.critical-rate", "opt.parameters", "gd.exponential-rate"])
def test_the_statements_of_a_file_are_those_of_the_claim(claim: str) -> None:
    """What a reader of the file finds there is true exactly where the claim's statement is."""
    c = by_id()[claim]
    text, compared, random = export(document(c)), 0, Random(0)
    for s in c.statements:
        stated = translate.statement(s)
        if s.orbits or not {"and", "or", "gt", "ge", "eq"} & set(stated["conclusion"]):
            continue
        heading = rf"\(\* {re.escape(s.name)} \*\)\nTheorem \w+ :\n(?:  forall ([\w ]+) : R,\n)?(.*?)\.\nProof\."
        [found] = re.findall(heading, text, re.DOTALL)
        formulas = [*map(kernel.formula, stated["hypotheses"]), kernel.formula(stated["conclusion"])]
        originals = sorted(set().union(*map(kernel.free, formulas)))
        names, parts = found[0].split(), found[1].split(" ->\n")
        for _ in range(40):
            values = [Fraction(random.randint(-4, 4), random.randint(1, 2)) for _ in names]
            *supposed, then = [printed(part.strip(), dict(zip(names, values, strict=True))) for part in parts]
            point = dict(zip(originals, values, strict=True))  # renamed in the file where Coq has such a name
            hypotheses = [first(h, point) for h in stated["hypotheses"]]
            assert (all(supposed), then) == (all(hypotheses), first(stated["conclusion"], point))
        compared += 1
    assert compared
