"""PEPit's worst case of |x_n - x*|^2, given |x_0 - x*|^2 <= 1, on quadratics with curvatures in [mu, L].

Request: {"instances": [{"n", "mu", "L", "alpha", "beta"}]}; heavy ball with these parameters, gradient descent at beta
= 0. Answer: {"solver", "answers": [{"bound", "seconds"}]}: the bound that `PEP.solve` returns by default, its upper
one, and the time that building and solving the problem took (`timed`). Its solver is what comes with it, none is
bought.
"""

from typing import Any

from PEPit import PEP
from PEPit.functions import SmoothStronglyConvexQuadraticFunction

from benchmarks._serve import serve, timed


def worst_case(n: int, mu: float, L: float, alpha: float, beta: float) -> tuple[float, str]:
    """The bound, and the solver's name."""
    problem = PEP()
    f = problem.declare_function(SmoothStronglyConvexQuadraticFunction, mu=mu, L=L)
    optimum, start = f.stationary_point(), problem.set_initial_point()
    problem.set_initial_condition((start - optimum) ** 2 <= 1)
    before = x = start
    for _ in range(n):
        before, x = x, x - alpha * f.gradient(x) + beta * (x - before)
    problem.set_performance_metric((x - optimum) ** 2)
    bound = problem.solve(wrapper="cvxpy", verbose=0)
    return float(bound), str(problem.wrapper.solver_name)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Every instance, after one that is not counted, since the first one pays for what is loaded late."""
    worst_case(1, 0.5, 1.0, 1.0, 0.0)
    answers, solver = [], ""
    for instance in request["instances"]:
        (bound, solver), seconds = timed(worst_case, **instance)
        answers.append({"bound": bound, "seconds": seconds})
    return {"solver": solver, "answers": answers}


if __name__ == "__main__":
    serve(answer)
