"""What there is to mark: the written questions of a class, and their answers. [coordinator]"""

from __future__ import annotations

import functools
import hashlib
import logging
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from autograder.files import natural
from autograder.marking.hidden_names import HIDDEN, names_of, pattern
from autograder.marking.kept_answers import Kept, Text
from autograder.marking.near import groups
from autograder.marking.rubric import good_answer_of, items_of, task_of
from autograder.record import classroom, lesson_info
from autograder.record.gradebook.journal import Item, Place
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import FOR_INSTRUCTORS, QuestionResult, Result, Trust
from autograder.record.store import Store
from autograder.report.shown import MOST_BYTES
from autograder.run.worker import WorkerError, Workers

_log = logging.getLogger(__name__)
_WORKER = "autograder.marking.answers_in_worker"
_SECONDS = 60.0
#: answers that are kept as HTML, so that going back to one is quick
_KEPT = 50
_NOT_SHOWN = Markup("<p>This notebook could not be shown here. It lies in the output folder.</p>")
_NO_PLACE = Markup("<p>The place of this answer was not found in the notebook.</p>")


@dataclass(frozen=True)
class Answer:
    """An answer of a student's.

    Attributes:
        id: does not say whose it is.
        name: whose it is, for who switches names on.
        same: answers with the same text have the same one.
        near: answers with nearly the same text have the same one, which is `same` of one of them.
        blank: whether nothing was written; it has 0 points as long as nobody gives it any.
        other: where its values are not this student's own, whose they are, as a clause that names
            that student.
        would_earn: what it has by the tests of those values.
    """

    id: str
    student: str
    name: str
    same: str
    near: str
    blank: bool
    other: str = ""
    would_earn: float = 0.0


@dataclass(frozen=True)
class Question:
    """A question of a lesson with its answers: near ones in a row, blank ones last.

    Attributes:
        id: of the question, for addresses.
        title: of the lesson.
        heading: under which the question stands in the lesson.
        rubric: the items to begin with.
        task: what is asked, and what earns the points, as HTML.
        good_answer: as HTML; empty where the lesson has none.
    """

    id: str
    place: Place
    title: str
    heading: str
    rubric: tuple[Item, ...]
    task: Markup
    good_answer: Markup
    answers: tuple[Answer, ...]

    @functools.cached_property
    def at(self) -> Mapping[str, int]:
        """The id of an answer → where it stands among the answers, from 0."""
        return {answer.id: index for index, answer in enumerate(self.answers)}

    @functools.cached_property
    def students(self) -> list[str]:
        """Whose answers they are, in their order."""
        return [answer.student for answer in self.answers]

    @functools.cached_property
    def begins(self) -> Mapping[str, int]:
        """`Answer.same` → where the first answer that has it stands, from 0."""
        return {answer.same: at for at, answer in reversed([*enumerate(self.answers)])}

    @functools.cached_property
    def written(self) -> int:
        """How many answers are not blank; all, where all are."""
        return sum(not answer.blank for answer in self.answers) or len(self.answers)

    @functools.cached_property
    def near(self) -> Mapping[str, list[Answer]]:
        """`Answer.near` → the answers that have it, in their order."""
        found: dict[str, list[Answer]] = {}
        for answer in self.answers:
            found.setdefault(answer.near, []).append(answer)
        return found

    @functools.cached_property
    def sizes(self) -> Mapping[str, int]:
        """How many answers have the same text."""
        return Counter(answer.same for answer in self.answers)


class Answers:
    """The questions of an output folder that a person marks. Threads may share it."""

    def __init__(
        self,
        store: Store,
        workers: Workers,
        tell: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """Args:
        store: whose gradebook is filled.
        workers: what reads notebooks.
        tell: called with the number of notebooks looked at, and of all.
        """
        self._store = store
        self._workers = workers
        self._kept: OrderedDict[tuple[str, str, bool], Markup] = OrderedDict()
        self._lock = threading.Lock()
        self._results: dict[tuple[str, str], Result] = {}
        found = [result for result in store.results() if any(map(_is_marked, result.questions))]
        kept = Kept(store)
        with ThreadPoolExecutor(workers.number, "answers") as pool:
            texts: list[Mapping[str, Text]] = []
            compared = functools.partial(self._compared, kept=kept)
            for done, one in enumerate(pool.map(compared, found), 1):
                tell(done, len(found))
                texts.append(one)
        kept.save()
        people = classroom.load(store)
        lessons = lesson_info.load(store)
        by_question: dict[tuple[str, str], list[tuple[QuestionResult, str, Text]]] = {}
        for result, theirs in zip(found, texts, strict=True):
            self._results[result.student, result.lesson] = result
            for question in filter(_is_marked, result.questions):
                key = (result.lesson, question.name)
                # What could not be compared is the same as no other.
                text = theirs.get(question.name) or Text(_id(*key, result.student))
                by_question.setdefault(key, []).append((question, result.student, text))
        self._people = people
        #: in the order of the lessons, and of the questions in them
        self.questions = [
            self._question(lesson, name, given, lessons.get(lesson) or LessonInfo(lesson))
            for (lesson, name), given in sorted(
                by_question.items(), key=lambda one: natural(one[0][0])
            )
        ]
        self.by_id = {question.id: question for question in self.questions}

    def html(self, question: Question, answer: Answer, *, names: bool = False) -> Markup:
        """An answer as sanitised HTML, made by a worker.

        Args:
            names: whether the student's own name may be seen in it.
        """
        key = (question.id, answer.id, names)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        result = self._results[answer.student, question.place.lesson]
        made = self.cells(result, question.place.question, names=names, blank=answer.blank)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def cells(
        self, result: Result, question: str, *, names: bool = False, blank: bool = False
    ) -> Markup:
        """The cells that answer any question of a result, as sanitised HTML made by a worker.

        Args:
            names: whether the student's own name may be seen in them.
            blank: whether nothing is written there.
        """
        hidden = [] if names else self._hidden(result.student, result.lesson)
        arguments = {"question": question, "hidden": hidden, **_names(result)}
        try:
            lengths, pieces = self._workers.rewrite(
                f"{_WORKER}:write_answer", arguments, self._executed(result), most=MOST_BYTES
            )
            parts = _cut(lengths, pieces)
        except (WorkerError, ValueError, TypeError, OSError) as error:
            _log.warning("an answer of %s cannot be shown: %s", result.student, error)
            return _NOT_SHOWN
        if not parts:
            return Markup("<p>Nothing is written here.</p>") if blank else _NO_PLACE
        return _as_cells(parts)

    def without_names(self, student: str, lesson: str, text: str) -> str:
        """A text of a student's with the own name hidden."""
        return pattern(self._hidden(student, lesson)).sub(HIDDEN, text)

    def _hidden(self, student: str, lesson: str) -> list[str]:
        return names_of(student, self._people.person(student, lesson))

    def _compared(self, result: Result, kept: Kept) -> Mapping[str, Text]:
        """Question → what its text is compared by; nothing where that is not known."""
        executed, names = self._executed(result), _names(result)
        try:
            known = kept.of(executed, names)
            if known is not None:
                return known
            found, _ = self._workers.rewrite(f"{_WORKER}:compared", names, executed, most=1)
            return kept.add(executed, names, found)
        except (WorkerError, ValueError, TypeError, AttributeError, OSError) as error:
            _log.warning("answers of %s are compared with none: %s", result.student, error)
            return {}

    def _executed(self, result: Result) -> Path:
        return self._store.executed_path(result.student, result.lesson)

    def _question(
        self,
        lesson: str,
        name: str,
        given: Sequence[tuple[QuestionResult, str, Text]],
        known: LessonInfo,
    ) -> Question:
        most = max(question.max_score for question, _, _ in given)
        words = known.rubrics.get(name, "")
        said = {"task": task_of(words), "good": good_answer_of(words)}
        shown = self._markdown(said)
        written = [text for question, _, text in given if question.score is None]
        number = Counter(text.same for _, _, text in given)
        near = groups({text.same: text.sketch for text in written}, number)
        answers = sorted(
            (
                Answer(
                    _id(lesson, name, student),
                    student,
                    self._name(student, lesson),
                    text.same,
                    near.get(text.same, text.same),
                    question.score is not None,
                    *self._other(question, student, lesson),
                )
                for question, student, text in given
            ),
            key=lambda one: (one.blank, one.near, one.same != one.near, one.same, one.id),
        )
        return Question(
            _id(lesson, name),
            Place(lesson, name, most),
            known.title,
            known.headings.get(name, ""),
            items_of(words, most),
            shown["task"],
            shown["good"],
            tuple(answers),
        )

    def _other(self, question: QuestionResult, student: str, lesson: str) -> tuple[str, float]:
        """Whose values an answer has, as grading said it, and what it has by their tests."""
        if question.made_for is None:
            return "", 0.0
        begins = f"{FOR_INSTRUCTORS}{question.name} was "
        said = [one for one in self._results[student, lesson].problems if one.startswith(begins)]
        clause = said[0].removeprefix(begins).partition(", and not for")[0] if said else ""
        earned = sum(test.points for test in question.tests if test.passed)
        return clause or "made for another number", earned

    def _name(self, student: str, lesson: str) -> str:
        return self._people.person(student, lesson).name or student

    def _markdown(self, said: Mapping[str, str]) -> dict[str, Markup]:
        """The lesson's words as HTML; as they were typed where they cannot be read."""
        try:
            made = self._workers.call(
                "autograder.report.notebook:texts", {"said": said}, seconds=_SECONDS
            )
            return {name: Markup(made[name]) for name in said}  # noqa: S704
        except (WorkerError, KeyError, TypeError) as error:
            _log.warning("the lesson's words are shown as typed: %s", error)
            return {name: Markup("<pre>{}</pre>").format(words) for name, words in said.items()}


def _is_written(question: QuestionResult) -> bool:
    return question.trust == Trust.MANUAL


def _is_marked(question: QuestionResult) -> bool:
    """Whether a person marks it: an answer in words, or one with another student's values."""
    return _is_written(question) or (question.score is None and question.made_for is not None)


def _names(result: Result) -> dict[str, Any]:
    """The arguments of the worker's functions that say which questions there are."""
    return {
        "questions": [question.name for question in result.questions],
        "written": [question.name for question in filter(_is_written, result.questions)],
    }


def _as_cells(parts: Sequence[Markup]) -> Markup:
    """Pieces that a worker made; it has let through nothing that could run or load anything."""
    return Markup("\n").join(Markup('<div class="cell">{}</div>').format(one) for one in parts)


def _cut(lengths: Any, pieces: bytes) -> list[Markup]:
    """The pieces of a file.

    Raises:
        ValueError, TypeError: it does not have these.
    """
    parts = []
    end = 0
    for length in lengths:
        if not (type(length) is int and 0 <= length <= len(pieces) - end):
            raise ValueError(f"a piece of {length!r} bytes")
        parts.append(Markup(pieces[end : end + length].decode()))  # noqa: S704
        end += length
    return parts


def _id(*names: str) -> str:
    said = "\0".join(names).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:16]
