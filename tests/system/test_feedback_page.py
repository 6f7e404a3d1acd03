"""A student's page with the student's own notebook on it, honest or not, in a real browser."""

from __future__ import annotations

import base64
import dataclasses
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import graphviz
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.assignment.notebook import answers
from autograder.assignment.written import PROMPT
from autograder.collect.roster import Member
from autograder.files import write_atomically
from autograder.grading.attempts import class_of
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.final_grade import FinalGrade
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import QuestionResult, Result, Status, TestResult, Trust
from autograder.record.store import Store
from autograder.report.notebook import show
from autograder.report.refresh import rewrite
from autograder.report.sanitize import drawing, markdown, markup, picture
from autograder.report.shown import MAX_PAGE
from tests.conftest import notebook
from tests.support.browser import chromium, needs_chromium, opened, serious_faults
from tests.support.hostile import (
    ATTACHING,
    ATTACKS,
    HOSTILE_OUTPUTS,
    METADATA,
    PIXEL,
    STOLEN,
)
from tests.support.rendering import HERE, feedback_page
from tests.support.saved_by_colab import saved_by_colab

LESSON = LessonInfo("Tiny", headings={"q1": "Question 1: a number"})
QUESTIONS = (
    QuestionResult(
        "q1",
        1.0,
        2.0,
        tests=(
            TestResult("q1 - 1", False, True, 1.0, "It is a number."),
            TestResult("q1 - 2", True, False, 1.0, "It has to be even."),
        ),
    ),
    QuestionResult("q2_why", None, 1.0, Trust.MANUAL),
)
RESULT = Result("ada", "01-tiny", Status.GRADED, 1.0, 3.0, QUESTIONS)
PICTURE = new_output("display_data", {"image/png": PIXEL, "text/plain": "<Figure>"})
TABLE = "<style scoped>td{}</style><table border=1><tr><th>a</th></tr><tr><td>17</td></tr></table>"


def handed_in(*more: nbformat.NotebookNode, words: str = "Because.") -> nbformat.NotebookNode:
    answer = new_code_cell("answer = 42", metadata={"question": "q1"}, outputs=[PICTURE])
    return new_notebook(
        cells=[
            new_markdown_cell("# Tiny\n\nHello."),
            *more,
            new_markdown_cell("### Question 1: a number"),
            answer,
            new_code_cell('grader.check("q1")'),
            new_markdown_cell("<!-- BEGIN QUESTION -->\n\n### In words"),
            new_markdown_cell(words),
            new_markdown_cell("<!-- END QUESTION -->\n\nThe end of the lesson."),
        ]
    )


def showing(*outputs: nbformat.NotebookNode) -> str:
    """What the page shows of a cell with these outputs."""
    seen = show(new_notebook(cells=[new_code_cell("1", outputs=list(outputs))]), [], [])
    return "".join(cell.outputs for cell in seen.cells)


def page_of(handed: Any) -> str:
    return feedback_page(FinalGrade(RESULT, {}), LESSON, handed)


def test_the_students_own_cell_and_picture_stand_beside_the_question():
    page = page_of(handed_in())
    section = page.partition('id="question-1"')[2].partition("</section>")[0]
    assert re.sub("<[^>]*>", "", section).count("answer = 42") == 1
    assert f'src="data:image/png;base64,{PIXEL}"' in section
    assert '<a href="#cell-1">' in section  # where the question is asked
    assert "Because." in page.partition('id="question-2"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("trust", "says"),
    [
        ("evidence", "What your training left behind came with your notebook"),
        ("untrained", "The training was not run"),
    ],
)
def test_a_question_says_whether_its_training_was_run(trust, says):
    assert says not in page_of(handed_in())
    questions = (dataclasses.replace(RESULT.questions[0], trust=trust), *RESULT.questions[1:])
    result = dataclasses.replace(RESULT, questions=questions)
    page = feedback_page(FinalGrade(result, {}), LESSON, handed_in())
    assert says in page.partition('id="question-1"')[2].partition("</section>")[0]
    assert says not in page.partition('id="question-2"')[2]


def test_the_whole_notebook_is_there_and_folded():
    page = page_of(handed_in())
    folded = page.partition('<details id="notebook">')[2]
    for words in ("Hello.", "answer", "grader", "Because.", "The end of the lesson."):
        assert words in folded
    assert "<script" not in page


def test_a_cell_that_is_folded_in_colab_is_folded_here():
    page = page_of(handed_in(new_code_cell('# @title Setup: run me { display-mode: "form" }\nx=1')))
    assert "<details><summary>Setup: run me</summary>" in page


@pytest.mark.parametrize("gone", [[3], [2, 3], [3, 4], [2, 3, 4]])
def test_of_an_answer_that_was_deleted_nothing_is_said(gone):
    handed = handed_in(new_code_cell("given = 1"))
    handed.cells = [cell for index, cell in enumerate(handed.cells) if index not in gone]
    assert answers(handed, ["q1", "q2_why"], ["q2_why"])["q1"] in ([], [1])
    section = page_of(handed).partition('id="question-1"')[2].partition("</section>")[0]
    assert "grader" not in section


def test_an_answer_in_words_that_was_not_given_is_not_shown_as_one():
    assert PROMPT.strip("_") not in page_of(handed_in(words=PROMPT)).partition("<details")[0]


def test_answers_are_found_where_an_editor_dropped_what_the_build_had_noted():
    handed = handed_in(new_code_cell("given = 1"))
    saved = nbformat.from_dict(saved_by_colab(handed))
    for cell in saved.cells:
        cell.source = "".join(cell.source)
    found = answers(saved, ["q1", "q2_why"], ["q2_why"])
    sources = {name: [saved.cells[i].source for i in where] for name, where in found.items()}
    assert sources == {"q1": ["answer = 42"], "q2_why": ["Because."]}


def test_answers_are_found_by_otters_tag_and_above_another_courses_check():
    tagged = new_code_cell("mine = 2", metadata={"tags": ["otter_answer_cell"]})
    handed = notebook("x = 1", 'grader.check("q1")', "given = 1", "y = 1", 'grader.check("q2")')
    assert answers(handed, ["q1", "q2"], []) == {"q1": [0], "q2": [2, 3]}
    handed.cells.insert(3, tagged)
    assert answers(handed, ["q1", "q2"], []) == {"q1": [0], "q2": [3]}


def test_a_table_is_shown_as_one_without_its_style():
    shown = showing(new_output("execute_result", {"text/html": TABLE, "text/plain": "a 17"}))
    assert "<td>17</td>" in shown
    assert "style" not in shown


def test_what_a_terminal_would_show_is_shown():
    bar = "\x1b[1m1/9\x1b[0m \x08\x08\r\x1b[32m9/9\x1b[0m done\r\nnext"
    assert showing(new_output("stream", text=bar)) == '<pre class="out">9/9 done\nnext</pre>'


def test_of_an_error_the_last_lines_are_shown():
    trace = [f"\x1b[0;31mline {number}\x1b[0m" for number in range(40)] + ["NameError: <x>"]
    shown = showing(new_output("error", ename="NameError", evalue="x", traceback=trace))
    assert "NameError: &lt;x&gt;" in shown
    assert "line 39" in shown
    assert "line 5" not in shown
    assert "\x1b" not in shown


def test_long_output_is_cut_and_says_so():
    lines = "\n".join(map(str, range(5_000)))
    assert "… and 4,800 more lines" in showing(new_output("stream", text=lines))
    assert "(100,000 characters)" in showing(new_output("stream", text="x" * 100_000))


def test_a_table_that_is_too_long_beside_a_question_is_in_the_notebook():
    rows = "".join(f"<tr><td>value {number}</td></tr>" for number in range(400))
    long = new_output("display_data", {"text/html": f"<table>{rows}</table>"})
    handed = handed_in()
    handed.cells[2].outputs = [long]
    beside, _, whole = page_of(handed).partition('<details id="notebook">')
    assert "A long table or text stands here" in beside
    assert "value 399" not in beside
    assert "value 399" in whole
    longer = new_output("display_data", {"text/html": "<tr>" * 4_000, "text/plain": "shortened"})
    assert showing(longer) == '<pre class="out">shortened</pre>'


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 60_000, 60_000)),
        ("image/jpeg", b"\xff\xd8\xff\xc0\0\x11\x08" + struct.pack(">HH", 60_000, 60_000)),
        ("image/png", b"<svg onload='x'>"),
        ("image/jpeg", b"\xff\xd8\xff\xe0"),
        ("image/gif", b"GIF89a"),
        ("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1" + bytes(2_000_000)),
    ],
    ids=["endless png", "endless jpeg", "no png", "no jpeg", "gif", "heavy"],
)
def test_a_picture_that_is_none_or_takes_too_much_is_not_shown(kind, content):
    assert picture(kind, base64.b64encode(content).decode()) == ""


def test_ordinary_pictures_are_shown():
    small = b"\xff\xd8\xff\xe0\0\4\0\0\xff\xc0\0\x11\x08" + struct.pack(">HH", 20, 30)
    for kind, data in (("image/png", PIXEL), ("image/jpeg", base64.b64encode(small).decode())):
        assert picture(kind, f"{data}\n") == f"data:{kind};base64,{data}"
        assert f'src="data:{kind};base64,{data}"' in markdown(f"![x](data:{kind};base64,{data})")
    pasted = f"![x](data:image/png;base64,{heavy_picture(100_000)}) and my words"
    assert "and my words" in page_of(handed_in(words=pasted)).partition("<details id")[0]
    described = markup(f'<img alt="Loss &amp; more" src="data:image/png;base64,{PIXEL}">')
    assert described.startswith('<img alt="Loss &amp; more" src="data:image/png')


SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}</svg>"


@pytest.mark.parametrize(
    "inside",
    [
        f"<script>{STOLEN}</script>",
        "<foreignObject><iframe src='http://e.example'/></foreignObject>",
        "<image href='http://e.example/1.png'/>",
        "<g id='a'/><use href='#a'/>",
        "<style>@import url(http://e.example/1.css)</style>",
        "<animate/>",
        "<svg:filter/>",
        "<text>x</text>" * 30_000,
    ],
)
def test_a_drawing_of_more_than_lines_and_words_is_named_and_not_shown(inside):
    assert drawing(SVG.format(inside)) == ""
    assert "A drawing (SVG) stood here" in showing(
        new_output("display_data", {"image/svg+xml": SVG.format(inside), "text/plain": "<Graph>"})
    )


def test_what_is_no_drawing_or_repeats_itself_by_entities_is_not_shown():
    entities = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert drawing("<p>words</p>") == drawing(None) == drawing({"svg": 1}) == ""
    assert drawing(entities + SVG.format("<text>&b;</text>")) == ""


@pytest.mark.browser
@needs_chromium
def test_a_graph_drawn_by_graphviz_is_seen(browser, tmp_path):
    graph = graphviz.Digraph(graph_attr={"rankdir": "LR"})
    graph.edge("784 inputs", "10 outputs", color="red:blue;0.25")
    drawn = new_output("display_data", graph._repr_mimebundle_())
    path = tmp_path / "ada.html"
    path.write_text(page_of(handed_in(new_code_cell("graph", outputs=[drawn]))))
    complaints: list[str] = []
    page = opened(browser, path, complaints)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    seen = page.get_by_alt_text("A drawing that this cell showed")
    assert seen.evaluate("it => it.complete && it.naturalWidth") > 100
    assert complaints == []
    page.close()


def test_what_a_parser_would_chew_on_for_minutes_is_shown_as_typed_or_left_out():
    assert markup("<div>" * 5_000) == ""
    assert markdown("<i>" * 3_100).startswith("<pre>&lt;i&gt;")
    reopened = "<p>" + "".join(f"<b a{number}>" for number in range(900)) + "<p>x" * 900
    assert len(markup(reopened)) < 30 * len(reopened)


def test_a_notebook_of_any_size_leaves_a_page_of_a_few_megabytes():
    heavy = heavy_picture(900_000)
    plots = new_code_cell("plot()")
    plots.outputs = [new_output("display_data", {"image/png": heavy})] * 27
    page = page_with_many(plots, 1)
    assert 2_000_000 < len(page) < MAX_PAGE + 500_000
    assert "this page would grow too large" in page
    assert len(page_with_many(plots, 300)) < MAX_PAGE + 500_000
    page = page_with_many(new_markdown_cell("x"), 40_000)
    assert len(page) < MAX_PAGE + 500_000
    assert re.search(r"The last \d+ cells are left out here", page)


def heavy_picture(size: int) -> str:
    """A PNG of about so many bytes, in base64."""
    return base64.b64encode(base64.b64decode(PIXEL) + bytes(size)).decode()


def page_with_many(cell: nbformat.NotebookNode, number: int) -> str:
    handed = handed_in()
    handed.cells[1:1] = [cell] * number
    return page_of(handed)


ODD = [
    {"output_type": "stream", "text": ["a\n", 3, None]},
    {"output_type": "stream"},
    {"output_type": "error", "traceback": {"a": 1}},
    {"output_type": "error", "traceback": [1, None], "ename": [], "evalue": {}},
    {"output_type": "display_data", "data": [1]},
    {"output_type": "display_data", "data": {"text/html": {"a": 1}, "image/png": 7}},
    {"output_type": "display_data", "data": {"text/plain": "\ud800 half"}},
    {"output_type": 7},
    {},
    "text",
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_a_kernel_answered_the_rest_of_the_notebook_is_shown(odd):
    handed = handed_in(new_code_cell("odd()"))
    handed.cells[1]["outputs"] = [odd]
    page = page_of(nbformat.from_dict(handed))
    assert "The end of the lesson." in page


def test_a_notebook_that_cannot_be_shown_costs_the_page_nothing_else():
    broken = nbformat.from_dict({"cells": [{"cell_type": "code"}]})
    for handed in (broken, None):
        page = page_of(handed)
        assert "Your notebook could not be shown on this page. This changes no points." in page
        assert "It is a number." in page


def test_pages_are_made_anew_from_the_folder_and_the_choice_is_kept_in_it(tmp_path):
    store = Store(tmp_path)
    write_atomically(store.executed_path("ada", "01-tiny"), nbformat.writes(handed_in()))
    store.save(RESULT)
    rewrite(store, HERE)
    path = store.feedback_path("ada", "01-tiny")
    assert "What you wrote" in path.read_text()
    assert "It has to be even." not in path.read_text()
    classroom.save(store, Classroom(hidden_checks="messages"))
    rewrite(store, HERE)
    assert "It has to be even. (q1 - 2, hidden)" in path.read_text()
    assert "What you wrote" in path.read_text()
    before = path.stat().st_mtime_ns
    rewrite(store, HERE)
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("days", "extension", "is_hinted"),
    [(None, 0, True), (-1, 0, True), (1, 0, False), (-1, 2, False)],
)
def test_once_nobody_has_time_left_a_page_says_what_a_failed_hidden_check_tries(
    tmp_path, days, extension, is_hinted
):
    store = Store(tmp_path)
    hinted = dataclasses.replace(QUESTIONS[0].tests[1], hint="Tried with an odd number.")
    assert (hinted.hidden, hinted.passed) == (True, False)
    tests = (QUESTIONS[0].tests[0], hinted)
    question = dataclasses.replace(QUESTIONS[0], tests=tests)
    store.save(dataclasses.replace(RESULT, questions=(question, *QUESTIONS[1:])))
    due = {} if days is None else {"01-tiny": datetime.now(UTC) + timedelta(days=days)}
    members = {"ada": Member("ada", extension=timedelta(days=extension))}
    classroom.save(store, Classroom(members, due))
    rewrite(store, HERE)
    page = store.feedback_path("ada", "01-tiny").read_text()
    assert ("did not pass: Tried with an odd number." in page) == is_hinted
    assert "hidden check" in page
    assert "It has to be even." not in page


def test_what_pages_say_of_hidden_checks_is_said_once_and_kept(tmp_path):
    store = Store(tmp_path)
    assert class_of(store, []).hidden_checks == "hints"
    classroom.save(store, class_of(store, [], hidden_checks="messages"))
    classroom.save(store, class_of(store, [], late="zero"))
    assert classroom.load(store).hidden_checks == "messages"
    assert class_of(store, [], hidden_checks="count").hidden_checks == "count"


def test_beside_a_file_that_could_not_be_read_no_earlier_notebook_is_shown(tmp_path):
    store = Store(tmp_path)
    write_atomically(store.executed_path("ada", "01-tiny"), nbformat.writes(handed_in()))
    store.save(Result("ada", "01-tiny", Status.UNREADABLE, 0.0, 0.0, problems=("It is empty.",)))
    rewrite(store, HERE)
    assert "The end of the lesson." not in store.feedback_path("ada", "01-tiny").read_text()


def hostile() -> nbformat.NotebookNode:
    outputs = [
        *(new_output("display_data", data) for data in HOSTILE_OUTPUTS),
        *(new_output("display_data", {"text/html": attack}) for attack in ATTACKS),
        new_output("stream", text=f"</pre><script>{STOLEN}</script>\x1b[31m red"),
        new_output("error", ename="E", evalue="e", traceback=[f"<script>{STOLEN}</script>"]),
        new_output("stream", text="long " * 200_000),
        new_output("display_data", {"text/html": TABLE}),
        PICTURE,
    ]
    cells = [new_markdown_cell(attack) for attack in ATTACKS]
    cells.append(new_raw_cell(ATTACKS[0], metadata={"raw_mimetype": "text/html"}))
    cells.append(new_code_cell(f"# @title <script>{STOLEN}</script>\n</pre>", outputs=outputs))
    made = handed_in(*cells, words="\n\n".join([*ATTACKS[:4], "But **this** is my answer."]))
    made.cells[-5].source += f"\n'''</pre><script>{STOLEN}</script>'''"
    made.cells[-5].outputs += outputs
    made.metadata = nbformat.from_dict(METADATA)
    made.cells.insert(1, nbformat.from_dict(ATTACHING))
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "hostile page.html"
    comment = f"<b>Good</b> <script>{STOLEN}</script>"
    path.write_text(feedback_page(FinalGrade(RESULT, {"q1": comment}), LESSON, hostile()))
    return path


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_hostile_notebook_runs_nothing_loads_nothing_and_the_page_reads_well(
    browser, hostile_page, scheme, width
):
    complaints: list[str] = []
    size = {"width": width, "height": 900}
    page = opened(browser, hostile_page, complaints, color_scheme=scheme, viewport=size)
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert serious_faults(page) == []
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_text("The end of the lesson.").scroll_into_view_if_needed()
    # What a student's tags opened or closed has ended with the student's cell.
    end = page.get_by_text("The end of the lesson.")
    assert end.evaluate("it => it.closest('.cell').parentElement.id") == "notebook"
    assert page.locator("main > footer").count() == 1
    assert page.locator("main > section").count() == 2
    assert page.locator("script, form, iframe, input, svg, main style").count() == 0
    assert page.get_by_text("But this is my answer.").first.is_visible()
    assert complaints == []
    page.close()


@pytest.mark.browser
@needs_chromium
def test_an_honest_page_has_no_faults_and_its_links_open_the_notebook(browser, tmp_path):
    path = tmp_path / "ada.html"
    path.write_text(page_of(handed_in()))
    complaints: list[str] = []
    page = opened(browser, path, complaints, color_scheme="dark")
    assert serious_faults(page) == []
    assert not page.get_by_text("The end of the lesson.").is_visible()
    page.get_by_text("See q1 in your notebook below").click()
    assert page.locator("#notebook").evaluate("it => it.open")
    page.emulate_media(media="print")
    assert page.get_by_text("See q1 in your notebook below").is_hidden()
    assert page.get_by_text("It is a number.").is_visible()
    assert complaints == []
    page.close()


@pytest.mark.browser
@needs_chromium
def test_the_attacks_would_act_on_a_page_that_let_them(browser, tmp_path):
    path = tmp_path / "open.html"
    path.write_text(f"<!DOCTYPE html><body>{ATTACKS[0]}{ATTACKS[7]}")
    complaints: list[str] = []
    page = opened(browser, path, complaints)
    assert page.evaluate("window.pwned")
    assert "http://e.example/2.png" in complaints
    page.close()
