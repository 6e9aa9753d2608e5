"""The engines: both directions, time-outs and crashes, and a second opinion that notices a lie."""

import os
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import And, Eq, Implies, Symbol

from derivations import engines, kernel, translate
from derivations.claim import Claim
from derivations.engines import process as sessions
from derivations.engines.second_opinion import Leaf, Questions, leaves, second_opinion, summands
from derivations.engines.smtlib import assertion, linear, script, term
from derivations.optimal_parameters import minimax_problem
from derivations.recheck import document
from derivations.roots import discriminant, within_radius
from derivations.statement import Statement

x, y = Symbol("x", real=True), Symbol("y", real=True)
each_engine = pytest.mark.parametrize("name", engines.ENGINES)


def stated(*parts: Any) -> dict[str, Any]:
    *hypotheses, conclusion = parts
    return translate.statement(Statement("s", tuple(hypotheses), conclusion))


def asked_of(c: Claim) -> Questions:
    return Questions(c, document(c))


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
    assert second_opinion(asked_of(within_radius), "z3") == "missing"


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


@pytest.mark.parametrize(
    "body",
    ["while True: pass", "time.sleep(60)", "os._exit(3)", "os.kill(os.getpid(), 9)", "raise ValueError('broken')"],
)
def test_what_hangs_or_dies_is_unknown_and_begins_again(stub: Any, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever became of one question, the next one gets its own answer."""
    monkeypatch.setattr(sessions, "GRACE", 1)
    session = stub(f"if script == 'fine': return 'unsat', {{}}\n    {body}")
    for _ in range(2):
        assert session.solve("(assert true)", 0.1) == ("unknown", {})
        assert session.solve("fine", 5) == ("unsat", {})
    session.end()


def test_the_end_of_a_session_ends_its_processes(stub: Any) -> None:
    session = stub("return str(os.getpid()), {}")
    answering, _ = session.solve("(assert true)", 5)
    session.end()
    with pytest.raises(ProcessLookupError):
        os.kill(int(answering), 0)


def test_a_limit_of_no_time_is_one(stub: Any) -> None:
    """0 would set no alarm at all."""
    session = stub("while True: pass")
    assert session.solve("(assert true)", 0) == ("unknown", {})
    assert session.process is not None
    session.end()


@each_engine
def test_leaves_with_linear_certificates_are_one_question(name: str) -> None:
    """A linear certificate: the leaves contradict themselves with each monomial an unknown of its own."""
    for theorem in asked_of(within_radius).theorems:
        straight = [leaf for leaf in theorem.leaves if leaf.is_linear]
        assert {engines.consistent(linear(leaf.facts), name).status for leaf in straight} <= {"proved"}
    facts = [kernel.formula({"gt": {"x": "1"}}), kernel.formula({"ge": {"x": "-1"}})]
    sum_of_both = {"cone": [["1", [0], {"": "1"}], ["1", [1], {"": "2"}]], "ideal": []}
    product = {"cone": [["1", [0, 1], {"": "1"}]], "ideal": []}
    squared = {"cone": [["1", [0], {"x": "1"}]], "ideal": []}
    assert [Leaf(facts, c).is_linear for c in (sum_of_both, product, squared)] == [True, False, False]


def test_what_answers_is_passed_on(stub: Any) -> None:
    session = stub("return 'unsat', {}")
    assert [session.solve("(assert true)", 5) for _ in range(3)] == [("unsat", {})] * 3
    session.end()


def odd_is_true(i: int) -> tuple[bool, str]:
    return i % 2 == 1, engines.recheck(stated(x**2 >= 0 if i % 2 else x >= 0), "z3", 10).status


@pytest.mark.parametrize("workers", ["threads", "forks"])
def test_everyone_gets_the_answer_to_their_own_question(workers: str) -> None:
    """One process of an engine, asked before: its pipes are shared by threads in turn, and by no forked process."""
    assert odd_is_true(0) == (False, "refuted")
    forks = ProcessPoolExecutor(2, mp_context=get_context("fork"))
    with ThreadPoolExecutor(4) if workers == "threads" else forks as executor:
        found = list(executor.map(odd_is_true, range(40), timeout=60))
    assert set(found) == {(True, "proved"), (False, "refuted")}


# ---- translation -------------------------------------------------------------------------------------------------


def test_scripts_are_smtlib() -> None:
    fact = kernel.formula({"or": [{"gt": {"x^2*y": "-3/2", "": "1"}}, {"and": []}]})
    assert assertion(fact) == "(or (> (+ 1.0 (* (- (/ 3.0 2.0)) |real x| |real x| |real y|)) 0.0) true)"
    assert script([fact]).startswith("(declare-const |real x| Real)\n(declare-const |real y| Real)\n(assert (or")
    assert term({}) == "0.0"
    assert assertion(("or", [])) == "false"


@each_engine
@pytest.mark.parametrize("word", ["abs", "and", "true", "let", "Real", "_", "exp", "real", "λ"])
def test_any_name_will_do(name: str, word: str) -> None:
    """SMT-LIB keeps some words for itself, and a variable may be called so."""
    named = {"hypotheses": [{"eq": {word: "2", "": "-1"}}], "conclusion": {"gt": {f"{word}^2": "1"}}}
    assert engines.recheck(named, name).status == "proved"
    answer = engines.recheck(named | {"conclusion": {"gt": {word: "-1"}}}, name)
    assert (answer.status, answer.model) == ("refuted", {word: "1/2"})


def test_a_model_that_leaves_out_a_run_is_none() -> None:
    """k < 0 has a model, and none along the run: what is left of the facts cannot refute."""
    run = {"orbit": {"state": {"k": [{}, {"k": "1", "": "1"}]}, "inputs": [], "guard": {"and": []}}}
    facts = [kernel.formula(run), kernel.formula({"gt": {"k": "-1"}})]
    assert (engines.consistent(facts, "z3").status, engines.consistent(facts, "z3").model) == ("unknown", {})
    assert engines.consistent([*facts, kernel.formula({"ge": {"k": "1"}})], "z3").status == "proved"


def test_linear_facts_say_less() -> None:
    """With each product an unknown of its own: what contradicts itself there does so here, and not the other way."""
    fact = kernel.formula({"and": [{"gt": {"x^2": "1", "x": "-2", "": "1"}}, {"eq": {"x*y^2": "1"}}]})
    assert script(linear([fact])).count("declare-const") == 3
    assert kernel.free(linear([fact])[0]) == {"x", "x^2", "x^1 y^2"} - {"x"} | {"x^1"}
    negative = [kernel.formula({"gt": {"x^2": "-1"}})]
    assert engines.consistent(negative, "z3").status == "proved"
    assert engines.consistent(linear(negative), "z3").status == "refuted"


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
    assert second_opinion(asked_of(discriminant), name) == "proved"


def test_an_engine_that_calls_everything_contradictory_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: `unsat` to every script also calls the witnesses and the mutants contradictory."""
    monkeypatch.setattr(engines, "session", lambda name: type("Yes", (), {"solve": lambda *_: ("unsat", {})})())
    assert second_opinion(asked_of(discriminant), "z3") == "refuted"


def test_an_engine_that_refutes_and_one_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, opinion in (("sat", "refuted"), ("unknown", "unknown (0 of 4)")):
        monkeypatch.setattr(
            engines, "session", lambda name, said=said: type("E", (), {"solve": lambda *_: (said, {})})()
        )
        assert second_opinion(asked_of(discriminant), "z3") == opinion


def test_leaves_are_those_of_the_kernel() -> None:
    """Each leaf's facts are contradictory by the engine's own lights, and there are as many as certificates."""
    proved: dict[str, kernel.Theorem] = {}
    for entry in document(within_radius):
        proved[entry["name"]] = kernel.prove(entry["statement"], entry["proof"], proved)
        found = [
            leaf
            for goal, proof in kernel.goals(entry["statement"], entry["proof"])
            for leaf in leaves(goal, proof, proved)
        ]
        assert len(found) == str(entry["proof"]).count("'psatz'")
        assert {engines.consistent(leaf.facts, "z3").status for leaf in found} == {"proved"}
        for leaf in found:
            told = linear(summands(leaf))
            assert engines.consistent(told, "z3").status == "proved"
            assert engines.consistent(told[:-1], "z3").status == "refuted" or len(told) == 1 or redundant(told)


def redundant(facts: kernel.Facts) -> bool:
    """Whether the last fact is zero, so that the others add up to a contradiction without it."""
    return not facts[-1][1]


def test_the_summands_of_a_wrong_certificate_contradict_nothing() -> None:
    """The negative control: an engine that is told the summands still has to find that they cancel."""
    facts = [kernel.formula({"gt": {"x": "1"}}), kernel.formula({"ge": {"x^2": "-1"}})]
    right = {"cone": [["1", [0, 0], {"": "1"}], ["1", [1], {"": "1"}]], "ideal": []}
    wrong = {"cone": [["1", [0], {"x": "1"}], ["1", [1], {"": "1"}]], "ideal": []}
    assert engines.consistent(linear(summands(Leaf(facts, right))), "z3").status == "proved"
    assert engines.consistent(linear(summands(Leaf(facts, wrong))), "z3").status == "refuted"


def test_a_mutant_that_an_engine_proves_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: an engine that answers at points and proves every statement proves mutants as well."""
    proved = engines.Answer("proved")
    monkeypatch.setattr(engines, "recheck", lambda *asked: proved)
    assert second_opinion(asked_of(discriminant), "z3") == "refuted"
