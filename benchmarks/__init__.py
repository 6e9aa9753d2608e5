"""What things cost, as ratios measured side by side: `python -m benchmarks [NAME ...] [--json FILE]`.

A benchmark is a module of this package with `measure() -> dict[str, float]`, from the name of a quantity to
its value. It may state `BARS: dict[str, tuple[float, float]]`, from such a name to the closed interval in
which its value must lie.
"""
