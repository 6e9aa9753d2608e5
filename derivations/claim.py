"""Claims: what the article (or anyone) states, what is true of it, and the proof that the kernel checks.

A claim is written as a generator of statements, in the order of its derivation:

    @claim("stab.region", section="The Dynamics of Momentum", latex=r"...", printed=r"...", as_printed="holds")
    def region() -> Iterator[Statement | Misprint]:
        "Why it is so, in words."
        yield Statement("inside", hypotheses, conclusion)

Nothing is derived until it is asked for. Proofs are data, in the folder `proofs` beside the module that states the
claim. A claim of another package, or of a single file, needs no such folder: where there is no file of its proof, the
proof is searched for when it is first asked for, and checked as one from a file would be. A claim of ours has a stored
proof, or stays open.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.metadata import entry_points
from inspect import cleandoc
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

import sympy as sp
from sympy.logic.boolalg import Boolean

from derivations.statement import Limit, Minimum, Misprint, Orbit, Statement

if TYPE_CHECKING:
    from derivations.method import Method
    from derivations.recheck import Verification

Printed = Literal["holds", "holds-if", "fails"]
Derivation = Callable[[], Iterator[Statement | Misprint]]
GROUP = "whymomentum.claims"


class ClaimError(ValueError):
    """A claim that is stated inconsistently, or that nobody knows."""


@dataclass(frozen=True, eq=False)
class Claim:
    """One statement of the article, or of an author: decided as printed, stated correctly, and proved.

    as_printed is None where the article prints no such thing. `correction` (LaTeX) is what holds where the printed
    statement fails or lacks a hypothesis; `counterexample` is where the printed statement fails, exactly. `method` is
    the `Method` that the claim speaks of, if it names one: its rule is what simulations then run.
    """

    id: str
    section: str
    derive: Derivation
    latex: str
    printed: str | None = None
    as_printed: Printed | None = None
    correction: str | None = None
    references: tuple[str, ...] = ()
    scope: Literal["universal", "instances"] = "universal"
    method: Method | None = None

    def __post_init__(self) -> None:
        if (self.as_printed is None) is not (self.printed is None):
            raise ClaimError(f"{self.id}: `printed` and `as_printed` come together: give both or neither")
        if (self.as_printed in ("fails", "holds-if")) is not (self.correction is not None):
            raise ClaimError(
                f"{self.id}: as_printed={self.as_printed!r} needs a correction exactly if it is not 'holds'"
            )

    @cached_property
    def _derived(self) -> tuple[Statement | Misprint, ...]:
        return tuple(self.derive())

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What is proved, lemmas included, each from the earlier ones."""
        return tuple(s for s in self._derived if isinstance(s, Statement))

    @cached_property
    def misprints(self) -> tuple[Misprint, ...]:
        """What is printed and false, each with its counterexample."""
        return tuple(s for s in self._derived if isinstance(s, Misprint))

    @property
    def derivation(self) -> str:
        """The derivation in words."""
        return cleandoc(self.derive.__doc__ or "")

    @cached_property
    def statement(self) -> Boolean:
        """The statement in SymPy: the conjunction of `hypotheses imply conclusion` over the parts that are
        relations; what speaks of runs, limits and minima is no formula of SymPy's."""
        parts = [s for s in self.statements if not s.lemma and not s.orbits]
        parts = [s for s in parts if not isinstance(s.conclusion, Limit | Minimum)]
        return sp.And(*(sp.Implies(sp.And(*s.relations), s.conclusion, evaluate=False) for s in parts), evaluate=False)

    @cached_property
    def hypotheses(self) -> tuple[Boolean | Orbit, ...]:
        """Every hypothesis of the parts that the claim consists of, once."""
        found: list[Boolean | Orbit] = []
        for statement in self.statements:
            found += [h for h in statement.hypotheses if not statement.lemma and h not in found]
        return tuple(found)

    @property
    def counterexample(self) -> dict[str, str] | None:
        """Where the printed statement fails, exactly: symbol -> rational. None where it does not."""
        if not self.misprints:
            return None
        return {str(symbol): str(value) for symbol, value in self.misprints[0].counterexample.items()}

    @property
    def proof_file(self) -> Path:
        """Where the proof is, beside the module that states the claim."""
        source = import_module(self.derive.__module__).__file__ or ""
        return Path(source).parent / "proofs" / f"{self.id}.json"

    @property
    def is_ours(self) -> bool:
        """Whether a module of this project states it, whose proofs are in files."""
        return self.derive.__module__.partition(".")[0] == "derivations"

    @property
    def stored_proof(self) -> dict[str, Any]:
        """The proof as it is in its file; empty where there is none."""
        return json.loads(self.proof_file.read_text()) if self.proof_file.is_file() else {}

    @property
    def joint(self) -> str:
        """The joint beside the proof, by which Rocq rechecks all that the claim says; empty where there is none."""
        file = self.proof_file.with_suffix(".v")
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    @cached_property
    def proof(self) -> dict[str, Any]:
        """The proof as data: {"statements": {name: {"witness", "proof"}}, "mutants": [...]}, as it is stored.

        Where nothing is stored: empty for a claim of ours, else found now, together with "open", the statements of
        which no proof was found: {name: {"reason", "fails_at"}}.
        """
        if self.is_ours or self.proof_file.is_file():
            return self.stored_proof
        from derivations.certify import search

        return search(self)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """("kernel",) where there is a proof of every statement for the kernel to check, else nothing."""
        found = self.proof.get("statements", {})
        return ("kernel",) if self.statements and all(s.name in found for s in self.statements) else ()

    def verify(self, engines: tuple[str, ...] | None = None) -> Verification:
        """Recheck the proof by the kernel in a fresh process, and by the engines (all that are installed, if None)."""
        from derivations.recheck import verify

        return next(iter(verify([self], engines=engines)))

    def _repr_latex_(self) -> str:
        from derivations.notebook import claim_latex

        return claim_latex(self)

    def _repr_html_(self) -> str:
        from derivations.notebook import claim_html

        return claim_html(self)


def claim(name: str, *, section: str, latex: str, **details: Any) -> Callable[[Derivation], Claim]:
    """Make a claim of a generator of statements; `details` are the fields of `Claim`."""
    return lambda derive: Claim(name, section, derive, latex, **details)


def _modules() -> Iterator[ModuleType]:
    """The modules of this package, but for the solvers' interfaces, and what other packages offer."""
    package = import_module("derivations")
    for found in pkgutil.walk_packages(package.__path__, "derivations."):
        if ".engines" not in found.name:
            yield import_module(found.name)
    for offered in entry_points(group=GROUP):
        yield offered.load()


def claims() -> Iterator[Claim]:
    """Every claim, of this project and of installed packages that offer the entry point group `whymomentum.claims`."""
    seen: dict[str, Claim] = {}
    for module in _modules():
        for value in list(vars(module).values()):
            if isinstance(value, Claim) and seen.get(value.id) is not value:
                if value.id in seen:
                    raise ClaimError(f"two claims are called {value.id}: rename the one in {module.__name__}")
                seen[value.id] = value
                yield value
