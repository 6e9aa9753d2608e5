"""The precisions at which derived results are confronted with runs: `verification.precisions`, by the tests' name."""

from verification.precisions import (
    DIGITS,
    PRECISIONS,
    SYSTEMS,
    Interval,
    Slope,
    at_most,
    contains,
    dissent,
    enclosures,
    runs,
    surely_above,
)

__all__ = [
    "DIGITS",
    "PRECISIONS",
    "SYSTEMS",
    "Interval",
    "Slope",
    "at_most",
    "contains",
    "dissent",
    "enclosures",
    "runs",
    "surely_above",
]
