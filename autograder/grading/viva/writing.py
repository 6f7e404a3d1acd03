"""Draws a class's questions and writes its sheets, key and banks. [coordinator]

viva/<student>/<lesson>.html   a sheet            viva/key.html   the key, for instructors
viva/<student>/<lesson>.xml    its bank for Moodle      viva/moodle.xml  the whole class's
viva/<student>/<lesson>.zip    its bank in QTI 2.1      viva/qti.zip     the whole class's
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from autograder.files import file_name, write_atomically
from autograder.grading.viva.asking import Collected
from autograder.grading.viva.candidate import Candidate, Sheet
from autograder.grading.viva.drawing import draw, keys
from autograder.grading.viva.moodle import moodle_xml
from autograder.grading.viva.pages import key_page, sheet_page
from autograder.grading.viva.qti import qti_package
from autograder.record.classroom import Classroom
from autograder.record.lesson_info import LessonInfo
from autograder.record.store import Store


def sheets(
    collected: Sequence[Collected],
    count: int,
    seed: str,
    classroom: Classroom,
    lessons: Mapping[str, LessonInfo],
) -> list[Sheet]:
    """The sheets of a class, in the order of what was collected.

    Args:
        count: of questions on each, where there are as many.
        seed: another one draws other questions.
    """
    by_lesson: dict[str, dict[str, Sequence[Candidate]]] = defaultdict(dict)
    for one in collected:
        by_lesson[one.result.lesson][one.result.student] = one.candidates
    others = {lesson: keys(of) for lesson, of in by_lesson.items()}
    made = []
    for one in collected:
        student, lesson = one.result.student, one.result.lesson
        name = classroom.person(student, lesson).name
        title = (lessons.get(lesson) or LessonInfo(lesson)).title
        asked = draw(one.candidates, count, "\0".join([seed, student, lesson]), others[lesson])
        made.append(
            Sheet(student, lesson, name, title, asked, _missing(len(asked), count, one.why))
        )
    return made


def _missing(found: int, count: int, why: Sequence[str]) -> str:
    if found >= count:
        return ""
    because = f": {', '.join(why)}" if why else ""
    if not found:
        return f"Nothing in this notebook could be asked about{because}."
    return f"{found} of {count} questions could be asked about this notebook{because}."


def write(store: Store, made: Sequence[Sheet], counts: str) -> None:
    """Writes all files.

    Args:
        counts: a sentence for the key on what the answers count for.
    """
    folder = store.viva_folder
    folder.mkdir(mode=0o700, exist_ok=True)
    for sheet in made:
        place = folder / file_name(sheet.student)
        name = file_name(sheet.lesson)
        write_atomically(place / f"{name}.html", sheet_page(sheet))
        if sheet.questions:
            title = f"{sheet.title}: questions about your own work"
            write_atomically(place / f"{name}.xml", moodle_xml([sheet]))
            write_atomically(place / f"{name}.zip", qti_package([sheet], title))
    write_atomically(folder / "moodle.xml", moodle_xml(made))
    write_atomically(folder / "qti.zip", qti_package(made, "Questions about your own work"))
    write_atomically(folder / "key.html", key_page(made, counts))
