"""Lesson 06: each typical answer gets its marks and its message from the grader."""

from __future__ import annotations

import ast
import itertools
import re
import shutil
from types import SimpleNamespace
from typing import Any

import nbformat
import numpy as np
import pytest

from tests.support.lessons import (
    EnoughAnswers,
    EveryLesson,
    TypicalAnswers,
    cells_of,
    errors_in,
    messages_to,
    names_in,
    sections_of,
)

LESSON = "06-tips"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class TestAnswers(TypicalAnswers):
    lesson = LESSON


class TestContents(EveryLesson, EnoughAnswers):
    lesson = LESSON


@pytest.fixture(autouse=True)
def working_folder(tmp_path, monkeypatch):
    """The tests of this lesson write files to the folder that they run in."""
    monkeypatch.chdir(tmp_path)


# Many small mistakes, each in the values that the tests look at


def history(losses: list[float], epoch: list[int] | None = None, **more: Any) -> Any:
    return SimpleNamespace(history={"val_loss": losses, **more}, epoch=epoch or [])


def device(**changed: Any) -> dict[str, Any]:
    part = {"first": 0.9, "runs": [0.3, 0.31, 0.35, 0.3, 0.36], "median": 0.31}
    return {"CPU": {**part, **changed}, "GPU": None}


def walked(*sizes: int, gave: str = "generator", all_at_once: bool = False) -> Any:
    """What the lesson's helper reports about batches of such sizes, filled in order."""
    ends = np.cumsum((0, *sizes))
    content = np.arange(60).reshape(10, 3, 2)
    arrays = [content[a:b] for a, b in itertools.pairwise(ends)]
    found = {"gave": gave, "arrays": arrays, "all_at_once": all_at_once}
    return lambda paths, size: found


def found(**entries: Any) -> Any:
    return lambda source: entries


FORM = {
    name: {"default": value}
    for name, value in {"size": 64, "colour": "red", "rate": 0.5, "verbose": False}.items()
}
FALLING = [1.0 - n / 20 for n in range(12)]
TWELVE = [f"digits-{n:02}.keras" for n in range(1, 13)]


@pytest.mark.parametrize(
    ("question", "names", "message"),
    [
        ("q1", {"default_of": "None"}, "default_of is not a function"),
        ("q1", {"default_of": lambda f, p: None}, "gives nothing back yet"),
        ("q1", {"default_of": lambda f, p: f.nothing}, "stops with this error: AttributeError"),
        ("q1", {"default_of": lambda f, p: ValueError(p)}, "Write raise in place of return"),
        ("q1", {"default_of": lambda f, p: "50"}, "Give back the value itself, which is 50"),
        ("q1", {"default_of": lambda f, p: 7}, "7, and 50 is the default"),
        ("q2", {"saved": [], "history": ..., "checkpoint": None}, "history is still `...`"),
        ("q2", {"saved": [], "history": {}, "checkpoint": None}, "history is a dict"),
        (
            "q2",
            {"saved": ["a-01.keras"], "history": SimpleNamespace(history={}), "checkpoint": None},
            "nobody could tell which epoch was the best",
        ),
        (
            "q2",
            {"saved": ["a-01.weights.h5"], "history": history(FALLING), "checkpoint": None},
            "and not its weights alone",
        ),
        (
            "q2",
            {"saved": ["digits-epoch.keras"], "history": history(FALLING), "checkpoint": None},
            "with no f before the quotes",
        ),
        (
            "q2",
            {"saved": TWELVE, "history": history(FALLING), "checkpoint": "gone.keras"},
            "there is no such file",
        ),
        ("q2", {"saved": TWELVE[:1], "history": history(FALLING[:7])}, "records 7 epochs"),
        (
            "q2",
            {"saved": TWELVE, "history": history(FALLING[:6] * 2)},
            "Every epoch was saved, also those that were worse",
        ),
        ("q2", {"saved": TWELVE[:3], "history": history(FALLING)}, "a new best came in the epochs"),
        ("q2", {"resume": ...}, "resume is not a function"),
        ("q2", {"resume": lambda *asked: None}, "return what fit gives back"),
        ("q2", {"resume": lambda *asked: {}}, "resume gives back a dict"),
        ("q2", {"resume": lambda *asked: history([], [0, 1, 2])}, "counts them from the beginning"),
        ("q2", {"resume": lambda *asked: history([], [2, 3, 4, 5])}, "how many are done in all"),
        ("q2", {"resume": lambda *asked: history([], [3, 4])}, "should hold the epochs [2, 3, 4]"),
        (
            "q2",
            {"resume": lambda *asked: history([], [2, 3, 4], loss=[9.0, 8.0, 7.0])},
            "not the network that was saved",
        ),
        (
            "q2",
            {"resume": lambda *asked: history([], [2, 3, 4], loss=[float("nan")] * 3)},
            "not the network that was saved",
        ),
        ("q3", {"benchmark": ...}, "benchmark is still `...`"),
        ("q3", {"benchmark": {"CPU": 0.3}}, "benchmark needs both keys"),
        ("q3", {"benchmark": {"CPU": None, "GPU": None}}, "The CPU is there on every machine"),
        ("q3", {"benchmark": {"CPU": 0.3, "GPU": None}}, "The value of CPU in benchmark is a floa"),
        ("q3", {"benchmark": device(first="0.9")}, "first of CPU is a str"),
        ("q3", {"benchmark": device(runs=0.3)}, "runs of CPU is not a list"),
        ("q3", {"benchmark": device(runs=[0.3, 0.4])}, "runs of CPU holds 2 times"),
        ("q3", {"benchmark": device(first=-1)}, "should be seconds above 0"),
        ("q3", {"benchmark": device(median=float("nan"))}, "median of CPU is nan"),
        ("q3", {"benchmark": device(first=float("nan"))}, "should be seconds above 0"),
        ("q3", {"speedup": lambda benchmark: float("nan")}, "and yours is nan"),
        ("q3", {"benchmark": device(runs=[0.3] * 5)}, "exactly the same time. That never happens"),
        ("q3", {"speedup": lambda b: 17.0}, "You compare the means"),
        ("q3", {"benchmark": device(median=0.3)}, "median of CPU is the fastest run"),
        ("q3", {"benchmark": device(median=0.33)}, "counts the warm-up as well"),
        ("q3", {"benchmark": device(median=5)}, "and the median of its runs is 0.31"),
        ("q3", {"speedup": lambda b: 0.28}, "How many times as fast: that is a division"),
        ("q3", {"speedup": lambda b: "15"}, "speedup gives back a str"),
        ("q3", {"speedup": lambda b: 12}, "Use the dictionary that the function is given"),
        ("q3", {"speedup": lambda b: None}, "gives nothing back for a machine with a GPU"),
        ("q4", {"walk_through": None}, "walk_through is missing"),
        ("q4", {"walk_through": walked(gave="NoneType")}, "gives nothing back yet"),
        ("q4", {"walk_through": walked()}, "batches yields nothing for ten files"),
        ("q4", {"walk_through": walked(*[1] * 10)}, "Every file comes alone"),
        ("q4", {"walk_through": walked(10)}, "All ten files come in one batch"),
        (
            "q4",
            {"walk_through": lambda p, s: walked()(p, s) | {"arrays": [np.array(["0.npy"])]}},
            "Did you hand out the names of the files?",
        ),
        ("q4", {"walk_through": walked(5, 5)}, "batches of 4, 4 and 2 are asked for"),
        ("q4", {"walk_through": walked(4, 4, 2, all_at_once=True)}, "they are all in memory"),
        ("q5", {"parse_form": "form"}, "parse_form is not a function"),
        ("q5", {"parse_form": lambda source: []}, "gives back a list, and a dictionary"),
        ("q5", {"parse_form": found()}, "Every line with @param has one"),
        ("q5", {"parse_form": found(size={})}, "Does return stand inside the loop?"),
        (
            "q5",
            {"parse_form": found(**{name: FORM[name] for name in FORM if name != "rate"})},
            "#@param without the space",
        ),
        ("q5", {"parse_form": found(**FORM, seed={})}, "seed is no parameter"),
        ("q5", {"parse_form": found(**{**FORM, "print(size)": {}})}, "has no such parameter"),
        ("q5", {"parse_form": found(**{**FORM, "size": 64})}, "The entry of size is 64"),
        ("q5", {"parse_form": found(**{**FORM, "size": {}})}, "The entry of size has no key defau"),
        (
            "q5",
            {"parse_form": found(**{**FORM, "colour": {"default": "'red'"}})},
            "still has its quotes",
        ),
        ("q5", {"parse_form": found(**FORM)}, "its entry has no key options"),
        (
            "q5",
            {"parse_form": found(size={"options": "['small']"})},
            "The options of size are a te",
        ),
        ("q6", {"centred": ...}, "centred is not a function"),
        ("q6", {"centred": lambda picture: picture}, "stays where it was"),
        ("q6", {"centred": lambda picture: (3, 4)}, "gives back something of shape (2,)"),
        ("q6", {"centred": lambda picture: picture * 0}, "is lost. Move it, and keep its ink"),
        (
            "q6",
            {"centred": lambda picture: np.roll(picture, (-6, 11), axis=(0, 1))},
            "Rows and columns are swapped",
        ),
        ("q6", {"centred": lambda picture: picture + 1}, "becomes 784 dots"),
        ("q6", {"centred": lambda picture: picture / 0 if 1 / 0 else 0}, "a ZeroDivisionError"),
    ],
)
def test_further_mistakes_are_told_in_the_students_own_terms(emitted, question, names, message):
    told = messages_to(emitted, question, {"has_gpu": None, **names})
    assert any(message in one for one in told), told


ODD: list[Any] = []
ODD += [None, ..., 0, -1.5, float("nan"), float("inf"), "", "x", b"x", [], [[]], (1, 2), {1: 2}]
ODD += [{}, np.arange(3), np.float64(2), object(), print, dict, lambda x: x, lambda x: np.arange(3)]


@pytest.mark.parametrize("question", [f"q{number}" for number in range(1, 7)])
@pytest.mark.parametrize("odd", ODD, ids=lambda value: str(value)[:20])
def test_whatever_an_answer_is_the_tests_say_a_sentence(emitted, question, odd):
    names = names_in(emitted, question)
    inside = {"benchmark": ["CPU", "GPU"]}
    deeper = {"CPU": dict.fromkeys(["first", "runs", "median"], odd), "GPU": odd}
    for values in (
        dict.fromkeys(names, odd),
        {name: dict.fromkeys(inside.get(name, []), odd) for name in names},
        {name: deeper if name in inside else lambda *asked: odd for name in names},
    ):
        for told in messages_to(emitted, question, values):
            assert "AssertionError: " in told, told
            assert not told.endswith("AssertionError: ")


# The notebook as a whole


def test_each_part_works_right_after_a_restart(emitted, run, mnist):
    """Setup, then one part: nothing that an earlier part made is needed."""
    before, _, sections = sections_of(emitted.student_notebook)
    assert len(sections) == 9
    restart = "get_ipython().reset(new_session=False)"
    executed = run(
        *(source for section in sections for source in [restart, *before, *section]),
        datasets={"mnist": str(mnist.path)},
    )
    assert executed.status == "graded"
    assert errors_in(executed.notebook) == []
    said = printed(executed.notebook)
    assert "the same probabilities: True" in said
    assert "a batch of shape (58, 28, 28)" in said
    assert float(re.search(r"It names (\d+\.\d)% of the test pictures", said).group(1)) > 90
    assert re.search(r"The network says \d, with a probability of \d+%", said)


def test_what_the_student_wrote_is_put_to_use_below_each_question(graded):
    path = graded.store.executed_path("solution", LESSON)
    said = printed(nbformat.read(path, as_version=4))
    assert said.count("a batch of shape (58, 28, 28)") == 2
    assert "optimizer_name → {'default': 'adam', 'options': ['adam', 'sgd', 'rmsprop']}" in said


def printed(notebook: nbformat.NotebookNode) -> str:
    """All that a notebook's cells have printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "".join(output.get("text", "") for output in outputs)


# The way of a drawing to the network


@pytest.fixture(scope="module")
def judging(emitted) -> dict[str, Any]:
    """The lesson's own helpers around the solution of question 6, and a network that only looks."""
    sources = [cell.source for cell in emitted.solution.cells if cell.cell_type == "code"]
    names: dict[str, Any] = {"np": np, "seen": []}
    for part in ("def drawn_example(", "def centred(", "def prepared("):
        source = next(s for s in sources if part in s and "def set_up(" not in s)
        tree = ast.parse(source)
        tree.body = [node for node in tree.body if not isinstance(node, ast.Expr)]  # shows nothing
        exec(compile(tree, "the lesson", "exec"), names)
    shares = np.full((1, 10), 0.1)
    names["judge"] = SimpleNamespace(
        predict=lambda pictures, verbose: names["seen"].append(pictures) or shares
    )
    return names


@pytest.mark.parametrize("as_given", [list, np.array])
def test_a_drawing_is_scaled_and_centred_before_it_is_judged(judging, as_given):
    pixels = as_given(judging["drawn_example"]().ravel().tolist())
    assert judging["probabilities_of"](pixels) == pytest.approx([0.1] * 10)
    picture = judging["seen"][-1].reshape(28, 28)
    assert judging["seen"][-1].shape == (1, 784)
    assert picture.min() == 0
    assert 0.9 < picture.max() <= 1
    rows, columns = np.indices((28, 28))
    assert abs((rows * picture).sum() / picture.sum() - 14) <= 0.5
    assert abs((columns * picture).sum() / picture.sum() - 14) <= 0.5
    tall = np.flatnonzero(picture.any(axis=1))
    assert tall[-1] - tall[0] == 19


def test_an_empty_drawing_and_an_unanswered_question_stop_nothing(judging):
    assert len(judging["probabilities_of"]([0] * 784)) == 10
    judging = {**judging, "centred": None}
    assert judging["cut_and_scaled"](np.zeros((28, 28))).max() == 0


# The field to draw on


@pytest.fixture
def drawing(emitted) -> dict[str, Any]:
    """What the lesson's cell about the field to draw on defines."""
    [source] = [cell.source for cell in cells_of(emitted) if "def canvas_page(" in cell.source]
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if not isinstance(node, ast.Expr)]  # shows nothing
    names: dict[str, Any] = {"np": np}
    exec(compile(tree, "the lesson", "exec"), names)
    return names


def test_the_ten_bars_name_the_best_digit_and_escape_nothing(drawing):
    drawing["probabilities_of"] = lambda pixels: [0.01] * 3 + [0.91] + [0.01] * 6
    page = drawing["bars"]([0] * 784)
    assert "The network says <b>3</b>" in page
    assert page.count("<span") == 10
    assert "91.0%" in page


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("place", ["colab", "widget", "nowhere"])
def test_a_drawing_reaches_python_as_784_numbers(drawing, place):
    from playwright.sync_api import expect, sync_playwright

    around = {
        "colab": """<script>
            window.asked = [];
            window.google = {colab: {kernel: {invokeFunction: async (name, given) => {
                window.asked.push([name, given[0]]);
                return {data: {"application/json": {bars: "<p>a three</p>"}}};
            }}}};</script>""",
        "widget": '<div class="field"><textarea></textarea></div>',
        "nowhere": "",
    }[place]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        try:
            page = browser.new_page()
            page.set_content(around + drawing["canvas_page"]("field"))
            page.get_by_role("button", name="Judge").click()
            expect(page.get_by_role("status")).to_have_text("The field is still empty.")
            box = page.locator("canvas").bounding_box()
            page.mouse.move(box["x"] + 72, box["y"] + 52)
            page.mouse.down()
            page.mouse.move(box["x"] + 72, box["y"] + 202, steps=5)
            page.mouse.up()
            page.get_by_role("button", name="Judge").click()
            if place == "colab":
                expect(page.get_by_role("status")).to_have_text("a three")
                [[name, numbers]] = page.evaluate("window.asked")
                assert name == "field"
            elif place == "widget":
                numbers = page.evaluate("JSON.parse(document.querySelector('textarea').value)")
                numbers = numbers["pixels"]
            else:
                expect(page.get_by_role("status")).to_contain_text("cannot reach Python")
                return
            page.get_by_role("button", name="Wipe").click()
            page.get_by_role("button", name="Judge").click()
            expect(page.get_by_role("status")).to_have_text("The field is still empty.")
        finally:
            browser.close()
    drawn = np.array(numbers).reshape(28, 28)
    rows, columns = np.nonzero(drawn > 100)
    assert (rows.min(), rows.max()) in {(4, 20), (4, 21), (5, 20)}
    assert set(columns) == {6, 7}
    assert drawn.max() == 255
    assert drawn[:, 12:].max() == 0


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_page_tells_when_python_does_not_answer(drawing):
    from playwright.sync_api import expect, sync_playwright

    broken = """<script>window.google = {colab: {kernel: {
        invokeFunction: () => Promise.reject(new Error("busy"))}}};</script>"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        try:
            page = browser.new_page()
            page.set_content(broken + drawing["canvas_page"]("field"))
            page.locator("canvas").click()
            page.get_by_role("button", name="Judge").click()
            expect(page.get_by_role("status")).to_contain_text("Python did not answer")
        finally:
            browser.close()
