"""Near copies are named for a person; honest work on the same task is not."""

from __future__ import annotations

import nbformat
import pytest

from autograder.record.alike import alike, same_weights
from autograder.record.result import QuestionResult, Result
from autograder.record.store import Store
from autograder.report.alike import known_pairs, write_alike
from tests.conftest import notebook

GIVEN = (
    "import numpy as np\nready = np.zeros((2, 3))\nprint(ready.shape, ready.dtype, ready.size)\n"
)
ADA = """
def corners(picture, size=4):
    # the four corners, each a small square
    rows, columns = picture.shape
    found = []
    for top in (0, rows - size):
        for left in (0, columns - size):
            part = picture[top:top + size, left:left + size]
            found.append(part.mean() if part.size else 0)
    return [value / 255 for value in found if value > 3]
"""
#: Ada's, with other names, comments, quotes and spaces
COPY = """
def edges( img , n = 4 ):
    h, w = img.shape
    out  = []   # results
    for y in (0, h - n):
        for x in (0, w - n):
            crop = img[ y : y+n , x : x+n ]
            out.append( crop.mean() if crop.size else 0 )
    return [ v/255 for v in out if v > 3 ]
"""
#: the same task, by somebody else
BRIAN = """
def corners(picture, size=4):
    top, bottom = picture[:size], picture[-size:]
    four = [half[:, :size] for half in (top, bottom)] + [half[:, -size:] for half in (top, bottom)]
    means = np.array([np.mean(square) for square in four])
    return list(means[means > 3] / 255)
"""
OTHERS = {
    f"student{number}": [
        GIVEN,
        f"x = [{number}, {number}]\n" + f"y{number} = x[0] + {number}\n" * 9,
    ]
    for number in range(8)
}


def test_a_copy_with_other_names_spaces_and_comments_is_named():
    [pair] = alike({"ada": [GIVEN, ADA], "copy": ["x = 1", COPY], "brian": [GIVEN, BRIAN]}, [GIVEN])
    assert (pair.one, pair.other) == ("ada", "copy")
    assert pair.share > 0.95
    assert pair.cells == ((1, 1),)


def test_honest_answers_to_the_same_task_are_not_named():
    assert alike({"ada": [GIVEN, ADA], "brian": [GIVEN, BRIAN], **OTHERS}, [GIVEN]) == []


def test_what_everybody_got_says_nothing():
    assert alike({name: [GIVEN * 20] for name in ("ada", "brian")}, [GIVEN * 20]) == []


def test_what_much_of_the_class_has_written_says_nothing():
    everybody = {f"student{number}": [ADA] for number in range(8)}
    assert alike(everybody) == []


def test_a_few_equal_lines_are_no_copy():
    line = "score = model.evaluate(ready.X_test, ready.Y_test, verbose=0)"
    assert alike({"ada": [line], "brian": [line], **OTHERS}) == []


def test_an_answer_inside_a_longer_notebook_is_found():
    longer = [GIVEN, "a = 1", BRIAN, COPY]
    [pair] = alike({"ada": [ADA], "longer": longer, **OTHERS}, [GIVEN])
    assert (pair.one, pair.other, pair.cells) == ("ada", "longer", ((0, 3),))


@pytest.mark.parametrize(
    "odd", ["!ls\n%cd x\n", "x = (", "'''never ends", "\0", "\ud800", "  x\n y"]
)
def test_what_is_no_python_stops_nobody(odd):
    assert alike({"ada": [odd], "brian": [odd, ADA]}) == []


def keep(store: Store, student: str, *cells: str) -> Result:
    path = store.executed_path(student, "01")
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(*cells), path)
    questions = (QuestionResult("q1", 1.0, 1.0),)
    return Result(student, "01", "graded", 1.0, 1.0, questions, submission_sha256="".join(cells))


def test_the_page_shows_the_cells_side_by_side_and_runs_nothing(tmp_path):
    store = Store(tmp_path)
    evil = ADA + "\n'</pre><script>alert(1)</script>'"
    results = [keep(store, "ada", GIVEN, evil), keep(store, "<b>", COPY), keep(store, "c", BRIAN)]
    assert write_alike(store, results, lambda lesson: [GIVEN]) == 1
    page = store.alike_path.read_text()
    assert "<b>ada</b>" in page or "<b>&lt;b&gt;</b>" in page
    assert "def corners(picture, size=4)" in page
    assert "def edges( img , n = 4 )" in page
    [(one, other, share)] = known_pairs(store)["01"]  # for the page of the class
    assert ({one, other}, share > 0.9) == ({"ada", "<b>"}, True)
    assert "<script>" not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_the_page_is_written_anew_only_where_somebody_handed_in_something_else(tmp_path):
    store = Store(tmp_path)
    results = [keep(store, "ada", ADA), keep(store, "brian", BRIAN)]
    assert write_alike(store, results, lambda lesson: []) == 0
    assert "No two submissions are alike" in store.alike_path.read_text()
    assert write_alike(store, results, lambda lesson: []) is None
    results[1] = keep(store, "brian", COPY)
    assert write_alike(store, results, lambda lesson: []) == 1


def test_a_notebook_that_is_gone_is_like_nobodys(tmp_path):
    store = Store(tmp_path)
    results = [keep(store, "ada", ADA), keep(store, "brian", ADA)]
    store.executed_path("ada", "01").write_text("{")
    assert write_alike(store, results, lambda lesson: []) == 0


def trained(student: str, weights: str) -> Result:
    question = QuestionResult("q5", 1.0, 1.0, accuracy={"model": 0.975}, weights={"model": weights})
    return Result(student, "01", "graded", 1.0, 1.0, (question,))


def test_the_very_same_weights_in_a_few_submissions_are_named_with_the_students(tmp_path):
    results = [trained("ada", "same"), trained("<b>", "same"), trained("carol", "other")]
    [same] = same_weights(results)
    assert same.models == (("ada", "model"), ("<b>", "model"))
    assert write_alike(Store(tmp_path), results, lambda lesson: []) == 1
    page = (tmp_path / "alike.html").read_text()
    assert "<b>ada</b>’s <code>model</code>, <b>&lt;b&gt;</b>’s <code>model</code>" in page
    assert "97.50 % of MNIST" in page
    assert "carol" not in page


def test_weights_that_much_of_the_class_has_say_nothing():
    assert same_weights([trained(f"student{number}", "same") for number in range(8)]) == []
