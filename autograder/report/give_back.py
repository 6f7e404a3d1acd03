"""Pages on their way back to students: who gets which, by which way. [coordinator]

`plan` looks, and changes nothing; `give` does what was planned. `autograder.record.given_back` has
what was given before.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Literal, get_args

from autograder.errors import UserError
from autograder.files import (
    DamagedFileError,
    escape,
    file_name,
    replacing,
    write_atomically,
)
from autograder.lms import canvas, gradescope, moodle
from autograder.lms.download import Submitter
from autograder.lms.table import defused, points
from autograder.record import classroom, given_back, lesson_info
from autograder.record.classroom import Classroom
from autograder.record.final_grade import FinalGrade
from autograder.record.finals import of_store
from autograder.record.given_back import GivenBack, State
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import UNKNOWN_LESSON
from autograder.record.store import Store
from autograder.report import mail
from autograder.report.gradescope import report
from autograder.report.pages import PAGES
from autograder.report.student import said

Way = Literal["moodle", "canvas", "gradescope", "mail", "folder"]
WAYS: tuple[Way, ...] = get_args(Way)
#: those that take a zip for each lesson, by the names in the download that came in
_SYSTEMS = ("moodle", "canvas", "gradescope")
#: endings that a page may have in Canvas and be what the ending says
_OF_PAGES = (".html", ".htm")
_WAITS = "wait for a person's marks; --unfinished gives them as they are"
_ELSEWHERE = "were not handed in there; give them by another way"
_NAMELESS = (
    "were graded before it was kept what their files are called there; grade the download again "
    "(nothing is run anew), then give back"
)
_NOTHING_THERE = "have nothing there that a file can be given back to; use --to mail or --to folder"
_NO_LESSON = "belong to no lesson"
_NO_ADDRESS = "have no e-mail address on the roster or in a download that can be used"
_DIFFER = (
    "share one file there, which all of their group see, and their marks differ; use --to mail or "
    "--to folder"
)

#: what somebody has to look at, before these students have their feedback
TO_LOOK_AT = (_NAMELESS, _NOTHING_THERE, _NO_LESSON, _NO_ADDRESS, _DIFFER)


class GiveBackError(UserError):
    """Nothing can be given back in this way. The message says what to do."""


@dataclass(frozen=True)
class Page:
    """A page that goes back to a student.

    Attributes:
        title: of the lesson.
        news: `new`, `changed`, or `again` where it was given before as it is.
        into: where it goes: a name in a zip, an address, a file.
        also: others of the student's group, who get it along with the student.
        digest: of what it says of the work.
        before: what is known of the last time that it was given.
    """

    final: FinalGrade
    title: str
    news: str
    digest: str
    before: GivenBack | None
    into: str = ""
    email: str = ""
    also: tuple[Page, ...] = ()

    @property
    def student(self) -> str:
        """Whose it is."""
        return self.final.result.student

    @property
    def lesson(self) -> str:
        """What it is about."""
        return self.final.result.lesson

    @property
    def who(self) -> str:
        """The students, as people read it."""
        return ", ".join(
            f"{one.final.name} ({one.student})" if one.final.name else one.student
            for one in (self, *self.also)
        )


@dataclass(frozen=True)
class Plan:
    """What is given back, and what is not.

    Attributes:
        left: why pages are not given, as the end of a sentence → whose they are.
        unchanged: how many pages were given before and say the same.
        unsure: those of which nobody knows whether they were given, as a run was interrupted.
        remarks: sentences on other things to look at.
    """

    way: Way
    pages: tuple[Page, ...] = ()
    left: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unchanged: int = 0
    unsure: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    damaged: tuple[DamagedFileError, ...] = ()


def plan(
    store: Store,
    way: Way,
    *,
    into: Path | None = None,
    lessons: Collection[str] = (),
    students: Collection[str] = (),
    again: bool = False,
    unfinished: bool = False,
) -> Plan:
    """Who gets which page.

    Args:
        into: as `give` takes it.
        lessons, students: only these; all where none is named.
        again: also what was given before and says the same.
        unfinished: also what waits for a person's marks.

    Raises:
        GiveBackError: there are no results of these.
        DamagedFileError: what is known of the class, or of what was given, is damaged.
    """
    counted, known = of_store(store), lesson_info.load(store)
    this_class = counted.classroom
    finals = [
        final
        for final in counted.finals
        if (not lessons or final.result.lesson in lessons)
        and (not students or final.result.student in students)
    ]
    damaged = tuple(store.damaged())
    if not finals and not damaged:
        there = store.results()
        hint = "Grade first."
        if there:
            named = sorted({result.lesson for result in there})
            hint = f"There are lessons {', '.join(named)}, of {len(there)} results in all."
        raise GiveBackError(f"There is nothing of that kind in {store.folder}. {hint}")
    left: dict[str, list[str]] = defaultdict(list)
    pages = []
    for final in finals:
        page = _page(store, way, final, known, this_class, into)
        if isinstance(page, str):
            left[page].append(_of(final))
        elif final.for_a_person and not unfinished:
            left[_WAITS].append(_of(final))
        else:
            pages.append(page)
    unsure = [
        f"{_of(page.final)}, into {page.before.into}"
        for page in pages
        if page.before and page.before.state == State.BEGUN
    ]
    if way in ("canvas", "moodle", "gradescope"):
        pages = list(_for_groups(pages, left))
    is_news = [_is_news(page) for page in pages]
    if (
        way == "gradescope"
    ):  # a new autograder takes the place of the one before, with all its marks
        changed = {page.lesson for page, news in zip(pages, is_news, strict=True) if news}
        is_news = [page.lesson in changed for page in pages]
    given = tuple(page for page, news in zip(pages, is_news, strict=True) if news or again)
    remarks = tuple(_other_kinds(given, this_class)) if way == "canvas" else ()
    unchanged = len(pages) - len(given)
    return Plan(way, given, left, unchanged, tuple(unsure), remarks, damaged)


def _of(final: FinalGrade) -> str:
    return f"{final.result.student} ({final.result.lesson})"


def _is_news(page: Page) -> bool:
    return any(one.news != "again" for one in (page, *page.also))


def _page(
    store: Store,
    way: Way,
    final: FinalGrade,
    known: Mapping[str, LessonInfo],
    this_class: Classroom,
    into: Path | None,
) -> Page | str:
    """A page with where it goes; or why it goes nowhere."""
    student, lesson = final.result.student, final.result.lesson
    about = known.get(lesson) or LessonInfo(lesson)
    submitter = this_class.submitters.get((student, lesson))
    place = _place(store, way, student, lesson, submitter, into)
    email = this_class.person(student, lesson).email.strip()
    if not place.name:
        return place.why
    if way == "mail" and not mail.is_address(email):
        return _NO_ADDRESS
    digest = said(final, about, this_class.told(lesson))
    before = given_back.load(store, way, student, lesson)
    is_same = before is not None and before.state == State.GIVEN and before.digest == digest
    if way == "folder" and is_same and not Path(place.name).is_file():
        is_same = False
    news = "again" if is_same else "changed" if before else "new"
    name = email if way == "mail" else place.name
    return Page(final, about.title, news, digest, before, name, email)


@dataclass(frozen=True)
class _Place:
    """Where a page goes; or without a name, why nowhere."""

    name: str = ""
    why: str = ""


def _place(
    store: Store,
    way: Way,
    student: str,
    lesson: str,
    submitter: Submitter | None,
    into: Path | None,
) -> _Place:
    if way == "mail":
        return _Place("mail")
    if way == "folder":
        folder = into or store.to_give_back_path / "folder"
        secret = given_back.secret_code(store, "folder", student)
        return _Place(str(folder / secret / f"{file_name(lesson)}.html"))
    if submitter is None or submitter.lms != way:
        return _Place(why=_ELSEWHERE)
    if not submitter.file:
        return _Place(why=_NAMELESS)
    if lesson == UNKNOWN_LESSON:
        return _Place(why=_NO_LESSON)
    if way == "moodle":
        name = moodle.feedback_name(submitter.file, lesson)
    elif way == "gradescope":
        number = gradescope.submission_number(submitter.file)
        name = number and f"marked/{number}.json"
    else:
        ending = canvas.feedback_ending(submitter.file)
        kept = ending if ending in (".ipynb", ".zip") else ".html"
        name = canvas.feedback_name(submitter.file, lesson, kept)
    return _Place(name, _NOTHING_THERE)


def _for_groups(pages: Sequence[Page], left: dict[str, list[str]]) -> Iterator[Page]:
    """One page for each file of a download, of those whose file it is."""
    of_files: dict[tuple[str, str], list[Page]] = defaultdict(list)
    for page in pages:
        of_files[page.lesson, page.into].append(page)
    for theirs in of_files.values():
        first, *others = theirs
        if any(_marks(one) != _marks(first) for one in others):
            left[_DIFFER] += [_of(one.final) for one in theirs]
        else:
            yield replace(first, also=tuple(others))


def _marks(page: Page) -> object:
    scores = [question.score for question in page.final.result.questions]
    return scores, page.final.score, sorted(page.final.comments.items())


def _other_kinds(pages: Iterable[Page], this_class: Classroom) -> Iterator[str]:
    """A sentence on pages that Canvas shows under a name that is none of a page."""
    odd = []
    for page in pages:
        submitter = this_class.submitters[page.student, page.lesson]
        ending = canvas.feedback_ending(submitter.file)
        if ending not in (*_OF_PAGES, ".ipynb", ".zip"):
            odd.append(f"{page.student} ({escape(ending) or 'without an ending'})")
    if odd:
        yield (
            "Canvas shows feedback under the name of the file that was handed in, and a page by "
            f"such a name does not open by a click: {', '.join(odd)}. Tell them to rename it to "
            ".html, or use --to mail."
        )


def give(
    store: Store,
    planned: Plan,
    into: Path | None = None,
    *,
    address: str = "",
    outbox: mail.Outbox | None = None,
    letter: mail.Letter | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> list[str]:
    """Gives pages back, which have to be there as they are now.

    Args:
        into: the folder that zips, mails or pages are written to; by default one in the output
            folder.
        address: where the folder of `--to folder` will be on the web; for the table of addresses.
        outbox: sends mails; where there is none, they are written as files.
        letter: what mails say.
        tell: takes a sentence on each thing that was made.

    Returns:
        Sentences on what could not be given.

    Raises:
        MailError: the server takes no more.
        OSError: something cannot be written.
    """
    folder = into or store.to_give_back_path / planned.way
    if planned.way == "mail":
        mails = letter or mail.Letter()
        if outbox is not None:
            return _send(store, planned.pages, outbox, mails)
        _write_mails(store, planned.pages, folder, mails)
        tell(f"{folder}: {_number(planned.pages)} as mails. Open and send them.")
        return []
    if planned.way == "folder":
        _write_folder(store, planned.pages, folder)
        table = store.to_give_back_path / "addresses.csv"
        _write_addresses(store, table, address)
        tell(f"{folder}: {_number(planned.pages)}. Put this folder on a web server.")
        tell(f"{table}: who has which address. Keep this file to yourself.")
        return []
    by_lesson: dict[str, list[Page]] = defaultdict(list)
    for page in planned.pages:
        by_lesson[page.lesson].append(page)
    for lesson, pages in by_lesson.items():
        path = _free(folder, file_name(lesson))
        _note(store, planned.way, pages, State.BEGUN, str(path))
        _write_zip(path, _content(store, planned.way, pages))
        _note(store, planned.way, pages, State.GIVEN, str(path))
        tell(f"{path}: {_number(pages)}.")
    return []


def _number(pages: Sequence[Page]) -> str:
    return f"{len(pages)} page{'' if len(pages) == 1 else 's'}"


def _note(store: Store, way: Way, pages: Iterable[Page], state: State, into: str) -> None:
    for page in pages:
        for one in (page, *page.also):
            given_back.save(store, way, one.student, one.lesson, state, one.digest, into)


def _read(store: Store, page: Page) -> bytes:
    return store.feedback_path(page.student, page.lesson).read_bytes()


def _free(folder: Path, name: str) -> Path:
    """A name for a zip that no zip has, which may be on its way to a system yet."""
    number = 1
    while (path := folder / f"{name}{f'-{number}' if number > 1 else ''}.zip").exists():
        number += 1
    return path


def _content(store: Store, way: Way, pages: Iterable[Page]) -> Iterator[tuple[str, bytes]]:
    """Name → bytes of what a zip holds."""
    if way == "gradescope":
        templates = resources.files("autograder.report") / "templates" / "gradescope"
        for program in ("setup.sh", "run_autograder"):
            yield program, (templates / program).read_bytes()
    for page in pages:
        content = b"" if way == "gradescope" else _read(store, page)
        if way == "gradescope":
            content = json.dumps(report(page.final), indent=1, ensure_ascii=False).encode(
                "utf-8", "replace"
            )
        elif page.into.endswith(".ipynb"):
            content = _as_notebook(page, content)
        elif page.into.endswith(".zip"):
            content = _zipped(f"{file_name(page.lesson)}.html", content)
        yield page.into, content


def _write_zip(path: Path, content: Iterable[tuple[str, bytes]]) -> None:
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content:
            about = zipfile.ZipInfo(name)
            about.compress_type = zipfile.ZIP_DEFLATED
            is_program = name in ("setup.sh", "run_autograder")
            about.external_attr = (0o100755 if is_program else 0o100644) << 16
            archive.writestr(about, data)


def _zipped(name: str, data: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _as_notebook(page: Page, content: bytes) -> bytes:
    """A page as a notebook, whose only output it is; nothing in it runs.

    Canvas shows feedback under the name of the file that was handed in: what is called `.ipynb` has
    to open as a notebook.
    """
    final = page.final
    rows = [
        f"| {question.name} | {points(question.score) or '–'} | {points(question.max_score)} |"
        for question in final.result.questions
    ]
    head = [
        f"# Your feedback: {page.title}",
        f"**{points(final.score)} of {points(final.result.max_score)} points.**",
        "\n".join(["| question | points | of |", "|---|---|---|", *rows]) if rows else "",
        "The whole feedback stands below. This file is feedback alone, and not your notebook.",
    ]
    cells = [
        {"cell_type": "markdown", "id": "points", "metadata": {}, "source": "\n\n".join(head)},
        {
            "cell_type": "code",
            "id": "feedback",
            "metadata": {"jupyter": {"source_hidden": True}, "cellView": "form"},
            "execution_count": None,
            "source": "",
            "outputs": [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"text/html": content.decode("utf-8", "replace")},
                }
            ],
        },
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False).encode("utf-8", "replace")


def _write_mails(store: Store, pages: Iterable[Page], folder: Path, letter: mail.Letter) -> None:
    for page in pages:
        path = folder / f"{file_name(page.student)}-{file_name(page.lesson)}.eml"
        _note(store, "mail", [page], State.BEGUN, str(path))
        write_atomically(path, letter.draft(_addressed(store, page)))
        _note(store, "mail", [page], State.GIVEN, str(path))


def _send(
    store: Store, pages: Sequence[Page], outbox: mail.Outbox, letter: mail.Letter
) -> list[str]:
    refused = []
    for page in pages:
        _note(store, "mail", [page], State.BEGUN, page.email)
        if why := outbox.send(letter.message(_addressed(store, page))):
            given_back.take_back(store, "mail", page.student, page.lesson, page.before)
            refused.append(f"{_of(page.final)}: {why}")
        else:
            _note(store, "mail", [page], State.GIVEN, page.email)
    return refused


def _addressed(store: Store, page: Page) -> mail.Addressed:
    return mail.Addressed(
        page.final.name or page.student,
        page.email,
        page.title,
        f"{file_name(page.lesson)}.html",
        _read(store, page),
        page.digest,
        replaces=page.before is not None,
    )


def _write_folder(store: Store, pages: Iterable[Page], folder: Path) -> None:
    """Pages under names that nobody can guess, with no list of them."""
    students = set()
    for page in pages:
        path = Path(page.into)
        _note(store, "folder", [page], State.BEGUN, str(path))
        write_atomically(path, _read(store, page))
        _note(store, "folder", [page], State.GIVEN, str(path))
        students.add(path.parent)
    write_atomically(folder / "index.html", PAGES.get_template("nothing.html").render())
    write_atomically(folder / "robots.txt", "User-agent: *\nDisallow: /\n")
    for student in students:
        names = sorted(path.name for path in student.glob("*.html") if path.name != "index.html")
        index = PAGES.get_template("pages.html").render(names=names)
        write_atomically(student / "index.html", index)


def _write_addresses(store: Store, table: Path, address: str) -> None:
    """A table of the address of each student who has a page."""
    this_class = classroom.load(store)
    rows = [["student", "name", "email", "address"]]
    given = {path.parent.name for path in store.given_back_paths("folder")}
    for result in store.results():
        student = result.student
        if file_name(student) in given:
            given.discard(file_name(student))
            person = this_class.person(student, result.lesson)
            where = given_back.secret_code(store, "folder", student)
            rows.append([student, person.name, person.email, f"{address.rstrip('/')}/{where}/"])
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([defused(cell) for cell in row] for row in rows)
    write_atomically(table, text.getvalue())
