"""How long a call takes, in processor time, so that other work on the machine counts as little as can be."""

from collections.abc import Callable
from time import process_time


def seconds(function: Callable[[], object], least: float = 0.01) -> float:
    """Processor time of one call: the mean over as many as take `least` seconds, after one that is not counted."""
    function()
    calls, start = 0, process_time()
    while (spent := process_time() - start) < least:
        function()
        calls += 1
    return spent / calls
