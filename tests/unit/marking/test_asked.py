"""Requests for another look on the marking page: listed, beside the answer, replied to."""

from __future__ import annotations

import re
from html import escape

import pytest

from autograder.marking.answers import Answers
from autograder.marking.app import Marker, MarkingPages
from autograder.record import requests
from autograder.record.gradebook import journal, manual_marks
from autograder.record.gradebook.journal import Given, Place
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from tests.support import marked
from tests.support.asgi import PORT, Client
from tests.support.marked import LESSON, QUESTION
from tests.support.rendering import HERE

REASON = "I divided by <b>255</b>.\nLook at the cell."


@pytest.fixture(scope="module")
def window(tmp_path_factory) -> tuple[Store, Client, Marker]:
    """Ada asks about a question that tests mark, Ben about one that a person marks."""
    folder = tmp_path_factory.mktemp("asked") / "graded"
    store = marked.graded(folder, {"ada": "Because.", "ben": "Why?"}, HERE)
    requests.add(store, "ada", LESSON, "q1", REASON)
    requests.add(store, "ben", LESSON, QUESTION, "Nobody has read it.")
    marker = Marker("Ann")
    client = Client(MarkingPages(store, Answers(store, HERE), [marker], PORT).app())
    client.get(f"/?token={marker.token}")
    return store, client, marker


def address(client: Client, question: str) -> str:
    return re.search(rf'href="(/requests/\w+)">{question}<', client.get("/").text)[1]


def send(window, path: str, **fields: str):
    _, client, marker = window
    return client.post(path, data={"secret": marker.secret, **fields})


def test_the_list_says_what_waits_and_not_who_asks(window):
    shown = window[1].get("/").text
    assert "2 of 2 wait for a reply" in shown
    assert escape(REASON, quote=False) in shown
    assert "Ada" not in shown


def test_a_request_stands_beside_the_answer_in_words(window):
    _, client, _ = window
    page = client.get(address(client, QUESTION)).text
    answer = client.get(re.search(r'href="(/q/[^"]+)"[^>]*>Mark it by', page)[1]).text
    assert "Nobody has read it." in answer
    assert "Asks for another look" in answer


def test_of_a_tested_question_cell_checks_and_points_stand_there(window):
    _, client, _ = window
    page = client.get(address(client, "q1")).text
    assert "answer = 42" in re.sub("<[^>]+>", "", page)
    assert "What the checks say" in page
    assert escape(REASON, quote=False) in page
    assert "Ada" not in page


def following(page) -> str:
    return re.search(r'<a href="([^"]+)" aria-keyshortcuts="n"', page.text)[1]


def test_n_leads_over_everything_that_waits(window):
    """From the list to one request, to the other, and past the answer that has it to the next."""
    _, client, _ = window
    first = following(client.get("/"))
    assert first == address(client, "q1")
    second = following(client.get(first))
    assert second == address(client, QUESTION)
    assert following(client.get(second)) == first
    answer = re.search(r'href="(/q/[^"]+)"[^>]*>Mark it by its rubric', client.get(second).text)[1]
    other = following(client.get(answer))
    assert other.startswith("/q/")
    assert other != answer


def test_n_leads_to_a_marked_answer_that_has_a_request_and_then_on(window):
    store, client, _ = window
    place = Place(LESSON, QUESTION, 2.0)
    for student in ("ada", "ben"):
        journal.give(store, place, (), {student: 0}, Given(adjustment=1.0), "Ann")
    [question] = Answers(store, HERE).questions
    at = {one.student: f"/q/{question.id}/{one.id}" for one in question.answers}
    assert following(client.get(at["ada"])) == at["ben"]
    assert str(client.get(f"/q/{question.id}").url).endswith(at["ben"])


def test_points_and_reply_reach_the_students_page(window):
    store, client, _ = window
    path = address(client, "q1")
    assert send(window, f"{path}/points", points="0,5", seen="0").status_code == 200
    assert manual_marks.marks(store)["ada", LESSON]["q1"].score == 0.5
    assert send(window, f"{path}/reply", reply="A *half* is right.", back=path).status_code == 200
    assert "1 of 2 wait for a reply" in client.get("/").text
    rewrite(store, HERE)
    page = store.feedback_path("ada", LESSON).read_text("utf-8")
    assert "A <em>half</em> is right." in page
    assert "0.5 of 1 point" in page
    assert "<em>half" not in store.feedback_path("ben", LESSON).read_text("utf-8")


def test_what_cannot_be_taken_is_refused_in_words(window):
    _, client, _ = window
    path = address(client, "q1")
    refused = send(window, f"{path}/reply", reply=" ", back=path)
    assert refused.status_code == 409
    assert "Write a few words" in refused.text
    refused = send(window, f"{path}/points", points="7", seen="1")
    assert refused.status_code == 409
    assert "0 to 1" in refused.text
    assert send(window, f"{path}/points", points="1", seen="0").status_code == 409
    assert send(window, "/requests/none/reply", reply="x").status_code == 404
    stranger = client.post(f"{path}/reply", data={"reply": "x"})
    assert stranger.status_code == 403
