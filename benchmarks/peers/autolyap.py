"""AutoLyap's certified rate of the squared distance to the solution, on smooth strongly convex functions.

Request: {"instances": [{"mu", "L", "alpha", "beta"}]}; heavy ball with these parameters, gradient descent at beta = 0.
Answer: {"answers": [{"rho", "seconds"}]}: the rho that `bisection_search_rho` certifies, null where it finds none, and
the time of one call (`timed`). Its solver is Clarabel, which comes with it, at AutoLyap's own settings; where the
choice is left to cvxpy a call took a hundred times as long, for rates that were off by a hundredth.
"""

from typing import Any

from autolyap import IterationIndependent, SolverOptions
from autolyap.algorithms import GradientMethod, HeavyBallMethod
from autolyap.problemclass import InclusionProblem, SmoothStronglyConvex

from benchmarks._serve import serve, timed

LINEAR = IterationIndependent.LinearConvergence


def rate(mu: float, L: float, alpha: float, beta: float) -> float | None:
    """The least rho that is certified."""
    problem = InclusionProblem([SmoothStronglyConvex(mu, L)])
    method = HeavyBallMethod(alpha, beta) if beta else GradientMethod(alpha)
    P, p, T, t = LINEAR.get_parameters_distance_to_solution(method)
    options = SolverOptions(backend="cvxpy", cvxpy_solver="CLARABEL")
    found = LINEAR.bisection_search_rho(
        problem,
        method,
        P,
        T,
        p=p,
        t=t,
        S_equals_T=True,
        s_equals_t=True,
        remove_C3=True,
        solver_options=options,
        verbosity=0,
    )
    return None if found["rho"] is None else float(found["rho"])


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Every instance, after one that is not counted, since the first one pays for what is loaded late."""
    rate(0.5, 1.0, 1.0, 0.0)
    answers = []
    for instance in request["instances"]:
        rho, seconds = timed(rate, **instance)
        answers.append({"rho": rho, "seconds": seconds})
    return {"answers": answers}


if __name__ == "__main__":
    serve(answer)
