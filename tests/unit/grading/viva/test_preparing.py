"""A notebook is run for questions without training, and without a test in sight."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.grading.viva.prepare_in_driver import example_calls, parsed, prepare, trained


def cells(*sources: str) -> list:
    return [parsed(source) for source in sources]


def test_cells_that_train_or_use_what_was_trained_are_passed_over():
    found = trained(
        cells(
            "model = make()",
            "history = model.fit(x, y)",
            "print(history.history)",
            "score = model.evaluate(x, y)",
            "best = score[1]",
            "other = 3",
        )
    )
    assert found == {1, 2, 3, 4}


def test_a_function_that_trains_may_be_written_but_not_called():
    sources = cells("def learn(model):\n    return model.fit(x)", "model = make()", "learn(model)")
    assert trained(sources) == {2}


def test_a_function_that_trains_taints_who_calls_it_in_its_own_cell():
    sources = cells("def quick():\n    return make().fit(x)\n\nrows = quick()", "best = rows[0]")
    assert trained(sources) == {0, 1}


def test_a_name_that_is_given_another_value_is_trained_no_more():
    sources = cells("model.fit(x)", "model = make()", "model.summary()")
    assert trained(sources) == {0}


def test_examples_are_the_calls_that_the_lesson_or_the_notebook_writes_down():
    found = example_calls(
        {"double"},
        ["`double(2)` is 4, and `double(apples)` is asked below. `other(3)` is not."],
        cells("print(double(5), double(double(1)), double(open('x')))"),
    )
    assert found == ["double(2)", "double(apples)", "double(5)", "double(1)"]


def notebook(answer: str) -> nbformat.NotebookNode:
    made = new_notebook(
        cells=[
            new_markdown_cell("# Double\n\n`double(2)` is 4."),
            new_code_cell(answer, metadata={"question": "q1", "tags": ["otter_answer_cell"]}),
            new_code_cell('grader.check("q1")'),
        ]
    )
    return made


def prepared(made: nbformat.NotebookNode, **more: bool) -> tuple:
    return prepare(
        made,
        questions=["q1"],
        written=[],
        seeding="",
        silencing="",
        path="/nowhere/viva.json",
        **more,
    )


def test_an_answer_runs_traced_and_checks_do_not_run():
    made = notebook("def double(x):\n    return 2 * x")
    points, skipped, _ = prepared(made)
    assert "trace_in_kernel" in made.cells[1].source
    assert 2 in skipped
    assert [point.name for point in points] == ["viva"]
    assert "['double(2)']" in points[0].code


@pytest.mark.parametrize("answer", ["await now()", "%%writefile x\nhello", "not python at all"])
def test_what_cannot_be_traced_runs_as_it_is(answer):
    made = notebook(answer)
    prepared(made)
    assert made.cells[1].source == answer


def test_where_a_network_is_to_be_tried_the_answer_that_trains_runs_up_to_there():
    source = "model = make()\nhistory = model.fit(x, y)"
    made = notebook(source)
    made.cells.append(new_code_cell("print(history.history)"))
    points, skipped, _ = prepared(made, try_rates=True)
    assert made.cells[1].source.endswith(f".run('q1', {source!r})")
    assert "learning_rate_in_kernel" in made.cells[1].source
    assert "TRIAL.noted" in points[0].code
    assert skipped == {2, 3}
    assert 1 in prepared(notebook(source))[1]
