"""Lesson 05's dashboard in a real browser: TensorBoard over what the lesson's own code logs."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt

from autograder.authoring.answers import answer_cells
from tests.support.browser import chromium, needs_chromium
from tests.support.lessons import built, errors_in

TENSORBOARD = str(Path(sys.executable).parent / "tensorboard")
#: how the cells begin that the answers need
NEEDED = (
    "from datetime import",
    "# @title Helpers of this lesson",
    "(all_images, all_labels)",
    "def build_model(",
)
BACKGROUND = "element => getComputedStyle(element).backgroundColor"
#: pixels that a curve across a card has at least
A_LINE = 100
FEWER = "X_train, Y_train, X_val, Y_val = (a[:600] for a in (X_train, Y_train, X_val, Y_val))"

emitted = built("05-tensorboard")


@pytest.fixture
def logs(emitted, run, mnist, folder) -> Path:
    """The folder `logs` of a student who answered as the solution does, with fewer pictures."""
    cells = emitted.solution.cells
    answers = answer_cells(emitted.solution)
    places = {place for question in ("q1", "q2") for place in answers[question]}
    places |= {place for place, cell in enumerate(cells) if cell.source.startswith(NEEDED)}
    sources = [cells[place].source for place in sorted(places)]
    loaded = next(place for place, text in enumerate(sources) if text.startswith(NEEDED[2]))
    sources.insert(loaded + 1, FEWER)
    executed = run(*sources, datasets={"mnist": str(mnist.path)}, isolated=False)
    assert errors_in(executed.notebook) == []
    return folder / "work" / "logs"


@pytest.fixture
def dashboard(logs) -> Iterator[str]:
    """The address of a TensorBoard over the logs."""
    server = subprocess.Popen(
        [TENSORBOARD, "--logdir", str(logs), "--host", "127.0.0.1", "--port", "0"],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for line in server.stderr:
            if found := re.search(r"at (http://127\.0\.0\.1:\d+)/", line):
                break
        else:
            pytest.fail("TensorBoard has not started")
        yield found[1]
    finally:
        server.terminate()
        server.communicate(timeout=20)


@pytest.mark.browser
@needs_chromium
def test_tensorboard_draws_the_curves_of_training_and_validation(dashboard, tmp_path):
    with chromium() as browser:
        # So tall that all cards are in sight: those below the window are not drawn.
        page = browser.new_page(viewport={"width": 1280, "height": 2600})
        page.goto(dashboard)
        try:
            runs = page.locator(".run-color-swatch")
            runs.nth(1).wait_for(timeout=60_000)
            listed = page.locator("runs-data-table").inner_text()
            assert re.search(r"/train\b", listed)
            assert re.search(r"/validation\b", listed)
            colours = [runs.nth(place).evaluate(BACKGROUND) for place in (0, 1)]
            page.get_by_text("epoch_loss", exact=True).click()  # the first two are open
            for name in ("epoch_accuracy", "epoch_loss"):
                card = page.locator("scalar-card", has=page.get_by_title(name, exact=True))
                chart = card.locator("line-chart")
                chart.wait_for(timeout=60_000)
                for _ in range(60):
                    drawn = [pixels(chart.screenshot(), colour) for colour in colours]
                    if min(drawn) > A_LINE:
                        break
                    page.wait_for_timeout(500)
                assert min(drawn) > A_LINE, f"{name}: {drawn} pixels of train and validation"
        finally:
            page.screenshot(path=str(tmp_path / "tensorboard.png"))


def pixels(png: bytes, colour: str) -> int:
    """How many pixels of a picture have a colour such as `rgb(18, 181, 203)`, or nearly."""
    wanted = np.array([int(number) for number in re.findall(r"\d+", colour)[:3]]) / 255
    picture = plt.imread(io.BytesIO(png))[..., :3]
    return int((abs(picture - wanted) < 0.03).all(axis=-1).sum())
