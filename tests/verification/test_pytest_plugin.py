"""`pytest my_method.py`: what is collected, what passes, and how failures read. Each run is a process of its own."""

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.house.laws import ROOT
from tests.verification.test_author_files import CLAIM, METHOD
from verification import pytest_entry, pytest_plugin

pytest_plugins = ["pytester"]

INSTALLED = any(entry.name == "whymomentum" for entry in entry_points(group="pytest11"))
PLUGIN = () if INSTALLED else ("-p", "verification.pytest_plugin")
OWN_CLAIM = CLAIM.format(name="mine.contraction")
FALSE = """\
from sympy import And, Equivalent, Gt, Symbol
from derivations import Orbit, Statement, claim
from derivations.notation import alpha, lam
from derivations.statement import Misprint
x, y = (Symbol(name, real=True) for name in "xy")

@claim("bad.contraction", section="bad", latex="", printed="p", as_printed="fails", correction="q")
def contraction():
    yield Statement("one sided", (alpha * lam < 2, lam > 0), (1 - alpha * lam) ** 2 < 1)
    yield Statement("motzkin", (), x**4 * y**2 + x**2 * y**4 + 1 >= 3 * x**2 * y**2)
    yield Statement("run", (Orbit({x: (1, 2 * x), y: (0, y + 1)}),), x > y**2)
    yield Misprint("true after all", (x > 0,), x**2 > 0, {x: 3})

@claim("bad.inexact", section="bad", latex="")
def inexact():
    yield Statement("inexact", (x > 0.1,), x > 0)

@claim("bad.weak", section="bad", latex="")
def weak():
    yield Statement("weak", (), Gt(x**2 + 1, 0, evaluate=False))
"""


@pytest.fixture(autouse=True)
def found_from_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(*PLUGIN, "-p", "no:cacheprovider", *arguments)


def write(pytester: pytest.Pytester, name: str, text: str) -> Path:
    path = pytester.path / name
    path.write_text(text, "utf-8")
    return path


def collected(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if "::" in line]


def test_a_method_and_a_claim_of_an_author_pass(pytester: pytest.Pytester) -> None:
    write(
        pytester, "my_method.py", METHOD + OWN_CLAIM + "\ndef test_of_their_own():\n    assert method.name == 'mine'\n"
    )
    result = run(pytester, "my_method.py", "-v")
    result.stdout.fnmatch_lines(
        [
            "my_method.py::test_of_their_own PASSED*",
            "my_method.py::mine.contraction::statement?contraction? PASSED*",
            "my_method.py::mine.contraction::mutant?1? PASSED*",
            "my_method.py::mine.contraction::mutant?3? PASSED*",
            "my_method.py::mine.contraction::confrontation?200 digits? PASSED*",
            "my_method.py::method::derivation PASSED*",
            "my_method.py::method::R^k?float64? PASSED*",
            "my_method.py::method::R^k?balls? PASSED*",
        ]
    )
    assert result.ret == 0
    assert not (pytester.path / "proofs").exists()


def test_one_piece_can_be_asked_for(pytester: pytest.Pytester) -> None:
    write(pytester, "my_method.py", METHOD + OWN_CLAIM)
    run(pytester, "my_method.py::mine.contraction::mutant[2]").assert_outcomes(passed=1)


def test_nothing_is_collected_from_other_files(pytester: pytest.Pytester) -> None:
    """Neither from test files, which may make methods as they like, nor from files that nobody names."""
    tests = METHOD + OWN_CLAIM + "\ndef test_it():\n    pass\n"
    write(pytester, "test_mine.py", tests)
    write(pytester, "my_method.py", METHOD + OWN_CLAIM)
    assert collected(run(pytester, "--collect-only", "-q")) == ["test_mine.py::test_it"]
    assert collected(run(pytester, "--collect-only", "-q", "test_mine.py")) == ["test_mine.py::test_it"]
    pytester.makeini("[pytest]\nwhymomentum_files = *_method.py test_m*.py")
    found = collected(run(pytester, "--collect-only", "-q"))
    assert "my_method.py::mine.contraction::statement[contraction]" in found
    assert "test_mine.py::method::derivation" in found
    assert len(found) == len(set(found))


def test_a_failure_is_told_as_mathematics(pytester: pytest.Pytester) -> None:
    write(pytester, "bad.py", FALSE)
    result = run(pytester, "bad.py")
    shown = result.stdout.str()
    assert result.ret == 1
    for passage in (
        # the statement, its hypotheses, and where it is false, by exact substitution
        "bad.contraction: statement 'one sided' is not proved",
        "    given  alpha*lambda < 2\n    given  lambda > 0\n    then   (-alpha*lambda + 1)**2 < 1\n",
        r"    LaTeX  \alpha \lambda < 2,\ \lambda > 0 \implies \left(- \alpha \lambda + 1\right)^{2} < 1",
        "it is false at alpha = ",
        "< 1: false",
        "next: exclude this point by a hypothesis, or correct the conclusion",
        # the open leaf, and what to do
        "open leaf at the root:\n  [0] -x^2*y^4 - x^4*y^2 + 3*x^2*y^2 - 1 > 0",
        "next: try the statement at its boundaries first",
        # a run, with the states that it has reached
        "    given  a run of x: 1 -> 2*x; y: 0 -> y + 1",
        "it is false at x = 4, y = 2, after 2 steps of the runs",
        "    x > y**2  becomes  4 > 4: false",
        # what is not exact
        "0.100000000000000 is a float: derivations are exact, write Rational(1, 10) for 0.1",
        # what simulation says
        "'one sided' is contradicted at float64",
        "'one sided' is contradicted at balls",
        # a misprint that is true, and mutants of what is too weak
        "bad.contraction: misprint 'true after all' is not false at its counterexample",
        "\nat x = 3\n    x > 0  becomes  3 > 0: true\n    x**2 > 0  becomes  9 > 0: true\n",
        "bad.weak: only 2 mutants were shown false, 3 are required",
        "still proved: 'weak', conclusion/gt: coefficient of x^2 plus 1",
    ):
        assert passage in shown, passage
    assert "Traceback" not in shown
    assert "pytest_items.py" not in shown
    assert re.search(r"\.py:\d", shown) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (METHOD.replace("(step,", "(stp,"), "my_method.py:8: NameError: name 'stp' is not defined"),
        (METHOD.replace("w = state", "w = state)"), "my_method.py:4: SyntaxError: unmatched ')'"),
        (METHOD.replace("w - alpha * z", "w * w"), "my_method.py:8: ValueError: the new w = w**2 violates: a rule is"),
        (OWN_CLAIM.replace("alpha * lam <", "alpa * lam <"), "my_method.py:8: NameError: name 'alpa' is not defined"),
        (OWN_CLAIM.replace("yield Statement", "Statement"), "TypeError"),
        ("import no_such_module\n", "my_method.py:1: ModuleNotFoundError: No module named 'no_such_module'"),
    ],
)  # fmt: skip
def test_a_typo_is_told_by_file_and_line(pytester: pytest.Pytester, text: str, told: str) -> None:
    write(pytester, "my_method.py", text)
    result = run(pytester, "my_method.py")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert told in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_a_stored_mutant_that_is_true_fails(pytester: pytest.Pytester) -> None:
    """As it is left behind where a statement is changed after its proof was stored."""
    write(pytester, "my_method.py", OWN_CLAIM)
    command = [sys.executable, "-m", "verification.cli", "certify", "my_method.py"]
    subprocess.run(command, cwd=pytester.path, check=True, capture_output=True)
    stored = pytester.path / "proofs" / "mine.contraction.json"
    data = json.loads(stored.read_text())
    run(pytester, "my_method.py").assert_outcomes(passed=5 + len(data["mutants"]))
    data["mutants"][0]["fails_at"]["values"] = {"alpha": "1", "lambda": "1"}
    data["mutants"][1]["change"] = "hypothesis 7 dropped"
    stored.write_text(json.dumps(data))
    result = run(pytester, "my_method.py", "-v")
    assert "FAILED my_method.py::mine.contraction::mutant[1]" in result.stdout.str()
    assert "does not fail where it is said to" in result.stdout.str()
    assert "'contraction' has no mutant 'hypothesis 7 dropped' any more" in result.stdout.str()


LATE = """
from sympy import And, Symbol
from derivations import Limit, Orbit, Statement, claim
from derivations.plan import Auto, Induct, Tends
p, k, epsilon = (Symbol(name, real=True) for name in ("p", "k", "epsilon"))

@claim("late.limit", section="late", latex="")
def limit():
    close = Induct(And(p > 0, k >= 0, p * (k + 1) <= 1), then=Auto(degree=3))
    halving = Orbit({p: (1, p / 2), k: (0, k + 1)})
    yield Statement("halves", (), Limit(halving, k, p), Tends(epsilon / 1000, close=close))
"""


def test_what_cannot_be_compared_is_skipped_and_says_so(pytester: pytest.Pytester) -> None:
    write(pytester, "late.py", LATE)
    result = run(pytester, "late.py", "-rs", "-k", "confrontation or statement")
    result.assert_outcomes(passed=1, skipped=4)
    assert "what is claimed of limits begins later than runs are followed" in result.stdout.str()


def test_processes_share_the_work(pytester: pytest.Pytester) -> None:
    write(pytester, "my_method.py", METHOD + OWN_CLAIM)
    alone = run(pytester, "my_method.py").parseoutcomes()
    assert run(pytester, "my_method.py", "-n", "2").parseoutcomes() == alone


def test_collecting_proves_nothing(pytester: pytest.Pytester) -> None:
    """A search that would not end is not begun."""
    endless = "\nimport derivations.certify\nderivations.certify.search = None\n"
    write(pytester, "my_method.py", METHOD + OWN_CLAIM + endless)
    assert len(collected(run(pytester, "my_method.py", "--collect-only", "-q"))) == 13


def test_an_installed_plugin_needs_no_option(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the entry point of an installed distribution, which is written here as a folder on the path."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    [(name, value)] = project["entry-points"]["pytest11"].items()
    found = pytester.path / "site" / "installed-1.0.dist-info"
    found.mkdir(parents=True)
    (found / "METADATA").write_text("Metadata-Version: 2.1\nName: installed\nVersion: 1.0\n")
    (found / "entry_points.txt").write_text(f"[pytest11]\n{name} = {value}\n")
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{found.parent}")
    write(pytester, "my_method.py", OWN_CLAIM)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "my_method.py", "--collect-only", "-q")
    assert collected(result).count("my_method.py::mine.contraction::mutant[3]") == 1


def test_what_is_installed_and_named_by_p_is_loaded_once() -> None:
    manager = pytest.PytestPluginManager()
    parser = pytest.Parser(_ispytest=True)
    manager.import_plugin("verification.pytest_plugin")
    manager.register(pytest_entry, "whymomentum")
    manager.hook.pytest_addoption.call_historic(kwargs={"parser": parser, "pluginmanager": manager})
    assert manager.get_plugin("verification.pytest_plugin") is pytest_plugin


def test_other_runs_import_no_mathematics(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        "test_plain.py",
        "import sys\n\ndef test_it():\n    assert not {'sympy', 'derivations'} & set(sys.modules)\n",
    )
    run(pytester).assert_outcomes(passed=1)
    loaded = "bool({'sympy', 'derivations', 'numpy'} & set(sys.modules))"
    program = f"import sys, verification.pytest_plugin, verification.pytest_entry\nsys.exit({loaded})"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
