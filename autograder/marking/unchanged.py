"""Marks that stay without a question, because the answer is the same as before. [coordinator]"""

from __future__ import annotations

from autograder.marking.answers import Answer, Answers, Question
from autograder.record import marked_answers
from autograder.record.gradebook import journal
from autograder.record.gradebook.journal import Answered
from autograder.record.store import Store


def keep_marks(store: Store, answers: Answers) -> int:
    """Settles the marks of answers that are as they were, where something else was handed in.

    Returns:
        How many these are.

    Raises:
        GradebookError: the gradebook cannot be reached.
    """
    kept = 0
    for question in answers.questions:
        marking = journal.read(store, question.place, question.students)
        for answer in question.answers:
            if _is_unchanged(store, question, answer, marking.answers[answer.student]):
                journal.confirm(store, question.place, answer.student)
                kept += 1
    return kept


def note(store: Store, question: Question, students: set[str]) -> None:
    """Notes the texts of answers that were just marked; not of those that nobody can compare."""
    texts = {
        answer.student: answer.same
        for answer in question.answers
        if answer.student in students and answer.same != answer.id
    }
    marked_answers.note(store, question.place.lesson, question.place.question, texts)


def _is_unchanged(store: Store, question: Question, answer: Answer, state: Answered) -> bool:
    is_too_much = (state.mark.score or 0.0) > question.place.most
    if not state.again or is_too_much or answer.same == answer.id:
        return False
    known = marked_answers.of(store, answer.student, question.place.lesson)
    return known.get(question.place.question) == answer.same
