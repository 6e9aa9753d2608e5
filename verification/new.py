"""`whymomentum new NAME`: a working starting point, one file with a rule, its method and a claim, and one test file."""

from __future__ import annotations

from contextlib import ExitStack
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path

from derivations.files import write_whole

__all__ = ["NameTaken", "create"]

METHOD = '''\
"""{name}: an update rule, its theory, and one claim with its proof.

    whymomentum derive {name}.py     all that follows from the rule
    whymomentum verify {name}.py     prove what is claimed, by the kernel
    pytest {name}.py test_{name}.py  as tests, with the claim's mutants
"""

from sympy import And, Equivalent

from derivations import Method, Statement, claim
from derivations.notation import alpha, beta, lam
from derivations.plan import Auto


def step(state, gradient, *, alpha, beta):
    z, w = state
    z = beta * z + gradient(w)
    return z, w - alpha * z


method = Method(step, state=("z", "w"), name="{name}")


@claim(
    "{name}.stability",
    section="{name}",
    latex=r"0 \\le \\beta < 1:\\quad |\\sigma_1|, |\\sigma_2| < 1 \\iff 0 < \\alpha\\lambda < 2 + 2\\beta",
    method=method,
)
def stability():
    """The conditions of Schur and Cohn, read off the rule; that beta < 1 is one of them, so that two are left."""
    region = And(0 < alpha * lam, alpha * lam < 2 + 2 * beta)
    plan = Auto(degree=2)  # how to look for the proof; derivations.plan has what to write where that finds none
    yield Statement("region", (beta >= 0, beta < 1), Equivalent(And(*method.stability_conditions), region), plan=plan)
'''

TEST = '''\
"""{name}: what is claimed is proved, and what is derived is what the rule does when it runs."""

from fractions import Fraction

from sympy import Matrix

from {name} import method, stability, step


def test_the_kernel_proves_the_claim():
    assert stability.verify(engines=()).status == "proved"


def test_the_best_parameters_have_a_proved_rate():
    tuning = method.best_parameters(1, 100)
    assert tuning.recheck()  # by the kernel, once more
    assert tuning.lower <= tuning.rate < 1


def test_the_rule_runs_as_its_matrix_says():
    """In exact rationals, along an eigenvector of curvature lam: after k steps the state is R^k times the start."""
    lam, k, parameters = Fraction(2), 20, {{"alpha": Fraction(1, 3), "beta": Fraction(1, 4)}}
    state = method.start(Fraction(1))
    power = method.power(k, lam=lam, **parameters)
    expected = power * Matrix(state)
    for _ in range(k):
        state = step(state, lambda w: lam * w, **parameters)
    assert list(expected) == list(state)
'''


class NameTaken(ValueError):
    """A name that cannot be given to a new file; the message says why."""


def create(name: str, folder: Path) -> tuple[Path, Path]:
    """Write `name`.py and test_`name`.py into an existing folder, both or neither, and return their paths.

    Raises `NameTaken` where the name is no identifier, or is taken; OSError where the folder cannot be written to.
    """
    files = (folder / f"{name}.py", folder / f"test_{name}.py")
    checked(name)
    for file in files:
        if file.exists():
            raise NameTaken(f"{file} exists: choose another name, or remove it")
    if find_spec(name) is not None:
        raise NameTaken(f"{name!r} is an installed module, which the new file would hide: choose another name")
    with ExitStack() as undo:
        for file, template in zip(files, (METHOD, TEST), strict=True):
            write_whole(file, template.format(name=name))
            undo.callback(file.unlink)
        undo.pop_all()
    return files


def checked(name: str) -> None:
    """Raise `NameTaken` unless a module can be called that."""
    if not name.isidentifier() or not name.isascii() or iskeyword(name):
        raise NameTaken(f"{name!r} is no name for a Python module: use letters, digits and _, such as my_method")
    if name.startswith("test_"):
        raise NameTaken(f"{name!r} begins with test_, as files of tests do: leave that out")
