"""What an import costs: `derivations` and `numerics` load nothing that the call at hand does not need."""

import json
import os
import subprocess
import sys

import pytest

import derivations
from tests.house.laws import ROOT

PROGRAM = """
import json, sys
{statement}
names = {{name.partition(".")[0] for name in sys.modules}}
json.dump(sorted(names - sys.stdlib_module_names - {{"__main__", "__mp_main__"}}), sys.stdout)
"""


def loaded_by(statement: str) -> set[str]:
    """The top-level modules outside the standard library that a fresh interpreter holds after `statement`."""
    command = [sys.executable, "-c", PROGRAM.format(statement=statement)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def loaded_beyond(statement: str, reference: str) -> set[str]:
    """What `statement` loads that `reference` does not."""
    return loaded_by(statement) - loaded_by(reference)


@pytest.mark.parametrize(
    ("statement", "reference"),
    [
        ("import derivations", "import sympy"),
        ("from derivations import Method, decide, claims", "import sympy"),
        ("import numerics", "import numpy"),
    ],
)
def test_import_loads_only_its_mathematics(statement: str, reference: str) -> None:
    assert loaded_beyond(statement, reference) <= {"derivations", "numerics"}


@pytest.mark.parametrize("heavy", ["click", "numpy", "z3"])
def test_a_heavier_import_would_be_seen(heavy: str) -> None:
    assert heavy in loaded_beyond(f"import derivations, {heavy}", "import sympy")


@pytest.mark.parametrize("name", derivations.__all__)
def test_no_module_takes_the_name_of_what_it_holds(name: str) -> None:
    """`import derivations.claim` sets the attribute `claim` of the package, which must stay the function."""
    home = f"derivations.{derivations._HOME[name]}"
    program = f"import {home}\nfrom derivations import {name}\nprint(callable({name}))"
    command = [sys.executable, "-c", program]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_the_kernel_runs_without_site_packages() -> None:
    """-I -S leaves the standard library alone on the path; the kernel is loaded from its file."""
    program = (
        "import importlib.util, sys\n"
        "spec = importlib.util.spec_from_file_location('kernel', sys.argv[1])\n"
        "sys.modules['kernel'] = module = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "print(len(vars(module)))"
    )
    command = [sys.executable, "-I", "-S", "-c", program, str(ROOT / "derivations" / "kernel.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
