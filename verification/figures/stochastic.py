"""Momentum with noisy gradients: expected loss in its two parts, single runs, and the floor over the parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.style import COLOURS, sheet, simulation, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

ALPHA, BETA, DEVIATION = 0.033058, 0.66942, 3.0
"""The article's: its slider shows 100 alpha, at first 3.3058."""
START = 3**0.5
"""From a loss of 3/2."""
STEPS, RUNS, SEED = 151, 2000, 17
SIZES = (ALPHA, 0.1, 1.0)
"""Step-sizes whose floors are drawn."""
BETAS = np.linspace(0, 0.98, 197)


def compute() -> Data:
    """The parts of E f by the exact moments (steps,), the mean of many runs, one run, and the floor as derived."""
    from derivations.noise_moments import v
    from derivations.notation import alpha, beta, lam
    from derivations.stationary_noise import stationary_variance
    from numerics import Quadratic, simulate
    from numerics.algorithms.momentum import step
    from numerics.stochastic import Noisy, expected_excess, gaussian, stationary_covariance
    from verification.figures.theory import evaluate

    problem, start = Quadratic.from_spectrum([1]), np.array([START])
    parameters: Any = {"alpha": ALPHA, "beta": BETA}
    transient, noise = expected_excess(
        step, problem, np.arange(STEPS + 1), covariance=DEVIATION**2, start=start, **parameters
    )
    noisy = Noisy(problem, RUNS, gaussian(DEVIATION), SEED)
    runs = simulate(step, noisy, STEPS, start=start, record="objective", **parameters).objective
    variance = stationary_variance()
    few = np.array([0.0, 0.3, 0.6, 0.9])
    floors = [evaluate(variance, {alpha: size, beta: BETAS, lam: 1.0, v: DEVIATION**2}) / 2 for size in SIZES]
    solved = [
        stationary_covariance(step, 1, variance=DEVIATION**2, alpha=size, beta=few)[..., 1, 1] / 2 for size in SIZES
    ]
    return {
        "alpha": ALPHA,
        "beta": BETA,
        "transient": transient,
        "noise": noise,
        "total": transient + noise,
        "mean": runs.mean(axis=-1),
        "one": runs[:, 0],
        "floors": np.stack(floors),
        "few": few,
        "solved": np.stack(solved),
        "sizes": np.array(SIZES),
    }


def draw(data: Data) -> Drawing:
    drawing, [[left, right]] = sheet(1, 2, (4.2, 3.2))
    k = np.arange(STEPS + 1)
    left.plot(k, data["one"], color="0.75", linewidth=0.7, label="a single run")
    for number, (name, key) in enumerate(
        (("expected loss", "total"), ("of the start", "transient"), ("of the noise", "noise"))
    ):
        theory(left, k, data[key], number, label=f"{name}, as proved")
    simulation(left, k[::5], data["mean"][::5], 5, label=f"mean of {RUNS} runs")
    left.set(yscale="log", ylim=(1e-4, 30), xlabel="iteration", ylabel="loss")
    left.legend(fontsize=7)
    for number, size in enumerate(data["sizes"]):
        theory(right, BETAS, data["floors"][number], number, label=rf"$\alpha = {size:g}$")
        right.plot(data["few"], data["solved"][number], "o", color=COLOURS[number], markerfacecolor="none")
    right.set(yscale="log", xlabel=r"momentum $\beta$", ylabel="loss to which noise leads")
    right.legend(title="lines: as derived; points: solved")
    return drawing


FIGURE = Figure(
    name="stochastic",
    section="Momentum with Stochastic Gradients",
    title="Two phases: the start is forgotten, the noise remains",
    caption="One component of curvature 1 with errors of deviation 3 in its gradients, from loss 3/2, at alpha = "
    "{alpha:g} and beta = {beta:g}. Left: the expected loss and its two parts (lines), the mean of 2000 runs (points) "
    "and one run. Right: the floor that noise leaves, over momentum.",
    claims=("sgd.two-separable-parts", "sgd.two-phases", "sgd.stationary-covariance", "sgd.momentum-compounds-noise"),
    compute=compute,
    draw=draw,
    order=15,
)
