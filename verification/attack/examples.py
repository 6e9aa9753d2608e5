"""Exact laws (`_laws`) on as many examples of Hypothesis as the time allows; each is evaluated by the kernel given.

Slices of examples of one law follow another, each with a seed of its own. How many of the examples were different is
noted beside their number.
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Sequence
from typing import Any

from verification.attack.campaign import Budget, Tally

SLICE = 1000  # examples of one law, before the next one has its turn


def attack(kernel: Any, budget: Budget, source: random.Random, laws: Sequence[str] | None = None) -> Tally:
    """The laws in turn, all or those named; a breach is an example, shrunk, with which a law does not hold."""
    tally = Tally("examples")
    if importlib.util.find_spec("hypothesis") is None:
        tally.notes.append("Hypothesis is not installed: pip install 'whymomentum[testing]'")
        return tally
    from verification.attack._laws import LAWS

    unbroken = list(LAWS if laws is None else laws)
    seen: dict[str, set[int]] = {name: set() for name in unbroken}
    while unbroken and not budget.is_spent:
        name = unbroken.pop(0)
        if _slice(tally, kernel, name, budget, source.randrange(2**32), seen[name]):
            unbroken.append(name)  # its next turn; what is broken has none
    tally.notes += [f"{len(different)} different examples of {name}" for name, different in seen.items()]
    return tally


def _slice(tally: Tally, kernel: Any, name: str, budget: Budget, seed: int, seen: set[int]) -> bool:
    """Whether a law holds on a slice of its examples."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    from verification.attack._laws import LAWS

    law, examples = LAWS[name]
    count = SLICE if budget.left is None else min(SLICE, budget.left)
    broken: list[Any] = []

    # Hypothesis' own generation and shrinking; a slice is bounded by its number of examples, whatever they take.
    @seeded(seed)
    @settings(
        max_examples=count, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(examples)
    def holds(drawn: Any) -> None:
        if not broken:
            tally.counts[name] += 1
            seen.add(hash(repr(drawn)))
        if not law(kernel, drawn):
            broken.append(drawn)
            raise ArithmeticError(name)

    if budget.left is not None:
        budget.left -= count
    try:
        holds()
    except Exception as error:
        tally.breach(f"broken: {name}", (broken[-1] if broken else "", f"{type(error).__name__}: {error}"))
        return False
    return True
