"""A peer's side of `benchmarks._peers.ask`: one JSON request in, one JSON answer out. Standard library alone.

It runs in the peer's own environment: `if __name__ == "__main__": serve(answer)`.
"""

import json
import os
import sys
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any


def timed(function: Callable[..., Any], **arguments: Any) -> tuple[Any, float]:
    """What a call gives and its seconds: of the clock or of the processor, whichever are fewer.

    Other work on the machine adds to the one, threads of the peer's to the other.
    """
    start = perf_counter(), process_time()
    result = function(**arguments)
    return result, min(perf_counter() - start[0], process_time() - start[1])


def serve(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answers the request on standard input.

    What the peer's libraries print goes to standard error, so that it is not taken for the answer.
    """
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        json.dump(answer(json.load(sys.stdin)), out)
