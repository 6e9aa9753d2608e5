"""What the figures and the page cost, each against what a reader is to wait at most.

All figures are drawn in a fresh process. The page runs in a headless Chromium: the time until the first figure can be
used, and for every slider the median time of a redraw, of which the largest is taken. It needs a Chromium and
the extra `browser`; without them these are not measured.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks._rows import NotMeasured

SECONDS, BYTES, READY, FRAME = 30, 2_000_000, 1000, 16
ROUNDS = 9
BARS = {
    "drawing every figure / 30 s": (0, 1),
    "the page / 2 MB": (0, 1),
    "first figure ready / 1 s": (0, 1),
    "slowest slider's redraw / 16 ms": (0, 1),
}
IN_BROWSER = ("first figure ready / 1 s", "slowest slider's redraw / 16 ms")
REDRAWS = """async (rounds) => {
    const slowest = {};
    for (const figure of document.querySelectorAll("section.figure")) {
        for (const input of figure.querySelectorAll("input")) {
            const times = [];
            for (let i = 1; i <= rounds; i++) {
                input.value = Number(input.min) + (i / (rounds + 1)) * (input.max - input.min);
                input.dispatchEvent(new Event("input"));
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                times.push(Number(figure.dataset.milliseconds));
            }
            slowest[`${figure.id}: ${input.name}`] = times.sort((a, b) => a - b)[Math.floor(rounds / 2)];
        }
    }
    return slowest;
}"""


def measure() -> dict[str, float | list[float] | NotMeasured]:
    """Each cost as a part of its bar."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        run("figures", "--out", folder)
        values: dict[str, float | list[float] | NotMeasured] = {}
        values["drawing every figure / 30 s"] = (time.perf_counter() - start) / SECONDS
        run("page", "--out", folder)
        page = Path(folder) / "index.html"
        values["the page / 2 MB"] = page.stat().st_size / BYTES
        try:
            return values | in_browser(page)
        except NotMeasured as reason:
            return values | dict.fromkeys(IN_BROWSER, reason)


def run(*arguments: str) -> None:
    """One command of whymomentum."""
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-m", "verification.cli", *arguments]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)


def in_browser(page: Path) -> dict[str, float | list[float]]:
    """How soon it is ready in each window, and how long its slowest slider takes."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None or find_spec("playwright") is None:
        raise NotMeasured("the page is measured in a browser: install Chromium and whymomentum[browser]")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        windows = [opened(browser, page) for _ in range(3)]
        ready = [float(w.evaluate("document.documentElement.dataset.ready")) / READY for w in windows]
        redraws = windows[-1].evaluate(REDRAWS, ROUNDS)
        browser.close()
    return dict(zip(IN_BROWSER, (ready, max(redraws.values()) / FRAME), strict=True))


def opened(browser: Any, page: Path) -> Any:
    """A window in which every figure is drawn."""
    window = browser.new_page()
    window.goto(page.as_uri())
    window.wait_for_selector("html[data-complete]")
    return window
