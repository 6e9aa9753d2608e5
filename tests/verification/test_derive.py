"""`whymomentum derive`: an author's file in, its theory out, in three formats; and what is wrong with a file, told."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sympy
from click.testing import CliRunner, Result

from derivations.method import Method
from derivations.notation import alpha, beta, lam
from numerics.algorithms import momentum
from verification.cli import main
from verification.derive import FORMATS, assumption, document, methods_of, rational
from verification.loading import FileError
from verification.theory import NOT_DERIVED, TITLES, Code, Question, Section, sections

MINE = """\
from derivations import Method

def step(state, gradient, *, alpha, beta):
    z, w = state
    z = beta * z + gradient(w)
    return z, w - alpha * z

method = Method(step, state=("z", "w"), name="mine")
"""
DECLARED = """\
from numerics.rule import update_rule

@update_rule(state=("w",))
def descent(state, gradient, *, lr):
    (w,) = state
    return (w - lr * gradient(w),)
"""
MOMENTUM = Method(momentum.step, name="momentum")


def derive(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["derive", *arguments], prog_name="whymomentum")


def written(folder: Path, text: str, name: str = "mine.py") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def derived(target: str, *options: str) -> list[dict[str, Any]]:
    done = derive(target, "--format", "json", *options)
    assert done.exit_code == 0, done.output
    methods: list[dict[str, Any]] = json.loads(done.stdout)["methods"]
    return methods


# ---- what is derived ---------------------------------------------------------------------------------------------


def test_every_section_of_momentum_is_derived(tmp_path: Path) -> None:
    assert len(MINE.splitlines()) <= 15
    [found] = derived(written(tmp_path, MINE), "--assume", "0 <= beta < 1")
    assert [*found] == ["name", *TITLES]
    assert [key for key in TITLES if NOT_DERIVED in found[key]] == []
    assert found["name"] == "mine"
    assert found["iteration_matrix"]["R"] == [["beta", "lambda"], ["-alpha*beta", "-alpha*lambda + 1"]]
    assert found["fixed_point"]["state at rest, for w = w* = 1"] == {"z": "0", "w": "1"}
    assert found["unrolled"]["w^2"] == ["-alpha*beta - alpha", "-alpha"]
    region = found["stability_region"]
    assert region["assuming"] == ["lambda > 0", "0 <= beta", "beta < 1"]
    conditions = region["stable, every |sigma| < 1, if and only if"]
    assert sorted(conditions) == ["-alpha*lambda + 2*beta + 2 > 0", "alpha > 0"]
    step_size = found["largest_step_size"]
    assert (step_size["stable if and only if alpha is above"], step_size["and below"]) == ("0", "(2*beta + 2)/lambda")
    assert step_size["proved by"] == "kernel"
    assert found["classification"]["kind"] == "scalar"
    best = found["best_parameters"]
    assert best["parameters"] == {"alpha": "4/121", "beta": "81/121"}
    lower = rational(best["for any parameters some |sigma| is at least"])
    assert lower <= sympy.Rational(9, 11) < rational(best["every |sigma| is below"])
    transient = found["transient"]["sup over k of |R^k|, at the best parameters"]
    assert all(rational(at["at least"]) <= rational(at["at most"]) for at in transient.values())


def test_expressions_are_readable_and_those_of_the_method(tmp_path: Path) -> None:
    done = derive(written(tmp_path, MINE), "--format", "json")
    assert not re.search(r"Symbol\(|Integer\(|Matrix\(", done.stdout)
    [found] = json.loads(done.stdout)["methods"]
    assert found["residual_polynomials"]["p_2"] == str(MOMENTUM.residual_polynomial(2))
    assert found["spectrum"]["eigenvalues"] == [str(e) for e in MOMENTUM.eigenvalues]
    assert found["characteristic_polynomial"]["det(sigma I - R)"] == str(MOMENTUM.characteristic_polynomial.as_expr())


def test_the_spectrum_is_the_one_that_is_asked_for(tmp_path: Path) -> None:
    [found] = derived(written(tmp_path, DECLARED), "--mu", "0.5", "--L", "3/2")
    assert found["name"] == "descent"
    assert found["best_parameters"]["curvatures"] == ["1/2", "3/2"]
    assert found["best_parameters"]["parameters"] == {"lr": "1"}
    assert found["largest_step_size"]["and below"] == "2/lambda"


def test_what_cannot_be_derived_says_why_and_the_rest_stands(tmp_path: Path) -> None:
    """No step-size is stable: its best parameters and its transient are missing, its matrix is not."""
    text = DECLARED.replace("w - lr * gradient(w)", "w + (1 + lr * lr) * gradient(w)")
    [found] = derived(written(tmp_path, text))
    assert "some choice of lr is stable" in found["best_parameters"][NOT_DERIVED]
    assert "were not derived" in found["transient"][NOT_DERIVED]
    assert found["iteration_matrix"]["R"] == [["lambda*lr**2 + lambda + 1"]]


def test_what_the_file_prints_is_no_part_of_its_theory(tmp_path: Path) -> None:
    done = derive(written(tmp_path, 'print("hello")\n' + DECLARED), "--format", "json")
    assert [found["name"] for found in json.loads(done.stdout)["methods"]] == ["descent"]
    assert done.stderr == "hello\n"


def test_text_shows_every_section_in_order(tmp_path: Path) -> None:
    done = derive(written(tmp_path, MINE))
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "mine"
    assert [line for line in lines if line in TITLES.values()] == [*TITLES.values()]
    assert "    [       beta,            lambda]" in lines
    assert "  every |sigma| is below: 0.81818181818182" in lines
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("name", [":descent", "::descent", ""])
def test_a_method_is_named_or_all_are_shown(tmp_path: Path, name: str) -> None:
    file = written(tmp_path, MINE + DECLARED)
    assert [m.name for m in methods_of(file + name)] == (["descent"] if name else ["mine", "descent"])


def test_a_rule_that_is_imported_is_shown_where_a_method_runs_it(tmp_path: Path) -> None:
    text = "from derivations import Method\nfrom numerics.algorithms.momentum import step\nmine = Method(step)\n"
    assert [m.name for m in methods_of(written(tmp_path, text))] == ["momentum"]


# ---- LaTeX -------------------------------------------------------------------------------------------------------

COMMANDS = {
    "documentclass", "usepackage", "begin", "end", "section", "subsection", "paragraph", "item", "textbackslash",
    "textasciicircum", "textasciitilde", "textless", "textgreater", "textbar", "left", "right", "alpha", "beta",
    "lambda", "sigma", "mu", "frac", "sqrt", "wedge", "vee", "min", "infty", "mathrm", "ge", "geq", "le", "leq", "neq",
}  # fmt: skip
ODD = r"""
from derivations import Method

def step(state, gradient, *, α, b_1):
    # 100 % of the weight & no less: ~^_{}$#\ \end{verbatim}
    w, w_1 = state
    return w - α * gradient(w) + b_1 * (w - w_1), w

method = Method(step, state=("w", "w_1"), start=lambda w0: (w0, w0), name="50% {odd} & β_1")
"""


@pytest.mark.parametrize("text", [MINE, DECLARED, ODD], ids=["mine", "declared", "odd"])
def test_latex_is_a_document_that_can_be_typeset(tmp_path: Path, text: str) -> None:
    """ASCII, groups and environments that close, and no command that amsmath and LaTeX do not have."""
    done = derive(written(tmp_path, text), "--format", "latex")
    assert done.exit_code == 0, done.output
    assert done.stdout.isascii()
    outside = re.sub(r"\\begin\{verbatim\}.*?\\end\{verbatim\}", "", done.stdout, flags=re.DOTALL)
    assert "verbatim" not in outside.replace("textbackslash", "")
    opened: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", outside):
        if kind == "begin":
            opened.append(name)
        else:
            assert opened.pop() == name
    assert opened == []
    assert set(re.findall(r"\\([A-Za-z]+)", outside)) <= COMMANDS
    counted = Counter(re.findall(r"(?<!\\)[{}]|\\\[|\\\]", outside))
    assert (counted["{"], counted["\\["]) == (counted["}"], counted["\\]"])
    assert not re.search(r"(?<!\\)[%#$~]", outside)


def test_an_empty_mapping_is_no_empty_list() -> None:
    """`itemize` without an item is an error of LaTeX's."""
    lines = [*FORMATS["latex"]([("m", [Section("k", "Title", {"a": {}, "b": Code("x")})])])]
    assert r"\begin{itemize}" not in lines
    assert document([("m", [Section("k", "Title", {"a": (1, sympy.S.Half)})])]) == {
        "methods": [{"name": "m", "k": {"title": "Title", "a": [1, "1/2"]}}]
    }


# ---- what is wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\n", "there is no method in it: write method = Method(step, state="),
        (MINE.replace("w = state", "w = state)"), "mine.py:4: SyntaxError: unmatched ')'"),
        (MINE.replace("(step,", "(stp,"), "mine.py:8: NameError: name 'stp' is not defined"),
        (MINE.replace("gradient(w)", "gradient(w) ** 2"), "violates: a rule is linear"),
        (MINE.replace("w - alpha", "2 * w - alpha"), "violates: the minimiser w* is a fixed point"),
        (MINE.replace("w - alpha", "0.5 * w - alpha"), "a derivation is exact"),
        (DECLARED.replace("gradient(w),)", "gradient(w) ** 2,)"), "mine.py:3: ValueError: the new w"),
        (DECLARED.replace("(w,) = state", "(w,) = state[1 / 0]"), "mine.py:3: ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)\n", "running it ends with SystemExit(3)"),
        ("import no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_message(tmp_path: Path, text: str, message: str) -> None:
    done = derive(written(tmp_path, text))
    assert (done.exit_code, done.stdout) == (2, "")
    assert isinstance(done.exception, SystemExit)
    assert len(re.findall(r"(?m)^Error: ", done.stderr)) == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{file}", "--mu", "0"], "--mu 0 --L 100 violates 0 < mu <= L"),
        (["{file}", "--mu", "2", "--L", "1"], "--mu 2 --L 1 violates 0 < mu <= L"),
        (["{file}", "--mu", "nan"], "'nan' is no rational number: write 3/2 or 0.1"),
        (["{file}", "--L", "1/0"], "'1/0' is no rational number"),
        (["{file}", "--L", "2**9"], "is no rational number"),
        (["{file}:other"], "no method is called 'other': there is method"),
        (["{file}", "--assume", "beta"], "'beta' is no chain of comparisons: write 0 <= beta < 1"),
        (["{file}", "--assume", "nu < 1"], "'nu' is neither a number nor one of alpha, beta, lambda"),
        (["{file}", "--assume", "beta < 1 <"], "is no chain of comparisons"),
        (["{file}", "--assume", "beta < __import__('os').getpid()"], "is neither a number nor one of"),
        (["missing.py"], "missing.py: there is no such file"),
        (["{file}:a:b"], "give a Python file, FILE.py"),
        (["mine.txt"], "mine.txt: give a Python file, FILE.py"),
        (["{file}", "--format", "html"], "'html' is not one of"),
        ([], "Missing argument"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_one_message(tmp_path: Path, arguments: list[str], message: str) -> None:
    file = written(tmp_path, MINE)
    done = derive(*(argument.replace("{file}", file) for argument in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_assumptions_are_read_word_by_word() -> None:
    assert assumption("0<=beta <1", MOMENTUM) == (sympy.Integer(0) <= beta, beta < 1)
    assert assumption("lambda > 1/10", MOMENTUM) == (lam > sympy.Rational(1, 10),)
    assert assumption("alpha = beta", MOMENTUM) == (sympy.Eq(alpha, beta),)
    assert assumption("beta >= -0.5", MOMENTUM) == (beta >= -sympy.S.Half,)
    for wrong in ("", "<", "0 < < 1", "beta !=0", "beta + 1 < 2"):
        with pytest.raises(ValueError, match=r"no chain|neither a number"):
            assumption(wrong, MOMENTUM)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    with pytest.raises(FileError, match="there is no such file"):
        methods_of(str(tmp_path / "folder.py"))


def test_sections_come_one_by_one() -> None:
    """So that a long search keeps nobody from reading what is known."""
    found = sections(Question(MOMENTUM, sympy.Integer(1), sympy.Integer(100)))
    assert next(found).key == "rule"
    assert next(found).key == "fixed_point"
