"""Attacks on the suite itself: does anything false get proved, and is anything written lost or half written?

Each module but `campaign`, `weakness` and those with an underscore is one attack: `attack(kernel, budget, source)`
returns a `Tally`: what was tried, what became of it, and what it found. `python -m verification.attack` runs them.
A campaign that cannot fail is worth nothing: `weakness` makes kernels without one of their checks, and each of them has
to be caught.
"""
