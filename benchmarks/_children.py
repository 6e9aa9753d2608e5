"""Fresh processes that run simulations, each on one core with one thread: ours and the peers'."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks._peers import ask

ROOT = Path(__file__).resolve().parents[1]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
TIMEOUT = 600.0


def child(who: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """What `who` answers, "ours" or the name of a peer; raises NotMeasured where the peer is not there."""
    with _one_thread():
        return _ours(request) if who == "ours" else ask(who, request, timeout=TIMEOUT)


def _ours(request: Mapping[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-P", str(ROOT / "benchmarks" / "_ours.py")]
    done = subprocess.run(
        command,
        input=json.dumps(request),
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=TIMEOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"our own simulations failed on {request}: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextmanager
def _one_thread() -> Iterator[None]:
    """Children that start inside have libraries of one thread: these read the environment when they are loaded."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
