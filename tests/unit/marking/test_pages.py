"""The marking page, as a browser without a script meets it: forms, links, and what is refused."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import replace

import nbformat
import pytest

from autograder.files import write_atomically
from autograder.marking.answers import Answers
from autograder.marking.app import Marker
from autograder.marking.unchanged import keep_marks
from autograder.record.final_grade import Mark
from autograder.record.gradebook import connection, journal, manual_marks
from autograder.record.result import FOR_INSTRUCTORS, QuestionResult, TestResult
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from tests.support import marked
from tests.support.asgi import Client
from tests.support.hostile import ATTACKS
from tests.support.marked import LESSON, QUESTION
from tests.support.rendering import HERE
from tests.support.window import Window

WORDS = {
    "ada": "Because it is cold.",
    "ben": "because it is *COLD*!",
    "eve": "Nobody knows.",
    "dan": "",
}


@pytest.fixture(scope="module")
def as_graded(tmp_path_factory) -> Store:
    return marked.graded(tmp_path_factory.mktemp("graded") / "out", WORDS, HERE)


@pytest.fixture
def store(as_graded, tmp_path) -> Store:
    return Store(shutil.copytree(as_graded.folder, tmp_path / "out"))


@pytest.fixture
def markers() -> list[Marker]:
    return [Marker("Ann"), Marker("Bob")]


@pytest.fixture
def answers(store) -> Answers:
    return Answers(store, HERE)


@pytest.fixture
def ann(store, answers, markers) -> Window:
    return Window(store, answers, markers, "Ann")


@pytest.fixture
def bob(store, answers, markers) -> Window:
    return Window(store, answers, markers, "Bob")


def given(store: Store) -> dict[str, Mark]:
    """What people gave to the written question, as every command reads it."""
    return {student: of[QUESTION] for (student, _), of in manual_marks.marks(store).items()}


def test_the_overview_says_how_much_is_done_and_counts_what_was_left_blank(ann):
    assert "A tiny lesson" in ann.text
    assert "1 of 4" in ann.text


def test_rubric_items_come_from_what_the_lesson_says_earns_points(ann):
    page = ann.open("ada")
    for worth, words in (
        ("0.5", "a reason"),
        ("1", "an example with a number"),
        ("0.25", "a picture"),
    ):
        assert re.search(rf'<span class="worth">{worth}</span><span>{words}</span>', page), words
    assert "What earns the points" in page
    assert "Because of the weather" in page
    assert "Because it is cold." in page
    assert ann.score == "–"


def test_items_that_are_switched_on_and_off_are_points_that_count_everywhere(ann, store):
    ann.open("ada")
    ann.press("item 1")
    ann.press("item 2")
    assert ann.score == "1.5"
    ann.press("item 1")
    assert ann.score == "1"
    mark = given(store)["ada"]
    assert mark == Mark(1.0, "- **1**: an example with a number")
    rewrite(store, HERE)
    with store.grades_path.open(newline="") as file:
        ada = next(row for row in csv.DictReader(file) if row["student"] == "ada")
    assert (ada["score"], ada[QUESTION]) == ("2", "1")
    assert "an example with a number" in store.feedback_path("ada", LESSON).read_text()
    ann.press("back")
    assert ann.score == "–"
    assert "ada" not in given(store)


def test_no_points_is_a_mark_too_and_progress_counts_it(ann, store):
    assert "1 of 4</b> marked" in ann.open("ada")
    assert "2 of 4</b> marked" in ann.press("none")
    assert given(store)["ada"].score == 0.0


def test_a_blank_answer_has_0_already_and_may_still_get_points(ann, store):
    page = ann.open("dan")
    assert "Nothing was written here, which is 0 points already." in page
    assert ann.score == "0"
    ann.press("item 1")
    assert given(store)["dan"].score == 0.5


@pytest.mark.parametrize("typed", ["-7", "7", "1e9", "nan", "inf", "one"])
def test_points_that_there_are_not_are_refused_in_words(ann, store, typed):
    ann.open("ada")
    page = ann.send("adjust", adjustment=typed)
    assert ann.status == 409
    assert "0 to 2. Nothing was changed." in page or "is no number of points" in page
    assert given(store) == {}


def test_points_besides_the_items_and_a_comment_reach_the_student(ann, store):
    ann.open("ada")
    ann.press("item 1")
    ann.send("adjust", adjustment="0,25")
    ann.send("comment", comment="Say <b>more</b>.\r\n\r\nPlease.")
    assert given(store)["ada"] == Mark(
        0.75, "- **0.5**: a reason\n- **+0.25** besides\n\nSay <b>more</b>.\n\nPlease."
    )


def test_a_comment_is_offered_on_the_other_answers(ann, store):
    ann.open("ada")
    ann.send("comment", comment="Give an example.")
    ann.open("eve")
    ann.send("offered-1", ("does", "comment"))
    assert given(store)["eve"].comment == "Give an example."


def test_answers_with_the_same_text_are_marked_together(ann, store):
    assert "2 answers have this text." in ann.open("ada")
    assert "answers have this text" not in ann.open("eve")
    ann.open("ada")
    ann.press("item 1")
    ann.press("alike")
    assert given(store)["ben"] == given(store)["ada"] == Mark(0.5, "- **0.5**: a reason")


def test_changing_a_rubric_item_changes_all_who_have_it_and_says_who(ann, bob, store):
    for window, student in ((ann, "ada"), (bob, "eve")):
        window.open(student)
        window.press("item 1")
    page = ann.open("ada")
    assert "2 answers have it" in page
    ann.send("rubric-form", points=["0.75", "1", "", "0.5"], words=["why", "how", "", "new"])
    assert ann.score == "0.75"
    assert given(store) == {
        "ada": Mark(0.75, "- **0.75**: why"),
        "eve": Mark(0.75, "- **0.75**: why"),
    }
    page = bob.open("eve")
    assert "<span>a picture</span>" not in page
    assert "by Bob" in page
    assert "Ann: 0.5 → 0.75 (the rubric changed)" in page
    bob.press("item 4")
    assert bob.score == "1.25"


def test_a_rubric_that_would_give_more_points_than_there_are_changes_nothing(ann, store):
    ann.open("ada")
    ann.press("item 1")
    page = ann.send("rubric-form", points=["3", "1", "1", ""], words=["why", "how", "x", ""])
    assert "That would be 3 points, and this question has 0 to 2. Nothing was changed." in page
    assert given(store)["ada"].score == 0.5


def test_a_rubric_that_somebody_else_has_changed_is_not_overwritten(ann, bob):
    for window in (ann, bob):
        window.open("ada")
    change = {"points": ["1", "1", "1", ""], "words": ["x", "y", "z", ""]}
    ann.send("rubric-form", **change)
    assert "Somebody has changed the rubric meanwhile" in bob.send("rubric-form", **change)


def test_nobody_overwrites_anothers_mark_unless_it_is_flagged(ann, bob, store):
    for window in (ann, bob):
        window.open("eve")
    ann.press("item 1")
    page = bob.press("item 2")
    assert bob.status == 409
    assert "Ann has marked this answer. It stays as Ann left it." in page
    assert "Taken: Ann has marked this answer." in page
    assert given(store)["eve"].score == 0.5
    ann.send("flag", flag="Is this a reason?")
    assert "Ann asks you to look at this answer" in bob.open("eve")
    bob.press("none")
    assert given(store)["eve"].score == 0.0


def test_two_windows_of_one_marker_do_not_undo_each_other(ann, store, answers, markers):
    other = Window(store, answers, markers, "Ann")
    for window in (ann, other):
        window.open("eve")
    ann.press("item 1")
    assert "Ann has changed this mark since you saw it" in other.press("item 2")
    assert given(store)["eve"].score == 0.5


def test_the_history_says_who_when_and_what_before(ann, store):
    ann.open("eve")
    ann.press("item 1")
    ann.press("item 2")
    assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d</time> UTC, Ann: 0.5 → 1.5", ann.text)
    assert "Ann: no mark → 0.5" in ann.text


def test_no_name_is_on_any_page_until_names_are_switched_on(ann):
    pages = [ann.text] + [ann.open(student) for student in WORDS]
    assert not [page for page in pages if re.search("ada|Ada Person|ben|Ben Person", page)]
    ann.open("ada")
    ann.send("names", ("names", "on"))
    assert "Ada Person (ada)" in ann.text


def test_an_answer_with_somebody_else_s_values_waits_and_says_whose_they_are(
    as_graded, tmp_path, markers
):
    store = Store(shutil.copytree(as_graded.folder, tmp_path / "out"))
    passed = TestResult("q1 - 1", False, True, 1.0, "")
    varied = QuestionResult("q1", None, 1.5, tests=(passed,), made_for="42")
    said = "q1 was made for the number of Ben Person (ben), and not for this student's"
    ada = marked.result("ada", WORDS["ada"])
    questions = (varied, *ada.questions[1:])
    store.save(replace(ada, questions=questions, problems=(f"{FOR_INSTRUCTORS}{said}; it waits",)))
    answers = Answers(store, HERE)
    [waits] = [one for one in answers.questions if one.place.question == "q1"]
    [answer] = waits.answers
    assert (answer.student, answer.blank) == ("ada", False)
    window = Window(store, answers, markers, "Ann")
    page = window.show(f"/q/{waits.id}/{answer.id}")
    assert "answer = 42" in re.sub("<[^>]*>", "", page)
    assert "made for another number, and not for this student’s" in page
    assert "By the tests for those it has 1 of 1.5." in page
    assert "Ben Person" not in page
    page = window.send("names", ("names", "on"))
    assert "This was made for the number of Ben Person (ben), and not for this student’s" in page
    window.send("adjust", adjustment="1.5")
    assert manual_marks.marks(store)["ada", LESSON]["q1"] == Mark(1.5)


def test_what_was_given_in_formgrader_counts_and_is_shown(ann, store):
    with connection.connection(store) as database:
        database.exec_driver_sql("UPDATE grade SET manual_score = 1.25 WHERE auto_score IS NULL")
        database.commit()
    page = ann.open("ada")
    assert ann.score == "1.25"
    assert "given elsewhere" in page
    ann.press("item 1")
    assert given(store)["ada"].score == 0.5
    assert "Ann: 1.25 → 0.5" in ann.text


def test_marks_survive_another_file_and_ask_to_be_looked_at(ann, store):
    ann.open("ada")
    ann.press("item 2")
    store.save(marked.result("ada", "Another answer."))
    rewrite(store, HERE, fill=True)
    page = ann.open("ada")
    assert ann.score == "1"
    assert "Something else was handed in after this was marked." in page
    assert "1 handed in anew" in ann.client.get("/").text
    page = ann.send("confirm", ("does", "confirm"))
    assert "Something else was handed in" not in page


def handed_in_anew(store: Store, words: str) -> Answers:
    """What the page makes of another notebook of Ada's, once it is opened again."""
    notebook = nbformat.writes(marked.handed_in(words))
    write_atomically(store.executed_path("ada", LESSON), notebook)
    store.save(replace(marked.result("ada", words), submission_sha256=f"another, {words}"))
    rewrite(store, HERE, fill=True)
    return Answers(store, HERE)


def test_of_another_file_only_answers_with_another_text_are_asked_for_again(ann, store):
    ann.open("ada")
    ann.press("item 2")
    assert keep_marks(store, handed_in_anew(store, f"{WORDS['ada']} ")) == 1
    assert "Something else was handed in" not in ann.open("ada")
    assert ann.score == "1"
    assert keep_marks(store, handed_in_anew(store, "Another reason.")) == 0
    assert "Something else was handed in" in ann.open("ada")


def test_a_mark_of_which_nobody_knows_the_text_is_asked_for_again(ann, store):
    """One that was given in formgrader, say."""
    ann.open("ada")
    ann.press("item 2")
    store.marked_answers_path("ada", LESSON).unlink()
    assert keep_marks(store, handed_in_anew(store, WORDS["ada"])) == 0


def test_a_deleted_gradebook_gives_marks_and_history_back(ann, store, answers, markers):
    ann.open("ada")
    ann.press("item 2")
    given(store)  # as any command that reads
    store.gradebook_path.unlink()
    rewrite(store, HERE, fill=True)
    journal.restore(store)
    window = Window(store, answers, markers, "Ann")
    assert "Ann: no mark → 1" in window.open("ada")
    assert window.score == "1"
    window.press("item 1")
    assert given(store)["ada"].score == 1.5


def test_without_the_token_nothing_is_shown_or_taken(ann, store, answers):
    stranger = Client(ann.client.app)
    [question] = answers.questions
    address = f"/q/{question.id}/{question.answers[0].id}"
    for path in ("/", "/?token=x", "/?token=%C3%BC", address):
        assert stranger.get(path).status_code == 401
    assert stranger.post(f"{address}/mark", data={"does": "none"}).status_code == 401
    assert given(store) == {}


def test_the_address_opens_as_a_link_too_and_no_script_can_read_what_it_leaves(ann, markers):
    entered = ann.client.get(f"/?token={markers[0].token}")
    [cookie] = [one.headers["set-cookie"] for one in entered.history]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "token" not in str(entered.url)


@pytest.mark.parametrize(
    ("headers", "secret"),
    [
        ({"origin": "http://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:9999"}, True),
        ({}, False),
    ],
)
def test_a_form_of_another_site_changes_nothing(ann, store, markers, headers, secret):
    ann.open("ada")
    fields = {"does": "none", "seen": "0", "secret": markers[0].secret if secret else "guessed"}
    done = ann.client.post(f"{ann.address}/mark", data=fields, headers=headers)
    assert done.status_code == 403
    assert given(store) == {}


def test_the_window_of_one_marker_gives_nothing_in_the_name_of_another(ann, bob, store):
    """Both are in one browser, whose cookie is the last one's."""
    ann.open("ada")
    ann.client.cookies.clear()
    ann.client.cookies.update(bob.client.cookies)
    assert "not of this window's marker" in ann.press("none")
    assert given(store) == {}


def test_another_host_name_is_no_way_in(ann):
    assert ann.client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/static/mark.js", "/q/none/none", "/nowhere"])
def test_every_response_has_the_policy(ann, path):
    policy = ann.client.get(path).headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy


def test_what_students_wrote_is_shown_without_anything_that_acts(tmp_path, markers):
    words = {f"s{number}": f"{attack}\n\nBut **this**." for number, attack in enumerate(ATTACKS)}
    store = marked.graded(tmp_path / "out", words, HERE)
    window = Window(store, Answers(store, HERE), markers, "Ann")
    for student in words:
        window.open(student)
        shown = re.search(r'<div class="answer".*?</section>', window.raw, re.DOTALL)[0]
        tags = {tag.lower() for tag in re.findall(r"<([a-zA-Z]+)", shown)}
        harmful = {"script", "iframe", "form", "input", "svg", "style", "meta", "base", "link"}
        assert not tags & harmful, student
        inside = shown.partition("\n")[2]
        assert not re.search(r"<[^>]*\s(on\w+|style|id|aria-keyshortcuts)=", inside), student
        assert window.raw.count("<script") == 1, student


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("mark", {"does": "item x"}),
        ("mark", {"does": "item 99"}),
        ("mark", {"does": "?"}),
        ("mark", {"seen": "x"}),
        ("mark", {"does": "comment", "comment": "x" * 20_000}),
        ("rubric", {"number": "1", "words": "", "points": "1"}),
    ],
)
def test_a_form_that_the_page_does_not_have_is_refused_in_words(ann, store, markers, path, fields):
    ann.open("ada")
    data = {"secret": markers[0].secret, "seen": "0", "does": "none", **fields}
    done = ann.client.post(f"{ann.address}/{path}", data=data)
    assert done.status_code == 409
    assert 'class="refusal" role="alert"' in done.text
    assert given(store) == {}
