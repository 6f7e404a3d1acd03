"""Near copies are named for a person; honest work on the same task is not."""

from __future__ import annotations

from collections.abc import Iterable

import nbformat
import pytest

from autograder.record.result import QuestionResult, Result, Status
from autograder.record.similarity import Prints, same_weights
from autograder.record.similarity import same_work as same_work_of
from autograder.record.similarity import similar as similar_of
from autograder.record.store import Store
from autograder.report.fingerprints import fingerprints
from autograder.report.similarity_page import known_pairs
from autograder.report.similarity_page import write_similarity as write_with
from tests.conftest import notebook
from tests.support.rendering import HERE

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


def prints(sources: Iterable[str], whole: str = "") -> Prints:
    return Prints([frozenset(fingerprints(source)) for source in sources], whole)


def similar(submissions, base=(), teams=None):
    """Pairs of submissions, given by the code of their cells."""
    made = {student: prints(sources) for student, sources in submissions.items()}
    return similar_of(made, prints(base).together(), teams)


def same_work(submissions, base=(), teams=None):
    """Groups of submissions, given by kind and source of their cells."""
    made = {
        student: prints((source for kind, source in cells if kind == "code"), repr(cells))
        for student, cells in submissions.items()
    }
    return same_work_of(made, prints(base).together(), teams)


def write_similarity(store, results, given, team=lambda student, lesson: ""):
    return write_with(store, results, given, HERE, team)


def test_a_copy_with_other_names_spaces_and_comments_is_named():
    [pair] = similar(
        {"ada": [GIVEN, ADA], "copy": ["x = 1", COPY], "brian": [GIVEN, BRIAN]}, [GIVEN]
    )
    assert (pair.one, pair.other) == ("ada", "copy")
    assert pair.share > 0.95
    assert pair.cells == ((1, 1),)


#: Ada's, in another order and in several cells, with a loop rewritten and code that does nothing
REWRITTEN = [
    "import time\nunused = [0] * 3",
    """
def scaled(numbers):
    'Do what is asked.'
    return [one / 255 for one in numbers if one > 3]
""",
    """
def edges(img: np.ndarray, n: int = 4) -> list:
    started = time.time()
    out = []
    h, w = img.shape
    for at in range(len((0, h - n))):
        y = (0, h - n)[at]
        for x in (0, w - n):
            if False:
                print("never")
            crop = img[y:y + n, x:x + n]
            out.append(crop.mean() if crop.size else 0)
    return scaled(out)
""",
]


def test_a_copy_is_named_though_it_was_moved_split_and_wrapped():
    [pair] = similar({"ada": [GIVEN, ADA], "copy": REWRITTEN, **OTHERS}, [GIVEN])
    assert {pair.one, pair.other} == {"ada", "copy"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a=x[0], b=len(y))", "f(b=len(y), a=x[0])"),
        ("def f(a: int) -> str:\n return a + 1", "def f(a):\n 'Says more.'\n return a + 1"),
        ("total = 'sum: ' + str(a)", "summe = 'Summe: ' + str(b)  # auf Deutsch"),
    ],
    ids=["order of arguments by name", "hints and docstrings", "names, texts and comments"],
)
def test_what_changes_nothing_that_is_computed_has_the_same_fingerprints(one, other):
    assert {*fingerprints(one)} == {*fingerprints(other)} != set()


@pytest.mark.parametrize(
    ("one", "other"),
    [("a = b[0] + 1", "a = b[0] + 2"), ("a.sum(b, c)", "a.mean(b, c)"), ("min(a, b)", "max(a, b)")],
)
def test_numbers_attributes_and_pythons_own_names_are_told_apart(one, other):
    assert {*fingerprints(one)} != {*fingerprints(other)}


def test_the_solution_of_the_course_says_nothing_about_who_wrote_it():
    alike = {"ada": [ADA], "brian": [ADA]}
    assert len(similar(alike)) == 1
    assert similar(alike, [COPY]) == []  # the solution, in other words


def test_the_very_same_notebook_is_named_though_all_of_it_is_the_solution(tmp_path):
    store = Store(tmp_path)
    people = everybody([GIVEN, ADA, NOTES], 7, 3)
    results = [keep(store, student, *cells) for student, cells in people.items()]
    given, solved = (lambda lesson: [GIVEN]), (lambda lesson: [ADA])
    assert write_with(store, results, given, HERE, solution=solved) == 1
    assert "7 of 10:" in store.similarity_path.read_text()


def test_two_who_share_forms_of_the_solution_are_no_pair_on_the_page(tmp_path):
    store = Store(tmp_path)
    results = [keep(store, "ada", GIVEN, ADA), keep(store, "brian", COPY)]
    given, solved = (lambda lesson: [GIVEN]), (lambda lesson: [ADA])
    assert write_with(store, results, given, HERE, solution=solved) == 0


@pytest.mark.parametrize(
    "source",
    [
        "-" * 4_000 + "x",
        "(" * 4_000,
        "+".join("a" * 9_000),
        "x" + "[0]" * 9_000,
        f"x = {'9' * 9_000}",
        f"x = 0x{'9' * 9_000}",
    ],
    ids=["signs", "brackets", "a sum", "places", "a number", "a number in hexadecimal"],
)
def test_code_that_is_very_deep_or_long_ends_nothing(source):
    assert len([*fingerprints(source)]) <= len(source)


def test_honest_answers_to_the_same_task_are_not_named():
    assert similar({"ada": [GIVEN, ADA], "brian": [GIVEN, BRIAN], **OTHERS}, [GIVEN]) == []


def test_what_everybody_got_says_nothing():
    assert similar({name: [GIVEN * 20] for name in ("ada", "brian")}, [GIVEN * 20]) == []


def test_what_much_of_the_class_has_written_says_nothing():
    everybody = {f"student{number}": [ADA] for number in range(8)}
    assert similar(everybody) == []


def test_a_few_equal_lines_are_no_copy():
    line = "score = model.evaluate(ready.X_test, ready.Y_test, verbose=0)"
    assert similar({"ada": [line], "brian": [line], **OTHERS}) == []


def test_an_answer_inside_a_longer_notebook_is_found():
    longer = [GIVEN, "a = 1", BRIAN, COPY]
    [pair] = similar({"ada": [ADA], "longer": longer, **OTHERS}, [GIVEN])
    assert (pair.one, pair.other, pair.cells) == ("ada", "longer", ((0, 3),))


@pytest.mark.parametrize(
    "odd", ["!ls\n%cd x\n", "x = (", "'''never ends", "\0", "\ud800", "  x\n y"]
)
def test_what_is_no_python_stops_nobody(odd):
    assert similar({"ada": [odd], "brian": [odd, ADA]}) == []


def keep(store: Store, student: str, *cells: str) -> Result:
    path = store.executed_path(student, "01")
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(*cells), path)
    questions = (QuestionResult("q1", 1.0, 1.0),)
    return Result(
        student, "01", Status.GRADED, 1.0, 1.0, questions, submission_sha256="".join(cells)
    )


def test_the_page_shows_the_cells_side_by_side_and_runs_nothing(tmp_path):
    store = Store(tmp_path)
    evil = ADA + "\n'</pre><script>alert(1)</script>'"
    results = [keep(store, "ada", GIVEN, evil), keep(store, "<b>", COPY), keep(store, "c", BRIAN)]
    assert write_similarity(store, results, lambda lesson: [GIVEN]) == 1
    page = store.similarity_path.read_text()
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
    assert write_similarity(store, results, lambda lesson: []) == 0
    assert "No two submissions are alike" in store.similarity_path.read_text()
    assert write_similarity(store, results, lambda lesson: []) is None
    results[1] = keep(store, "brian", COPY)
    assert write_similarity(store, results, lambda lesson: []) == 1


def test_a_notebook_that_is_gone_is_like_nobodys(tmp_path):
    store = Store(tmp_path)
    results = [keep(store, "ada", ADA), keep(store, "brian", ADA)]
    store.executed_path("ada", "01").write_text("{")
    assert write_similarity(store, results, lambda lesson: []) == 0


#: the lesson's own, which is no code and no work of a student's
TEXT = "Look at the corners of each picture, one after the other, and say what you see there. " * 9
NOTES = "What I learned: corners are small, and `...` is not an answer."
OWN = [
    f"def own{number}(a, b):\n"
    + f"    a = a[{number}] + b * {number} - (b / {number})\n" * (5 + number)
    for number in range(1, 12)
]


def everybody(same: list[str], holders: int, others: int) -> dict[str, list[str]]:
    """A class of which some handed in the same cells, and others each their own."""
    people = {f"copy{number}": same for number in range(holders)}
    return people | {f"own{number}": [GIVEN, OWN[number], NOTES] for number in range(others)}


def cells(people: dict[str, list[str]]) -> dict[str, list[tuple[str, str]]]:
    return {
        student: [("markdown", TEXT), *(("code", source) for source in sources)]
        for student, sources in people.items()
    }


@pytest.mark.parametrize(("holders", "others"), [(7, 3), (4, 6), (10, 0), (11, 11)])
def test_the_same_notebook_in_much_of_the_class_is_named_though_each_piece_is_common(
    tmp_path, holders, others
):
    people = everybody([GIVEN, ADA, NOTES], holders, others)
    assert similar(people, [GIVEN]) == []
    [same] = same_work(cells(people), [GIVEN])
    assert same == tuple(f"copy{number}" for number in range(holders))
    results = [keep(Store(tmp_path), student, *cells) for student, cells in people.items()]
    assert write_similarity(Store(tmp_path), results, lambda lesson: [GIVEN]) == 1
    page = (tmp_path / "alike.html").read_text()
    assert f"{holders} of {holders + others}:" in page
    assert "<b>copy3</b>" in page
    assert ("copy0", "copy3", 1.0) in known_pairs(Store(tmp_path))["01"]


@pytest.mark.parametrize(
    ("same", "given"),
    [
        ([GIVEN * 9, "answer = ...", NOTES], [GIVEN * 9, "answer = ..."]),
        ([GIVEN * 9, "answer = ..."], []),
        ([GIVEN, "answer = 42"], [GIVEN]),
    ],
    ids=["untouched", "untouched, of an assignment that is not known", "a few words"],
)
def test_notebooks_in_which_little_was_written_are_not_named_for_being_the_same(same, given):
    people = everybody(same, 7, 0)
    people |= {f"own{number}": [*same[:-1], GIVEN * 9, OWN[number]] for number in range(3)}
    assert same_work(cells(people), given) == []


def test_few_who_have_the_same_are_pairs_already():
    assert same_work(cells(everybody([GIVEN, ADA], 3, 7)), [GIVEN]) == []
    assert len(similar(everybody([GIVEN, ADA], 3, 7), [GIVEN])) == 3


def test_a_team_is_no_copy_of_itself_and_counts_as_one(tmp_path):
    people = everybody([GIVEN, ADA], 5, 5)
    team = {f"copy{number}": "roster team 1" for number in range(5)}
    assert same_work(cells(people), [GIVEN], team) == []
    assert similar(people, [GIVEN], team) == []
    del team["copy4"]  # who copied from the team is like each of its members
    assert {pair.other for pair in similar(people, [GIVEN], team)} == {"copy4"}
    weights = [trained("ada", "same"), trained("brian", "same"), trained("carol", "same")]
    assert same_weights(weights, {"ada": "t", "brian": "t", "carol": "t"}) == []
    assert len(same_weights(weights, {"ada": "t", "brian": "t"})) == 1
    results = [keep(Store(tmp_path), student, ADA) for student in ("ada", "brian")]
    teams = {"ada": "t", "brian": "t"}
    given = lambda lesson: [GIVEN]  # noqa: E731
    assert write_similarity(Store(tmp_path), results, given, lambda one, lesson: teams[one]) == 0
    assert write_similarity(Store(tmp_path), results, given) == 1  # said anew, it is looked at anew


def trained(student: str, weights: str) -> Result:
    question = QuestionResult("q5", 1.0, 1.0, accuracy={"model": 0.975}, weights={"model": weights})
    return Result(student, "01", Status.GRADED, 1.0, 1.0, (question,))


def test_the_very_same_weights_in_a_few_submissions_are_named_with_the_students(tmp_path):
    results = [trained("ada", "same"), trained("<b>", "same"), trained("carol", "other")]
    [same] = same_weights(results)
    assert same.models == (("ada", "model"), ("<b>", "model"))
    assert write_similarity(Store(tmp_path), results, lambda lesson: []) == 1
    page = (tmp_path / "alike.html").read_text()
    assert "<b>ada</b>’s <code>model</code>, <b>&lt;b&gt;</b>’s <code>model</code>" in page
    assert "97.50 % of the test set" in page
    assert "carol" not in page


def test_weights_that_much_of_the_class_has_say_nothing():
    assert same_weights([trained(f"student{number}", "same") for number in range(8)]) == []
