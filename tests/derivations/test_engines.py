"""The engines: both directions, time-outs and crashes, and a second opinion that notices a lie."""

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import And, Eq, Implies, Symbol

from derivations import engines, kernel, translate
from derivations.engines import process as sessions
from derivations.engines.second_opinion import leaves, second_opinion
from derivations.engines.smtlib import assertion, script, term
from derivations.optimal_parameters import minimax_problem
from derivations.recheck import document
from derivations.roots import discriminant, within_radius
from derivations.statement import Statement

x, y = Symbol("x", real=True), Symbol("y", real=True)
each_engine = pytest.mark.parametrize("name", engines.ENGINES)


def stated(*parts: Any) -> dict[str, Any]:
    *hypotheses, conclusion = parts
    return translate.statement(Statement("s", tuple(hypotheses), conclusion))


def test_both_engines_are_installed_with_the_tests() -> None:
    assert engines.available() == engines.ENGINES == ("z3", "cvc5")


@each_engine
def test_both_directions(name: str) -> None:
    assert engines.recheck(stated(x > 0, y > 0, x * y > 0), name).status == "proved"
    answer = engines.recheck(stated(x > 0, x**2 > x), name)
    assert answer.status == "refuted"
    at = {v: kernel.scale(Fraction(value), kernel.ONE) for v, value in answer.model.items()}
    assert kernel.holds(kernel.formula(translate.formula(And(x > 0, x**2 <= x))), at)
    assert engines.recheck(stated(x > 0, Implies(x < 1, x**2 < x)), name).status == "proved"
    assert engines.recheck(stated(Eq(x * 3, 1), Eq(x * 6, 2)), name).status == "proved"


@each_engine
def test_an_irrational_model_is_no_exact_point(name: str) -> None:
    answer = engines.recheck(stated(Eq(x**2, 2), x > 2), name)
    assert answer.status == "refuted"
    assert "x" not in answer.model


@each_engine
def test_runs_are_unsupported(name: str) -> None:
    [statement, *_] = [s for s in minimax_problem.statements if s.name == "the ends decide"]
    assert engines.recheck(translate.statement(statement), name, 0.01).status in ("unknown", "proved")
    run = {"orbit": {"state": {"k": [{}, {"k": "1", "": "1"}]}, "inputs": [], "guard": {"and": []}}}
    assert engines.recheck({"hypotheses": [run], "conclusion": {"ge": {"k": "1"}}}, name).status == "unsupported"


def test_unknown_engines_are_refused() -> None:
    with pytest.raises(ValueError, match=r"engine 'coq' violates: one of z3, cvc5; name one of these"):
        engines.recheck(stated(x > 0, x > 0), "coq")


def test_an_engine_that_is_not_installed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    assert engines.available() == ()
    assert engines.recheck(stated(x > 0, x > 0), "z3").status == "missing"
    assert second_opinion(within_radius, document(within_radius), "z3") == "missing"


STUB = "import os, time\ndef solve(script, seconds):\n    if not script:\n        return 'sat', {}\n    "


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session with an engine that does what the text says when it is asked."""

    def begin(body: str) -> sessions.Session:
        code = (
            f"import sys, types\nm = types.ModuleType('derivations.engines.stub')\nexec({STUB + body!r}, m.__dict__)\n"
        )
        code += "sys.modules['derivations.engines.stub'] = m\nsys.argv = ['session', 'stub']\n"
        code += "from derivations.engines.process import main\nmain()\n"
        program = tmp_path / "stub.py"
        program.write_text(code)
        monkeypatch.setattr(sessions, "COMMAND", (sys.executable, str(program)))
        monkeypatch.setenv("PYTHONPATH", str(Path(engines.__file__).parents[2]))
        return sessions.Session("stub")

    return begin


@pytest.mark.parametrize("body", ["time.sleep(60)", "os._exit(3)", "raise ValueError('broken')"])
def test_what_hangs_or_dies_is_unknown_and_begins_again(stub: Any, body: str) -> None:
    session = stub(body)
    assert session.solve("(assert true)", 0.1) == ("unknown", {})
    assert session.process is None
    assert session.solve("(assert true)", 0.1) == ("unknown", {})
    session.end()


def test_what_answers_is_passed_on(stub: Any) -> None:
    session = stub("return 'unsat', {}")
    assert [session.solve("(assert true)", 5) for _ in range(3)] == [("unsat", {})] * 3
    session.end()


# ---- translation -------------------------------------------------------------------------------------------------


def test_scripts_are_smtlib() -> None:
    fact = kernel.formula({"or": [{"gt": {"x^2*y": "-3/2", "": "1"}}, {"and": []}]})
    assert assertion(fact) == "(or (> (+ 1.0 (* (- (/ 3.0 2.0)) |x| |x| |y|)) 0.0) true)"
    assert script([fact]).startswith("(declare-const |x| Real)\n(declare-const |y| Real)\n(assert (or")
    assert term({}) == "0.0"
    assert assertion(("or", [])) == "false"


polynomials = st.dictionaries(
    st.sampled_from(["", "x", "y", "x^2", "x*y"]), st.sampled_from(["-2", "-1/3", "1", "5"]), max_size=3
)


@given(polynomials, st.sampled_from(["gt", "ge", "eq"]), st.integers(-2, 2), st.fractions(-2, 2, max_denominator=3))
def test_engines_evaluate_as_the_kernel_does(p: Any, kind: str, u: int, v: Any) -> None:
    """At a point the script has a model exactly where the kernel says that the formula holds."""
    fact = kernel.formula({kind: p})
    values = {"x": kernel.scale(u, kernel.ONE), "y": kernel.scale(v, kernel.ONE)}
    point = [("eq", kernel.add(kernel.variable(name), kernel.scale(-1, value))) for name, value in values.items()]
    assert engines.consistent([fact, *point], "z3").status == ("refuted" if kernel.holds(fact, values) else "proved")


# ---- second opinions ---------------------------------------------------------------------------------------------


@each_engine
def test_second_opinions_agree(name: str) -> None:
    assert second_opinion(discriminant, document(discriminant), name) == "proved"


def test_an_engine_that_calls_everything_contradictory_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: `unsat` to every script also calls the witnesses and the mutants contradictory."""
    monkeypatch.setattr(engines, "session", lambda name: type("Yes", (), {"solve": lambda *_: ("unsat", {})})())
    assert second_opinion(discriminant, document(discriminant), "z3") == "refuted"


def test_an_engine_that_refutes_and_one_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, opinion in (("sat", "refuted"), ("unknown", "unknown (0 of 4)")):
        monkeypatch.setattr(
            engines, "session", lambda name, said=said: type("E", (), {"solve": lambda *_: (said, {})})()
        )
        assert second_opinion(discriminant, document(discriminant), "z3") == opinion


def test_leaves_are_those_of_the_kernel() -> None:
    """Each leaf's facts are contradictory by the engine's own lights, and there are as many as certificates."""
    proved: dict[str, kernel.Theorem] = {}
    for entry in document(within_radius):
        proved[entry["name"]] = kernel.prove(entry["statement"], entry["proof"], proved)
        found = [
            f for goal, proof in kernel.goals(entry["statement"], entry["proof"]) for f in leaves(goal, proof, proved)
        ]
        assert len(found) == str(entry["proof"]).count("'psatz'")
        assert {engines.consistent(facts, "z3").status for facts in found} == {"proved"}
