"""From a class's attempts to one result for each student and lesson. [coordinator]"""

from __future__ import annotations

import dataclasses
import functools
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path

from autograder.assignment.model import Assignment
from autograder.collect import naming
from autograder.collect.attempts import Attempts, attempts
from autograder.collect.roster import Member, read_roster, read_teams
from autograder.collect.submissions import GROUP, OfNbgrader, Only, SubmittedFile
from autograder.files import listed, write_atomically
from autograder.grading.reading import Reader
from autograder.lms.download import Submitter
from autograder.record import classroom as classrooms
from autograder.record.attempts import Attempt, save_attempts
from autograder.record.classroom import Classroom, HiddenChecks, IdentityError, Which
from autograder.record.final_grade import due_of, finalize, late_by
from autograder.record.left_over import settle
from autograder.record.numbers import numbers_of
from autograder.record.result import UNKNOWN_LESSON, Result
from autograder.record.store import Store

_NAMED_AT_MOST = 20


def class_of(
    store: Store,
    lessons: Iterable[str],
    *,
    roster: Path | None = None,
    groups: Iterable[str] = (),
    due: Iterable[str] = (),
    late: str | None = None,
    which: Which | None = None,
    hidden_checks: HiddenChecks | None = None,
    requests_to: str | None = None,
) -> Classroom:
    """The class as it was described before, with what is said now in its place.

    Args:
        roster: a CSV file, as `read_roster` takes it.
        groups: texts such as `01-setup=pairs.csv`: who works together in a lesson, in a file as
            `read_teams` takes it; `01-setup=none` has the roster's groups count again.
        due: as `due_dates` and `section_dates` take them.
        late: as `late_policy` takes it.
        which: as in `Classroom.which`.
        hidden_checks: as in `Classroom.hidden_checks`.
        requests_to: as `classroom.requests_to` takes it.

    Raises:
        RosterError: the roster, or a list of groups, cannot be used.
        ClassroomError: a date, the policy or the address cannot be used.
        DamagedFileError: the class's file is damaged.
    """
    known = classrooms.load(store)
    said, names = list(due), list(lessons)
    members = known.members if roster is None else read_roster(roster)
    numbers_of(members.values())  # before anything is graded
    for_all = [text for text in said if not classrooms.is_of_section(text)]
    dates = {**known.due, **classrooms.due_dates(for_all, names)}
    of_sections = [text for text in said if classrooms.is_of_section(text)]
    section_dates = classrooms.section_dates(of_sections, names, members.values())
    sections = {**known.section_due, **section_dates}
    return dataclasses.replace(
        known,
        members=members,
        teams=_teams(known, groups, names, members),
        due={lesson: moment for lesson, moment in dates.items() if moment},
        section_due={place: moment for place, moment in sections.items() if moment},
        late=known.late if late is None else classrooms.late_policy(late),
        which=which or known.which,
        hidden_checks=hidden_checks or known.hidden_checks,
        requests_to=known.requests_to
        if requests_to is None
        else classrooms.requests_to(requests_to),
    )


def _teams(
    known: Classroom, texts: Iterable[str], lessons: Collection[str], members: Mapping[str, Member]
) -> dict[str, Mapping[str, str]]:
    """`Classroom.teams` with what is said now in the place of what was said before.

    Raises:
        ClassroomError: a text names no lesson.
        RosterError: a list cannot be used.
    """
    teams = dict(known.teams)
    for text in texts:
        lesson, _, file = text.partition("=")
        if lesson not in lessons or not file:
            raise classrooms.ClassroomError(
                f"--groups {text}: write LESSON=FILE, with one of the lessons "
                f"{', '.join(sorted(lessons))}."
            )
        if file == "none":
            teams.pop(lesson, None)
        else:
            teams[lesson] = read_teams(Path(file), members.values())
    return teams


def read_submissions(
    paths: Iterable[Path],
    known: Mapping[str, Assignment],
    classroom: Classroom,
    tell: Callable[[str], None],
    store: Store,
    reader: Reader,
    *,
    single: Assignment | None = None,
    students: Sequence[str] = (),
) -> list[Attempts]:
    """What each student handed in for each lesson.

    Args:
        store: what was graded before.
        reader: reads it.
        single: the assignment that every notebook belongs to, unless it names another.
        students: only theirs; everybody's where none is named.

    Raises:
        FileNotFoundError: a path does not exist, or nobody, or not one of `students`, handed in
            anything in any.
        IdentityError: a file would now be another student's than when it was graded.
    """
    results = store.results()
    graded = {one.submission_sha256: one.lesson for one in results if one.questions}
    nbgraders = {
        name: OfNbgrader(one.assignment, one.name, tuple(cell.grade_id for cell in one.cells))
        for name, assignment in known.items()
        if (one := assignment.nbgrader)
    }
    work = {word for one in nbgraders.values() for word in (one.assignment, one.name)}
    found = reader.collect(
        paths,
        {*known, *work} if single is None else {single.name, single.notebook},
        nbgraders=nbgraders,
        only=None if single is None else only(single),
        members=classroom.members,
        teams=classroom.teams,
        tell=tell,
        graded=graded,
        cache=store.reading_path,
    )
    tell(_told_apart(found))
    _check_ids(found, classroom, store, {one.student for one in results})
    there = {one.student for one in found}
    for student in students:
        if student not in there:
            near = get_close_matches(student, there, n=3)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise FileNotFoundError(f"Nothing here was handed in by {student!r}.{hint}")
    wanted = [one for one in found if not students or one.student in students]
    return attempts(wanted, lambda one: bool(_late_by(one, classroom)))


_BY = {
    naming.FOLDER: "by their folders",
    naming.FILE: "by the names of their files",
    GROUP: "by their group on the roster",
    naming.GIVEN: "by the folder that was given, as their files are called like a lesson",
}


def only(assignment: Assignment) -> Only:
    """An assignment that is graded alone.

    Only where it has a name itself is a notebook that names another one of something else.
    """
    return Only(assignment.name, others=bool(assignment.settings.assignment_name))


def _told_apart(submissions: Iterable[SubmittedFile]) -> str:
    """A sentence on what says whose each file is; it names what only few are told by."""
    students: dict[str, set[str]] = defaultdict(set)
    for one in submissions:
        students[one.named_by].add(one.student)
    most = max(students, key=lambda by: len(students[by]))
    ways = []
    for by in sorted(students, key=lambda by: -len(students[by])):
        names = (
            f" ({listed(sorted(students[by]), _NAMED_AT_MOST)})"
            if by != most or by == naming.GIVEN
            else ""
        )
        how = _BY.get(by, f"by {by.capitalize()}'s names")
        ways.append(f"{len(students[by])} {how}{names}")
    return f"Students are told apart: {', '.join(ways)}."


def _check_ids(
    submissions: Sequence[SubmittedFile],
    classroom: Classroom,
    store: Store,
    graded: Collection[str],
) -> None:
    """Refuses to grade where a file would be another student's than when it was graded.

    Who goes by the roster's id from now on is the same person.

    Args:
        graded: who was graded before.
    """
    now = _files(submissions, store)
    for file, student in now.items():
        before = classroom.files.get(file, student)
        if before == student or before not in graded:
            continue
        other = next((file for file, whose in now.items() if whose == before), None)
        if other is None and student in classroom.members:
            continue
        meant = f", and {before} would be whoever handed in {other}" if other else ""
        raise IdentityError(
            f"{file} was graded as {before}'s, and would now be {student}'s{meant}. Nothing is "
            "graded. Give the same folder as before, or a roster; if the new ids are right, move "
            f"{store.result_path(before, '').parent} away."
        )


def _files(submissions: Iterable[SubmittedFile], store: Store) -> dict[str, str]:
    """File, as seen from the output folder → its student; without those that are a group's."""
    found: dict[str, set[str]] = defaultdict(set)
    seen_from = _seen_from(store)
    for one in submissions:
        found[seen_from(one)].add(one.student)
    return {file: next(iter(whose)) for file, whose in found.items() if len(whose) == 1}


def with_files(classroom: Classroom, handed_in: Iterable[Attempts], store: Store) -> Classroom:
    """The class with whose each file is, and which of them counts."""
    handed_in = list(handed_in)
    every = [one for each in handed_in for one in each.submissions]
    seen_from = _seen_from(store)
    origins = {_place(each.counts): seen_from(each.counts) for each in handed_in}
    return dataclasses.replace(
        classroom,
        files={**classroom.files, **_files(every, store)},
        origins={**classroom.origins, **origins},
    )


def left_over(
    handed_in: Sequence[Attempts],
    store: Store,
    known: Classroom,
    paths: Iterable[Path],
    students: Collection[str],
) -> list[str]:
    """Moves results of files that are gone out of the marks; see `autograder.record.left_over`.

    Args:
        known: the class as earlier runs knew it.

    Returns:
        What there is to say of it, in sentences.
    """
    now = {_place(each.counts): {one.sha256 for one in each.submissions} for each in handed_in}
    whose = {
        (submitter, lesson): name for (name, lesson), submitter in _submitters(handed_in).items()
    }
    replaced = {
        (name, lesson): whose[submitter, lesson]
        for (name, lesson), submitter in known.submitters.items()
        if whose.get((submitter, lesson), name) != name
    }
    return settle(store, known, now, paths, students=students, replaced=replaced)


def _place(submission: SubmittedFile) -> tuple[str, str]:
    """The student and lesson that its result is of."""
    return submission.student, submission.lesson or UNKNOWN_LESSON


def _seen_from(store: Store) -> Callable[[SubmittedFile], str]:
    """Gives a submission's file, as seen from the output folder."""
    folder, here = str(store.folder), str(Path.cwd())
    return lambda submission: _relative(submission.origin, folder, here)


@functools.lru_cache(1 << 15)  # each is asked for three times
def _relative(file: str, folder: str, working_folder: str) -> str:
    return os.path.relpath(file, folder)


def _late_by(submission: SubmittedFile, classroom: Classroom) -> timedelta:
    return late_by(
        submission.student,
        submission.lesson,
        submission.submitted_at,
        submission.marked_late,
        classroom,
    )


def with_submitters(classroom: Classroom, handed_in: Iterable[Attempts]) -> Classroom:
    """The class with what systems know of the students who handed in."""
    return dataclasses.replace(
        classroom, submitters={**classroom.submitters, **_submitters(handed_in)}
    )


def _submitters(handed_in: Iterable[Attempts]) -> dict[tuple[str, str], Submitter]:
    counting = [each.counts for each in handed_in]
    return {(one.student, one.lesson): one.submitter for one in counting if one.submitter}


@dataclass(frozen=True)
class Round:
    """Submissions that are graded together: at most one of a student for a lesson.

    Attributes:
        store: where their results go.
    """

    submissions: tuple[SubmittedFile, ...]
    store: Store


def plan(handed_in: Sequence[Attempts], store: Store, which: Which) -> list[Round]:
    """What is graded: the submissions that count, or, where the best of several does, all of them.

    Of several, the first ones then go into `attempts/1/` of the output folder, the second ones into
    `attempts/2/`, and so on, each with its pages and marks.
    """
    if which == "last":
        return [Round(tuple(each.counts for each in handed_in), store)]
    several = [each.submissions for each in handed_in if len(each.submissions) > 1]
    single = tuple(each.counts for each in handed_in if len(each.submissions) == 1)
    rounds = [Round(single, store)] if single else []
    for number in range(max(map(len, several), default=0)):
        turn = tuple(theirs[number] for theirs in several if len(theirs) > number)
        rounds.append(Round(turn, store.attempt(number + 1)))
    return rounds


def choose(
    handed_in: Sequence[Attempts],
    graded: Iterable[tuple[Round, Sequence[Result]]],
    store: Store,
    classroom: Classroom,
) -> list[Result]:
    """One result for each student and lesson, and a table of what else there was.

    Where the best counts, that is after what lateness costs; of equals, the last counts.

    Args:
        graded: the rounds of `plan`, each with the results of its submissions in their order.
    """
    results = {
        _attempt_key(submission): result
        for each, of_round in graded
        for submission, result in zip(each.submissions, of_round, strict=True)
    }
    chosen = []
    for each in handed_in:
        if classroom.which == "best" and len(each.submissions) > 1:
            theirs = [results[_attempt_key(one)] for one in each.submissions]
            scores = [finalize(result, {}, classroom).score for result in theirs]
            index = max(range(len(theirs)), key=lambda index: (scores[index], index))
            _keep(store.attempt(index + 1), store, theirs[index])
            each = dataclasses.replace(each, counting=index)
        chosen.append(each)
    _note(chosen, store, results if classroom.which == "best" else {})
    return [results[_attempt_key(each.counts)] for each in chosen]


def _attempt_key(submission: SubmittedFile) -> str:
    return f"{submission.student}\0{submission.lesson}\0{submission.sha256}"


def _keep(attempt: Store, store: Store, result: Result) -> None:
    """Copies a result with its pages; the result comes last, as it says that they are there."""
    for path_in in (Store.executed_path, Store.feedback_path, Store.crash_path):
        source = path_in(attempt, result.student, result.lesson)
        if source.is_file():
            target = path_in(store, result.student, result.lesson)
            write_atomically(target, source.read_bytes())
        elif path_in is Store.crash_path:  # then it is of an earlier one, and says nothing of this
            path_in(store, result.student, result.lesson).unlink(missing_ok=True)
    if attempt.load(result.student, result.lesson) == result:
        store.save(result)


def _note(handed_in: Iterable[Attempts], store: Store, graded: dict[str, Result]) -> None:
    rows = []
    for each in handed_in:
        for number, one in enumerate(each.submissions):
            result = graded.get(_attempt_key(one))
            if len(each.submissions) > 1:
                moment = one.submitted_at.isoformat() if one.submitted_at else ""
                rows.append(
                    Attempt(
                        *_place(one),
                        number + 1,
                        one.origin,
                        moment,
                        late=one.marked_late,
                        counts=number == each.counting,
                        score=result.score if result else None,
                    )
                )
    save_attempts(store, rows, [_place(each.counts) for each in handed_in])


def remarks(handed_in: Sequence[Attempts], store: Store, classroom: Classroom) -> list[str]:
    """Sentences on who handed in several times, who is not on the roster and who is missing."""
    said = []
    several = [each.counts for each in handed_in if len(each.submissions) > 1]
    if several:
        names = listed([_of_lesson(one) for one in several], _NAMED_AT_MOST)
        said.append(f"Handed in several times: {names}. {store.attempts_path} says what counts.")
    said += _guessed(handed_in, classroom)
    late = [each.counts for each in handed_in if _late_by(each.counts, classroom)]
    if late:
        names = listed([_of_lesson(one) for one in late], _NAMED_AT_MOST)
        said.append(
            f"Late: {names}. The points below are before what that costs ({classroom.late}); "
            "`grades.csv` and `autograder export` take it off."
        )
    said += _timeless(handed_in, classroom)
    if not classroom.members:
        return said
    strangers = dict.fromkeys(
        each.counts.student for each in handed_in if each.counts.student not in classroom.members
    )
    if strangers:
        said.append(f"Not on the roster: {listed(list(strangers), _NAMED_AT_MOST)}.")
    for lesson in sorted({each.counts.lesson for each in handed_in} - {""}):
        there = {each.counts.student for each in handed_in if each.counts.lesson == lesson}
        missing = [
            student
            for student in classroom.members
            if student not in there and not store.result_path(student, lesson).exists()
        ]
        if missing:
            said.append(
                f"Nothing for {lesson} from {len(missing)}: {listed(missing, _NAMED_AT_MOST)}."
            )
    return said


def _guessed(handed_in: Iterable[Attempts], classroom: Classroom) -> Iterator[str]:
    """A sentence on students of whose files nothing certain tells which is the newest."""
    guesses = [each for each in handed_in if each.is_guess]
    if guesses and classroom.which != "best":
        names = listed(
            [f"{_of_lesson(each.counts)}: {_short(each)}" for each in guesses], _NAMED_AT_MOST, "; "
        )
        yield (
            "Nothing tells for certain which of several files is the newest. Taken for it: "
            f"{names}. With --which best all of them are graded, and the best counts."
        )


def _short(attempts: Attempts) -> str:
    """The file that counts, without the folders that all files of the student lie in."""
    places = [Path(one.origin).absolute() for one in attempts.submissions]
    common = os.path.commonpath([place.parent for place in places])
    return str(places[attempts.counting].relative_to(common))


def _of_lesson(submission: SubmittedFile) -> str:
    """A student, and for which lesson where that is known."""
    return submission.student + (f" ({submission.lesson})" if submission.lesson else "")


def _timeless(handed_in: Iterable[Attempts], classroom: Classroom) -> Iterator[str]:
    """A sentence on submissions of which nothing says whether they came late, if that matters.

    Canvas says it, though not when.
    """
    unknown = [
        one.student
        for each in handed_in
        if (one := each.counts).submitted_at is None
        and due_of(one.student, one.lesson, classroom)
        and not (one.submitter and one.submitter.lms == "canvas")
    ]
    if unknown and classroom.late != "none":
        yield (
            f"Nothing says when {len(unknown)} submissions were handed in, so they count as on "
            f"time: {listed(unknown, _NAMED_AT_MOST)}."
        )
