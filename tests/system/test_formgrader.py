"""Marking by hand, in a real browser, over notebooks that would rather mark themselves."""

from __future__ import annotations

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

from autograder.assignment.model import GOOD_ANSWER
from autograder.cli.main import cli
from autograder.collect.roster import Member
from autograder.files import write_atomically
from autograder.marking.formgrader import copy_in_worker
from autograder.marking.formgrader.copies import asked, write_copies
from autograder.marking.formgrader.sanitize_cells import rendered
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import QuestionResult, Result, Status, TestResult, Trust
from autograder.record.store import Store
from tests.support.hostile import (
    ATTACHING,
    ATTACKS,
    HOSTILE_OUTPUTS,
    METADATA,
    PIXEL,
    STOLEN,
)
from tests.support.rendering import HERE

AUTOGRADER = str(Path(sys.executable).parent / "autograder")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LESSON = LessonInfo("Tiny", "x", {"q2_why": "Why is it so?\n\n- one point for a reason"})
TESTS = (
    TestResult("q1 - 1", False, True, 1.0, ""),
    TestResult("q1 - 2", True, False, 1.0, "<b>too</b> small"),
)
QUESTIONS = (
    QuestionResult("q1", 1.0, 2.0, tests=TESTS),
    QuestionResult("q2_why", None, 2.0, Trust.MANUAL),
)


def handed_in(words: str = "Because.", *more: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return new_notebook(
        cells=[
            new_markdown_cell("# A lesson\n\nWith $a<b$ and a [link](https://a.example)."),
            *more,
            new_code_cell("answer = 42", outputs=[new_output("stream", text="forty-two")]),
            new_code_cell('grader.check("q1")'),
            new_markdown_cell("<!-- BEGIN QUESTION -->\n\n### In words"),
            new_markdown_cell(words),
            new_markdown_cell("<!-- END QUESTION -->\n\nThe end."),
        ]
    )


def hostile() -> nbformat.NotebookNode:
    outputs = [
        *(new_output("display_data", data) for data in HOSTILE_OUTPUTS),
        new_output("stream", text=f"</pre><script>{STOLEN}</script>\x1b[31m red"),
        new_output("error", ename="E", evalue="e", traceback=[f"<script>{STOLEN}</script>"]),
    ]
    cells = [new_markdown_cell(attack) for attack in ATTACKS]
    cells.append(new_raw_cell(ATTACKS[0], metadata={"raw_mimetype": "text/html"}))
    cells.append(new_code_cell(f"'''</pre><script>{STOLEN}</script>'''", outputs=outputs))
    cells[0].metadata["tags"] = [f'"><script>{STOLEN}</script>']
    made = handed_in(ATTACKS[0] + "\n\nBut **this** is my answer.", *cells)
    made.metadata = nbformat.from_dict(METADATA)
    made.cells.insert(1, nbformat.from_dict(ATTACHING))
    return made


def result(student: str = "ada") -> Result:
    return Result(student, "01-tiny", Status.GRADED, 1.0, 4.0, QUESTIONS, submission_sha256=student)


@pytest.fixture
def store(tmp_path) -> Store:
    """What grading ada, who is honest, and mallory, who is not, has left."""
    store = Store(tmp_path / "out")
    for student, notebook in (("ada", handed_in()), ("mallory", hostile())):
        write_atomically(store.executed_path(student, "01-tiny"), nbformat.writes(notebook))
        store.save(result(student))
    facts = {"01-tiny": {"title": LESSON.title, "sha256": LESSON.sha256, "rubrics": LESSON.rubrics}}
    write_atomically(store.folder / "lessons.json", json.dumps(facts))
    name = f"</a><script>{STOLEN}</script> Smith"
    classroom.save(store, Classroom({"mallory": Member("mallory", name)}))
    return store


def marking_copy(
    notebook: nbformat.NotebookNode, result: Result, lesson: LessonInfo
) -> nbformat.NotebookNode:
    """The copy that a person marks."""
    questions = [copy_in_worker.Asked(**asked(one, lesson)) for one in result.questions]
    return copy_in_worker.marking_copy(notebook, questions)


def tags(notebook: nbformat.NotebookNode) -> dict[str, dict[str, Any]]:
    """grade id → nbgrader's metadata, and the text of the cell."""
    found = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    return {
        c.metadata.nbgrader.grade_id: {**c.metadata.nbgrader, "source": c.source} for c in found
    }


class _Page(HTMLParser):
    """The tags and attributes of a page, as a browser tells them from text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_markdown_keeps_no_tag_or_address_that_could_act(attack):
    html = rendered(attack)
    page = _Page(html)
    assert "\n" not in html  # else Markdown would look into it again
    harmful = {"script", "svg", "math", "style", "iframe", "meta", "base", "form", "input", "link"}
    assert not page.tags & harmful
    assert {(tag, name) for tag, name, _ in page.attributes} <= {
        *(("a", "href"), ("a", "rel"), ("img", "src"), ("img", "alt"))
    }
    assert not [v for _, name, v in page.attributes if name == "href" and not v.startswith("http")]
    assert not [v for _, name, v in page.attributes if name == "src" and "example" in v]


def test_formgraders_page_of_a_copy_shows_just_the_harmless_html(store):
    from nbconvert.exporters import HTMLExporter

    copy = marking_copy(hostile(), result("mallory"), LESSON)
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(copy)
    plain, _ = HTMLExporter(template_name="classic").from_notebook_node(new_notebook())
    assert _Page(page).tags - _Page(plain).tags <= {
        *("blockquote", "h1", "h2", "h3", "p", "pre", "code", "span", "strong", "a", "ul", "li"),
        *("img", "em", "table", "tbody", "tr", "td", "details", "summary"),
    }
    assert page.count("<script") == plain.count("<script")
    assert "<strong>this</strong> is my answer" in page


def test_ordinary_markdown_is_shown_as_it_was_meant():
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n\n```python\nif a < b:\n\n    pass\n```"
    html = rendered(f"# Title\n\n{table}\n\n$x_1 < \\alpha$ **bold** https://a.example")
    for part in ("<h1>Title</h1>", "<td>1</td>", "<li>", "<strong>bold</strong>", "$x_1 &lt;"):
        assert part in html
    assert "b:&#10;&#10;    " in re.sub("<[^>]*>", "", html)  # an empty line within code
    attached = rendered("![me](attachment:a.png)", {"a.png": {"image/png": f"{PIXEL}\n"}})
    assert f'src="data:image/png;base64,{PIXEL}"' in attached
    assert '<a href="https://a.example/1.png"' in rendered("![me](https://a.example/1.png)")
    assert "attachment:gone" in rendered("![me](attachment:gone.png)", {"a.png": {}})


def test_each_question_has_its_cells_in_nbgraders_metadata():
    from nbgrader.nbgraderformat import MetadataValidator

    copy = marking_copy(handed_in(), result(), LESSON)
    MetadataValidator().validate_nb(copy)
    found = tags(copy)
    assert set(found) == {"q1", "q1-answer", "q2_why"}
    assert (found["q1"]["points"], found["q1"]["grade"], found["q1"]["solution"]) == (
        2,
        True,
        False,
    )
    assert (found["q1-answer"]["source"], found["q1-answer"]["solution"]) == ("answer = 42", True)
    assert (found["q2_why"]["grade"], found["q2_why"]["solution"]) == (True, True)
    assert "Because." in found["q2_why"]["source"]
    assert any("one point for a reason" in cell.source for cell in copy.cells)
    [check] = [cell for cell in copy.cells if cell.source == 'grader.check("q1")']
    assert "✗ q1 - 2 (hidden): <b>too</b> small" in check.outputs[0].text


def test_the_task_is_shown_once_unless_a_student_wrote_into_it():
    notebook = handed_in()
    notebook.cells[3].source = "<!-- BEGIN QUESTION -->\n\nWhy is it so?\n\n_Points:_ 1"
    lesson = LessonInfo("Tiny", "x", {"q2_why": f"Why is it so?\n\n{GOOD_ANSWER}\n\nBecause."})
    shown = "".join(cell.source for cell in marking_copy(notebook, result(), lesson).cells)
    assert shown.count("Why is it so?") == 1
    notebook.cells[3].source += "\n\nMy answer went here."
    shown = "".join(cell.source for cell in marking_copy(notebook, result(), lesson).cells)
    assert "My answer went here." in shown


@pytest.mark.parametrize("gone", [[2], [1, 2], [3], [4], [5], [1, 2, 3, 4, 5], range(6)])
def test_whatever_a_student_deleted_every_question_can_be_marked(gone):
    from nbgrader.nbgraderformat import MetadataValidator

    notebook = handed_in()
    notebook.cells = [cell for index, cell in enumerate(notebook.cells) if index not in gone]
    copy = marking_copy(notebook, result(), LESSON)
    MetadataValidator().validate_nb(copy)
    assert set(tags(copy)) == {"q1", "q1-answer", "q2_why"}


def test_a_copy_is_written_again_only_where_something_changed(store):
    folder = write_copies(store, HERE)
    files = {path: path.stat().st_ino for path in folder.rglob("*.ipynb")}
    assert len(files) == 3  # two students and the lesson
    write_copies(store, HERE)
    assert {path: path.stat().st_ino for path in folder.rglob("*.ipynb")} == files
    better = result("mallory")
    store.save(Result(**{**vars(better), "questions": QUESTIONS[1:]}))
    shutil.rmtree(store.result_path("ada", "01-tiny").parent)
    write_copies(store, HERE)
    after = {path: path.stat().st_ino for path in folder.rglob("*.ipynb")}
    assert [path.parts[-3] for path in files if path not in after] == ["ada"]
    [mallory] = [path for path in after if "mallory" in path.parts]
    assert after[mallory] != files[mallory]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--output", "nowhere"], "'nowhere' does not exist"),
        (["--output", "."], "Grade first: autograder grade"),
        (["--output", ".", "--port", "0"], "--port"),
    ],
    ids=["no folder", "no results", "no port"],
)
def test_a_users_mistake_is_one_sentence_and_status_2(tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["formgrader", *arguments])
    assert done.exit_code == 2
    assert says in done.output


@pytest.fixture
def formgrader(store) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running formgrader and its address."""
    command = [AUTOGRADER, "formgrader", "--output", store.folder.name, "--no-browser"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    where = store.folder.parent
    process = subprocess.Popen(command, cwd=where, start_new_session=True, **pipes)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/\S+", line)
        assert found, process.communicate()[1]
        yield process, found[0]
    finally:
        process.kill()
        process.wait()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: apt install chromium")
def test_a_mark_and_a_comment_given_in_formgrader_count_and_no_notebook_acts_there(
    store, formgrader, tmp_path
):
    sync_api = pytest.importorskip("playwright.sync_api")
    process, address = formgrader
    site = address.split("/formgrader")[0]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        page.set_default_timeout(60_000)
        asked_for, errors = [], []
        page.on("request", lambda request: asked_for.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))

        def wait_for(expression: str) -> None:
            # Not by wait_for_function: the page's policy forbids what that does.
            deadline = time.monotonic() + 60
            while not page.evaluate(f"window.formgrader && {expression}"):
                assert time.monotonic() < deadline, expression
                page.wait_for_timeout(50)

        def open_submission(name: str) -> None:
            page.goto(f"{site}/formgrader/gradebook/01-tiny/01-tiny")
            page.wait_for_selector("#main-table a.name-hidden")
            page.click("#toggle_names")
            page.click(f"a.name-shown:has-text('{name}')")
            wait_for("formgrader.loaded && MathJax.loaded")
            wait_for("formgrader.grades.loaded && formgrader.comments.loaded")

        assert page.goto(f"{site}/formgrader/gradebook").url.startswith(f"{site}/login")
        page.goto(address)
        page.wait_for_selector("text=01-tiny")
        open_submission("ada")
        page.fill("#q2_why", "1.5")
        page.fill("#q2_why-comment", "A <good> reason.")
        page.fill("#q1", "2")
        with page.expect_response(re.compile("/api/grade/")) as saved:
            page.keyboard.press("Tab")
        assert saved.value.ok
        page.wait_for_load_state("networkidle")
        assert page.locator(".MathJax").count() > 0

        open_submission("Smith")
        assert "this is my answer" in page.inner_text("#notebook")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.pwned") is None
        assert page.locator("[href^='javascript:']").count() == 0
        assert page.locator("input.score").count() == 2
        requests = [url for url in asked_for if url.startswith(("http", "ws"))]
        assert {url for url in requests if not url.startswith(f"{site}/")} == set()
        assert errors == []
        # Nothing here could run code or change a file, whoever asks with the instructor's cookie.
        for service in ("kernels", "contents", "terminals", "sessions"):
            answer = page.evaluate("url => fetch(url).then(r => r.status)", f"/api/{service}")
            assert answer == 404, service

        # What was handed in, had it not been made harmless: so this test can fail.
        copy = store.folder / "formgrader/autograded/mallory/01-tiny/01-tiny.ipynb"
        copy.write_text(nbformat.writes(handed_in(ATTACKS[0])))
        page.reload()
        wait_for("window.pwned")
        browser.close()

    process.send_signal(signal.SIGINT)
    said, errors_said = process.communicate(timeout=60)
    assert process.returncode == 0, errors_said
    assert "ada, 01-tiny, q1: 2\n" in said
    assert "ada, 01-tiny, q2_why: 1.5 and a comment" in said
    assert "2 questions marked or commented on; 1 left to mark" in errors_said
    with store.grades_path.open(newline="") as file:
        ada = next(row for row in csv.DictReader(file) if row["student"] == "ada")
    assert (ada["score"], ada["max_score"], ada["q1"], ada["q2_why"]) == ("3.5", "4", "2", "1.5")
    feedback = store.feedback_path("ada", "01-tiny").read_text()
    assert "A &lt;good&gt; reason." in feedback
    assert "1.5 of 2" in feedback
