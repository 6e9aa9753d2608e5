"""The import law and the other laws of the house hold in every module, and each law flags what it forbids."""

from collections.abc import Callable, Iterator

import pytest

from tests.house.laws import (
    LAWS,
    LIBRARIES,
    Module,
    Violation,
    derivations_sees_update_rules_only,
    kernel_trusts_the_standard_library,
    library_modules,
    no_asserts_or_prints,
    no_floats_in_derivations,
    no_library_imports_tests,
    no_star_imports,
    no_text_is_evaluated,
    numerics_never_sees_derivations,
    update_rules_are_plain_arithmetic,
)

Law = Callable[[Module], Iterator[Violation]]
KERNEL, METHOD, CLAIM = "derivations/kernel.py", "derivations/method.py", "derivations/algorithms/nag.py"
SIMULATE, RULE, COMMAND = "numerics/simulate.py", "numerics/algorithms/momentum.py", "verification/cli.py"

PLANTED = [
    (kernel_trusts_the_standard_library, KERNEL, "import sympy"),
    (kernel_trusts_the_standard_library, KERNEL, "from . import notation"),
    (kernel_trusts_the_standard_library, KERNEL, "from .notation import alpha"),
    (kernel_trusts_the_standard_library, KERNEL, "def check():\n    from derivations import claims"),
    (kernel_trusts_the_standard_library, KERNEL, "import importlib\nimportlib.import_module('numpy')"),
    (kernel_trusts_the_standard_library, KERNEL, "import importlib\nimportlib.import_module(name)"),
    (numerics_never_sees_derivations, SIMULATE, "import derivations"),
    (numerics_never_sees_derivations, SIMULATE, "from derivations.momentum import optimal_parameters"),
    (numerics_never_sees_derivations, SIMULATE, "from verification import cli"),
    (numerics_never_sees_derivations, "numerics/__init__.py", "from ..derivations import claims"),
    (numerics_never_sees_derivations, SIMULATE, "if TYPE_CHECKING:\n    from derivations import Method"),
    (derivations_sees_update_rules_only, METHOD, "from numerics import simulate"),
    (derivations_sees_update_rules_only, METHOD, "import numerics"),
    (derivations_sees_update_rules_only, METHOD, "import numerics.algorithms_old"),
    (derivations_sees_update_rules_only, CLAIM, "from ...numerics.problems import Quadratic"),
    (derivations_sees_update_rules_only, METHOD, "import verification.cli"),
    (derivations_sees_update_rules_only, METHOD, "__import__('numerics.simulate')"),
    (update_rules_are_plain_arithmetic, RULE, "import numpy as np"),
    (update_rules_are_plain_arithmetic, RULE, "from ..problems import Quadratic"),
    (update_rules_are_plain_arithmetic, RULE, "from sympy import sqrt"),
    (update_rules_are_plain_arithmetic, RULE, "importlib.import_module(name)"),
    (no_library_imports_tests, COMMAND, "from tests.house import laws"),
    (no_library_imports_tests, SIMULATE, "import benchmarks"),
    (no_star_imports, COMMAND, "from derivations import *"),
    (no_star_imports, "numerics/__init__.py", "from .simulate import *"),
    (no_asserts_or_prints, METHOD, "def rate(x):\n    assert x > 0"),
    (no_asserts_or_prints, SIMULATE, "print('step')"),
    (no_text_is_evaluated, COMMAND, "eval(argument)"),
    (no_text_is_evaluated, COMMAND, "exec(source, {})"),
    (no_text_is_evaluated, METHOD, "from sympy.parsing.sympy_parser import parse_expr\nparse_expr(text)"),
    (no_text_is_evaluated, METHOD, "sympy.sympify(text)"),
    (no_text_is_evaluated, METHOD, "sympify(text, strict=False)"),
    (no_text_is_evaluated, METHOD, "S('1/2')"),
    (no_floats_in_derivations, METHOD, "alpha = 0.1"),
    (no_floats_in_derivations, CLAIM, "def f(timeout=1e1): ..."),
    (no_floats_in_derivations, "derivations/engines/z3.py", "i = 1j"),
]

ALLOWED = [
    (KERNEL, "from __future__ import annotations\nimport fractions\nfrom collections.abc import Mapping"),
    (METHOD, "from numerics.algorithms import momentum\nfrom numerics.algorithms.momentum import step"),
    (METHOD, "import numerics.rule\nfrom numerics.rule import Rule\nfrom . import notation\nimport numpy"),
    (
        CLAIM,
        "from ...numerics.algorithms import nag\nfrom ..method import Method\nx = S.Half",
    ),
    (METHOD, "poly.eval(3)\nre.compile('a')\nsympify(x, strict=True)\nS(1) / 2\nx.print()\ntenth = '0.1'"),
    (SIMULATE, "import numpy\nfrom . import algorithms\nfrom numerics.problems import Quadratic\nx = 0.1"),
    (RULE, "import math\nfrom collections.abc import Callable\nfrom numerics.rule import Rule"),
    ("numerics/algorithms/__init__.py", "importlib.import_module(f'{__name__}.{name}')"),
    (COMMAND, "import derivations\nimport numerics\nfrom numerics import simulate\nimport click\nx = 0.1"),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_house_obeys(law: Law) -> None:
    assert [str(violation) for module in library_modules() for violation in law(module)] == []


def test_every_library_is_looked_at() -> None:
    names = {module.name for module in library_modules()}
    assert {*LIBRARIES, "derivations.kernel", "numerics.algorithms", "verification.cli"} <= names


@pytest.mark.parametrize(("law", "path", "source"), PLANTED)
def test_a_planted_violation_is_flagged(law: Law, path: str, source: str) -> None:
    violations = list(law(Module.from_source(path, source)))
    assert len(violations) == 1
    assert violations[0].line == len(source.splitlines())


def test_every_law_has_a_planted_violation() -> None:
    assert {law for law, _, _ in PLANTED} == set(LAWS)


@pytest.mark.parametrize(("path", "source"), ALLOWED)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_what_is_allowed_is_not_flagged(law: Law, path: str, source: str) -> None:
    assert list(law(Module.from_source(path, source))) == []
