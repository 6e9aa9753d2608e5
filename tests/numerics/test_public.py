"""The package's face: every name is there, comes when it is asked for, and brings no library without need."""

import subprocess
import sys

import pytest

import numerics


def test_every_public_name_is_there() -> None:
    assert dir(numerics) == numerics.__all__
    assert numerics.__all__ == sorted(numerics.__all__)
    for name in numerics.__all__:
        assert getattr(numerics, name).__doc__, name
    with pytest.raises(AttributeError, match="module 'numerics' has no attribute 'nothing'"):
        _ = numerics.nothing


def loaded(statement: str) -> set[str]:
    """The modules of other libraries that a fresh process has after it."""
    code = f"{statement}\nimport sys\nsys.stdout.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name for name in done.stdout.split() if "." not in name}


def test_the_import_brings_no_library_and_a_float_run_only_numpy() -> None:
    heavy = {"numpy", "scipy", "mpmath", "flint", "sympy"}
    assert not heavy & loaded("import numerics")
    assert not heavy & loaded("import numerics.algorithms.momentum")
    run = "from numerics import Quadratic, simulate\nfrom numerics.algorithms.momentum import step\n"
    run += "simulate(step, Quadratic.from_spectrum([1, 2]), 3, alpha=0.1, beta=0.5)"
    assert heavy & loaded(run) == {"numpy"}
