"""Methods of orders 2 to 4 with one gradient an iteration or two, for whatever is derived for any order."""

from typing import Any

from derivations.method import Method
from tests.derivations.methods import Gradient, State, memory


def _triple_momentum(state: State, gradient: Gradient, *, alpha: Any, beta: Any, gamma: Any) -> State:
    """Van Scoy, Freeman and Lynch, "The fastest known globally convergent first-order method for minimizing strongly
    convex functions", IEEE Control Systems Letters 2, 2018, (9), without its output."""
    w_previous, w = state
    y = w + gamma * (w - w_previous)
    return w, w + beta * (w - w_previous) - alpha * gradient(y)


def _two_momenta(state: State, gradient: Gradient, *, alpha: Any, beta_1: Any, beta_2: Any) -> State:
    """Lucas, Sun, Zemel and Grosse, "Aggregated momentum", ICLR 2019, (3), with two velocities."""
    z_1, z_2, w = state
    g = gradient(w)
    z_1, z_2 = beta_1 * z_1 + g, beta_2 * z_2 + g
    return z_1, z_2, w - alpha * (z_1 + z_2) / 2


def _averaged(state: State, gradient: Gradient, *, alpha: Any, beta: Any, gamma: Any) -> State:
    """Momentum on v, its gradient taken at the running mean w of v."""
    z, v, w = state
    z = beta * z + gradient(w)
    v = v - alpha * z
    return z, v, gamma * w + (1 - gamma) * v


def _extragradient(state: State, gradient: Gradient, *, alpha: Any, beta: Any, gamma: Any) -> State:
    """Heavy ball whose gradient is taken after a step of length gamma: two gradients an iteration."""
    z, w = state
    z = beta * z + gradient(w - gamma * gradient(w))
    return z, w - alpha * z


def _extragradient_with_memory(state: State, gradient: Gradient, *, alpha: Any, beta_1: Any, beta_2: Any) -> State:
    """The same step, gamma = alpha, with two velocities."""
    z_1, z_2, w = state
    g = gradient(w - alpha * gradient(w))
    z_1, z_2 = beta_1 * z_1 + g, beta_2 * z_2 + g
    return z_1, z_2, w - alpha * (z_1 + z_2) / 2


def _three_momenta(state: State, gradient: Gradient, *, alpha: Any, beta_1: Any, beta_2: Any, beta_3: Any) -> State:
    """As `_two_momenta`, with three velocities."""
    z_1, z_2, z_3, w = state
    g = gradient(w)
    z_1, z_2, z_3 = beta_1 * z_1 + g, beta_2 * z_2 + g, beta_3 * z_3 + g
    return z_1, z_2, z_3, w - alpha * (z_1 + z_2 + z_3) / 3


TRIPLE_MOMENTUM = Method(_triple_momentum, state=("w_previous", "w"), name="triple momentum")
TWO_MOMENTA = Method(_two_momenta, state=("z_1", "z_2", "w"), name="two momenta")
AVERAGED = Method(_averaged, state=("z", "v", "w"), start=lambda w0: (0 * w0, w0, w0), name="averaged momentum")
EXTRAGRADIENT_MOMENTUM = Method(_extragradient, state=("z", "w"), name="extragradient with momentum")
EXTRAGRADIENT_MEMORY = Method(_extragradient_with_memory, state=("z_1", "z_2", "w"), name="extragradient, two momenta")
THREE_MOMENTA = Method(_three_momenta, state=("z_1", "z_2", "z_3", "w"), name="three momenta")
HIGHER_ORDER = (
    TRIPLE_MOMENTUM,
    EXTRAGRADIENT_MOMENTUM,
    TWO_MOMENTA,
    AVERAGED,
    EXTRAGRADIENT_MEMORY,
    THREE_MOMENTA,
    memory(4),
)
