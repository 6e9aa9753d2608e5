"""What needs none of the libraries: which one an optimiser is of, what is refused, and what an import brings."""

import subprocess
import sys
from functools import partial
from typing import Any

import pytest

from numerics import Quadratic
from numerics.optimisers import options, run
from numerics.optimisers.libraries import LIBRARIES, adapter

PROBLEM = Quadratic.from_spectrum([1, 2])


def of(module: str) -> Any:
    """A class as that module would define it."""
    return type("SGD", (), {"__module__": module})


@pytest.mark.parametrize(
    ("module", "name"), [("torch.optim.sgd", "torch"), ("optax._src.base", "optax"), ("keras.src.optimizers", "keras")]
)
def test_the_library_is_read_from_class_object_and_partial(module: str, name: str) -> None:
    kind = of(module)
    derived = type("Mine", (kind,), {"__module__": "mine"})
    for optimiser in (kind, kind(), partial(kind), derived, derived(), partial(derived)):
        assert adapter(optimiser).__name__ == f"numerics.optimisers.{name}"
    assert adapter((partial(kind),)).__name__ == "numerics.optimisers.optax"


def test_what_is_of_no_library_is_refused() -> None:
    for optimiser in (lambda parameters: parameters, partial(of("mine")), 3, "SGD"):
        with pytest.raises(TypeError, match="violates: an optimiser is of keras, optax, torch; give"):
            run(optimiser, PROBLEM, 1)
    with pytest.raises(ValueError, match="library='jax' violates: one of"):
        run(lambda parameters: parameters, PROBLEM, 1, library="jax")


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_missing_library_says_how_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("jax", "keras", "optax", "torch"):
        monkeypatch.setitem(sys.modules, library, None)  # as if it were not there
    optimiser = partial(of(name))
    with pytest.raises(ImportError, match=r"which violates: .* pip install 'whymomentum\[optimisers\]'"):
        run(optimiser, PROBLEM, 1)
    if name == "torch":  # the options of the others are read off themselves
        with pytest.raises(ImportError, match="the optimisers of torch need torch"):
            options(optimiser)


def test_a_wrong_number_of_iterations_and_a_wrong_record_are_refused() -> None:
    optimiser = partial(of("torch.optim.sgd"))
    with pytest.raises(ValueError, match="iterations=-1 violates iterations >= 0"):
        run(optimiser, PROBLEM, -1)
    with pytest.raises(ValueError, match="record='objective' violates: one of"):
        run(optimiser, PROBLEM, 1, record="objective")
    with pytest.raises(ValueError, match=r"start of shape \(3,\) violates"):
        run(optimiser, PROBLEM, 1, start=[1, 2, 3])


def test_the_import_brings_no_library() -> None:
    code = "import numerics.optimisers, sys\nsys.stdout.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "torch", "jax", "optax", "keras"} & set(done.stdout.split())
