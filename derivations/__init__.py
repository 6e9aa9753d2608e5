"""Why momentum works: every statement of the article, derived with SymPy and proved by a small kernel.

    from derivations import Method, claims, decide
    from derivations.momentum import critical_damping, optimal_parameters

Names load on first use, so that importing the package costs hardly more than importing SymPy.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.claim import Claim, claim, claims
    from derivations.decide import Verdict, decide
    from derivations.method import Method
    from derivations.statement import Limit, Minimum, Orbit, Statement

_HOME = {
    "Claim": "claim",
    "claim": "claim",
    "claims": "claim",
    "Verdict": "decide",
    "decide": "decide",
    "Method": "method",
    "Limit": "statement",
    "Minimum": "statement",
    "Orbit": "statement",
    "Statement": "statement",
}
__all__ = ["Claim", "Limit", "Method", "Minimum", "Orbit", "Statement", "Verdict", "claim", "claims", "decide"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'derivations' has no attribute {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(f"derivations.{_HOME[name]}"), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    """A function keeps its name: importing the module that is called like it would put the module there."""

    def __setattr__(self, name: str, value: Any) -> None:
        shadows = name in _HOME and isinstance(value, ModuleType)
        super().__setattr__(name, getattr(value, name) if shadows else value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
