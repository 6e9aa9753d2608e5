"""What the attacks share: a budget of time and of attempts, and the tally of an attack."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Json = dict[str, Any]
Item = TypeVar("Item")


class Budget:
    """So many seconds, at most so many attempts (None for as many as the time allows), and so many processes."""

    def __init__(self, seconds: float, most: int | None = None, jobs: int = 1) -> None:
        self.deadline, self.left, self.jobs = time.monotonic() + seconds, most, jobs

    @property
    def seconds(self) -> float:
        """What is left of the time."""
        return max(0.0, self.deadline - time.monotonic())

    @property
    def is_spent(self) -> bool:
        return self.seconds <= 0 or self.left == 0

    def each(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, one attempt each, until the budget is spent."""
        for item in items:
            if self.is_spent:
                return
            if self.left is not None:
                self.left -= 1
            yield item


@dataclass
class Tally:
    """What an attack did: outcome -> how often; `findings` are breaches, each told so that it can be repeated.

    notes are printed below the counts; `listed`, what is explained one by one, is in the JSON alone.
    """

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    listed: list[Json] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def tried(self) -> int:
        return self.counts.total()

    def breach(self, what: str, where: object) -> None:
        """Count and tell something that must not happen."""
        self.counts[what] += 1
        self.findings.append(f"{what}: {where}")

    def as_json(self) -> Json:
        return {
            "attack": self.name,
            "tried": self.tried,
            "outcomes": dict(self.counts),
            "findings": self.findings,
            "notes": self.notes,
            "listed": self.listed,
            "seconds": round(self.seconds, 1),
        }


def verdict(kernel: Any, statement: Mapping[str, Any], proof: Any, lemmas: Mapping[str, Any]) -> str:
    """ "proved", "refused", or "crashed: ..." where the kernel ends in anything but its own refusal."""
    try:
        kernel.prove(statement, proof, lemmas)
    except kernel.ProofError:
        return "refused"
    except Exception as error:
        return f"crashed: {type(error).__name__}: {error}"
    return "proved"


Attack = Callable[..., Tally]
