"""The attack by examples: the laws hold of the kernel as it is, and each notices a kernel or a rule that breaks it."""

import random
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest

from derivations import kernel
from numerics.precision import endpoints
from verification.attack import _laws, examples
from verification.attack._laws import LAWS
from verification.attack.campaign import Budget
from verification.attack.weakness import load, source, weakened

LONG = 600  # seconds, which the number of examples always undercuts


def is_broken(law: str, under_attack: Any = kernel) -> bool:
    """Whether 500 examples find a law broken, and tell it once."""
    findings = examples.attack(under_attack, Budget(LONG, 500), random.Random(0), [law]).findings
    assert all(finding.startswith(f"broken: {law}: ") for finding in findings)
    assert len(findings) <= 1
    return bool(findings)


def changed(old: str, new: str) -> ModuleType:
    text = source()
    assert text.count(old) == 1
    return load(text.replace(old, new))


def test_the_laws_hold() -> None:
    tally = examples.attack(kernel, Budget(LONG, 100 * len(LAWS)), random.Random(0))
    assert tally.findings == []
    assert tally.tried == 100 * len(LAWS)


@pytest.mark.parametrize(
    ("law", "old", "new"),
    [
        ("arithmetic of polynomials", "powers.get(name, 0) + exponent\n", "exponent\n"),
        ("substitution", "for _ in range(exponent):", "for _ in range(1):"),
        ("negation", '("ge" if kind == "gt" else "gt"), scale(-1, body)', '"gt", scale(-1, body)'),
        ("negation", '("or" if kind == "and" else "and")', "kind"),
    ],
)
def test_a_kernel_that_breaks_a_law_is_noticed(law: str, old: str, new: str) -> None:
    assert is_broken(law, changed(old, new))


@pytest.mark.parametrize("weakness", ["any sum will do", "multipliers may be negative"])
def test_a_kernel_that_closes_too_much_is_noticed(weakness: str) -> None:
    assert is_broken("no leaf closes where all facts hold", weakened(weakness))


def test_powers_that_are_off_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_laws, "lucas", lambda k, trace, determinant: (trace**k, None))
    assert is_broken("powers by S_k")


def test_a_region_that_is_off_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """|d| < 1 alone."""
    monkeypatch.setattr(_laws, "_conditions", lambda: (lambda a, b: abs(b) < 1,))
    assert is_broken("momentum's stability")


def test_balls_that_miss_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def shifted(values: Any) -> Any:
        low, high = endpoints(values)
        return low + Fraction(1, 2**70), high

    monkeypatch.setattr(_laws, "endpoints", shifted)
    assert is_broken("balls contain rationals")
