"""Near texts, what is kept of answers between starts, and names that are hidden in them."""

from __future__ import annotations

import base64
import io
import json
import random
import re
import shutil

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from autograder.collect.roster import Member
from autograder.files import write_atomically
from autograder.marking import answers_in_worker, near
from autograder.marking.answers import Answers
from autograder.marking.answers_in_worker import without
from autograder.marking.hidden_names import HIDDEN, names_of, pattern
from autograder.marking.near import NEAR, SKETCH, groups, resemblance
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.store import Store
from autograder.run.worker import Workers
from tests.support import marked
from tests.support.marked import LESSON
from tests.support.rendering import HERE

TEXT = (
    "Each digit has a column of its own, which is 1 where the picture shows that digit and 0 in "
    "all the other columns, so a row has ten numbers of which nine are 0."
)
WORDS = {
    "ada": TEXT,
    "ben": TEXT.replace("picture", "image").replace("numbers", "values"),
    "cat": TEXT.upper() + "!",
    "dan": "The loss needs probabilities for ten classes, and that is what one-hot rows are.",
    "eve": "No idea.",
    "fay": "No clue.",
    "gus": "",
}


def sketch(text: str) -> frozenset[int]:
    return frozenset(answers_in_worker._sketch([new_markdown_cell(text)]))


def test_a_text_with_other_words_here_and_there_is_near_and_another_text_is_not():
    assert resemblance(sketch(TEXT), sketch(WORDS["ben"])) >= NEAR
    assert resemblance(sketch(TEXT), sketch(WORDS["dan"])) < 0.2
    assert resemblance(sketch(TEXT), sketch(TEXT)) == 1.0
    assert resemblance(frozenset(), frozenset()) == 0.0


def test_a_sketch_tells_what_the_texts_themselves_would():
    chance = random.Random(7)
    letters = "".join(chance.choice("abcdefgh ") for _ in range(2000))
    other = letters[:1500] + "".join(chance.choice("abcdefgh ") for _ in range(500))
    one, two = ({text[at : at + 5] for at in range(len(text) - 4)} for text in (letters, other))
    exact = len(one & two) / len(one | two)
    assert len(sketch(letters)) == SKETCH
    assert abs(resemblance(sketch(letters), sketch(other)) - exact) < 0.15


def test_no_chain_of_small_steps_brings_far_texts_into_one_group():
    steps = {str(at): frozenset(range(at * 10, at * 10 + 40)) for at in range(8)}
    found = groups(steps, dict.fromkeys(steps, 1))
    for text, head in found.items():
        assert text == head or resemblance(steps[text], steps[head]) >= NEAR
    assert len(set(found.values())) > 2


@settings(deadline=None)
@given(*[st.frozensets(st.integers(0, 90), max_size=SKETCH)] * 2)
def test_nothing_near_is_passed_over_because_too_little_is_in_both(one, other):
    if resemblance(one, other) >= NEAR:
        assert near._may_be_near(one, other)


@pytest.fixture(scope="module")
def as_graded(tmp_path_factory) -> Store:
    return marked.graded(tmp_path_factory.mktemp("near") / "out", WORDS, HERE)


@pytest.fixture
def store(as_graded, tmp_path) -> Store:
    return Store(shutil.copytree(as_graded.folder, tmp_path / "out"))


def test_near_answers_stand_in_a_row_and_short_ones_and_blank_ones_are_near_nothing(store):
    [question] = Answers(store, HERE).questions
    places = {answer.student: at for at, answer in enumerate(question.answers)}
    near = {answer.student: answer.near for answer in question.answers}
    assert near["ada"] == near["ben"] == near["cat"]
    assert len({near[name] for name in ("ada", "dan", "eve", "fay", "gus")}) == 5
    assert (
        max(places[name] for name in ("ada", "ben", "cat"))
        - min(places[name] for name in ("ada", "ben", "cat"))
        == 2
    )
    assert places["gus"] == 6


class Counting(Workers):
    """Workers that count the calls for texts to be compared."""

    number = 1

    def __init__(self) -> None:
        """Starts nothing."""
        self.compared = 0

    def rewrite(self, function, *given, **more):
        self.compared += function.endswith(":compared")
        return HERE.rewrite(function, *given, **more)

    def call(self, function, *given, **more):
        return HERE.call(function, *given, **more)


def test_a_second_start_reads_only_the_notebooks_that_have_changed(store):
    first, again, changed, damaged = (Counting() for _ in range(4))
    before = Answers(store, first).questions
    assert first.compared == len(WORDS)
    after = Answers(store, again).questions
    assert again.compared == 0
    assert [one.answers for one in after] == [one.answers for one in before]
    write_atomically(
        store.executed_path("dan", LESSON), nbformat.writes(marked.handed_in("Something else."))
    )
    Answers(store, changed)
    assert changed.compared == 1
    store.answers_path.write_text("{")
    Answers(store, damaged)
    assert damaged.compared == len(WORDS)


@pytest.mark.parametrize(
    "texts",
    [
        {"q2_why": ["not hex", []]},
        {"q2_why": ["0" * 16, ["x"]]},
        {"q2_why": ["0" * 16, [1] * 1000]},
        {"q2_why": 3},
        ["q2_why"],
    ],
)
def test_what_is_kept_and_is_no_text_is_made_anew(store, texts):
    Answers(store, HERE)
    kept = json.loads(store.answers_path.read_text())
    for entry in kept["answers"].values():
        entry["texts"] = texts
    store.answers_path.write_text(json.dumps(kept))
    workers = Counting()
    Answers(store, workers)
    assert workers.compared == len(WORDS)


def picture() -> str:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_no_name_leaks_from_texts_outputs_paths_and_names_of_files_until_names_are_shown(tmp_path):
    store = marked.graded(tmp_path / "out", {"ada17": "x"}, HERE)
    image = picture()
    notebook = marked.handed_in(
        "I am Ada Lovelace (ADA17), see ![Lovelace’s](attachment:ada_lovelace.png)."
    )
    notebook.cells[3].attachments = {"ada_lovelace.png": {"image/png": image}}
    notebook.cells.insert(
        4,
        new_code_cell(
            "!pwd  # ada17",
            metadata={"question": marked.QUESTION, "author": "Ada Lovelace"},
            outputs=[
                new_output("stream", text="/home/ada17/work\nC:\\Users\\Lovelace\\x.csv\n"),
                new_output(
                    "execute_result",
                    {"text/plain": "'a.lovelace@example.org'", "text/html": "<b>Lovelace</b>"},
                ),
                new_output("error", ename="E", evalue="Ada", traceback=["File /u/ada17/a.py"]),
                new_output("display_data", {"image/png": image}, metadata={"a": "ada17"}),
            ],
        ),
    )
    notebook.cells[3].metadata["question"] = marked.QUESTION
    write_atomically(store.executed_path("ada17", LESSON), nbformat.writes(notebook))
    member = Member("ada17", "Ada Lovelace", "a.lovelace@example.org")
    classroom.save(store, Classroom({"ada17": member}))
    answers = Answers(store, HERE)
    [question] = answers.questions
    [answer] = question.answers
    hidden, open_ = (answers.html(question, answer, names=names) for names in (False, True))
    assert re.findall(r"(?i)ada|lovelace", re.sub(r"base64,[^\"]*", "", hidden)) == []
    assert f"/home/{HIDDEN}/work" in hidden
    assert hidden.count("data:image/png") == open_.count("data:image/png") == 2
    assert "Ada Lovelace (ADA17)" in open_
    assert "/home/ada17/work" in open_


def test_words_that_only_hold_a_name_stay():
    names = pattern(["Ada", *names_of("x9", Member("x9", "Al Wu"))])
    cell = without(new_markdown_cell("Adam, canada and adamant; al wu. al, wu"), names)
    assert cell.source == f"Adam, canada and adamant; {HIDDEN}. al, wu"
    code = without(new_notebook(cells=[new_code_cell("ada_1 = ada")]).cells[0], names)
    assert code.source == f"{HIDDEN}_1 = {HIDDEN}"
