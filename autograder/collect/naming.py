"""Whose a file is, where no system named it: by its folder, or its name. [coordinator, worker]

A folder below the one that was given names its student, whatever lies in it; so one student's
other files, and other students' files, change nothing. Folders that are called like a lesson or a
week, or `course` as in the published repository, are passed by. A file in no such folder is named
by itself, unless it is called like a lesson, as Colab, browsers and the lessons' last cell do it.

One thing only is decided by the class as a whole: whether the outermost folders hold one student
each or several, as those of sections do.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

FOLDER, FILE, GIVEN = "folder", "file", "given"

#: names of files, or of folders, of one lesson that a folder holds on average where it holds
#: several students
_NAMES_OF_FILES, _NAMES_OF_FOLDERS = 4, 3
#: files that are called like one lesson, in the folder that was given, where each is a student's
_UNNAMED_FILES = 5
_ENDINGS = re.compile(r"(\.(ipynb|zip|py|json|txt))+$", re.IGNORECASE)
#: what Colab, Jupyter, systems, browsers and the lessons' last cell add to a name
_MARKS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(copy of|kopie von|kopie van|copie de|c[oó]pia de|copia di|kopia|копия) ",
        r"\s*\(\d{1,3}\)$",
        r"[ _-]+(copy|kopie|copie|copia)[ _-]*\d*$",
    )
]
_STAMP = re.compile(r"[ _-]\d{4}[_-]\d\d[_-]\d\d(T\d\d[_-]\d\d[_-]\d\d([_-]\d+)?)?$")
_NUMBER = re.compile(r"[ _-]\d{1,3}$")
_CONTAINER = re.compile(
    r"(week|lesson|unit|module|lab|hw|homework|assignment|section)[ _-]?\d*"
    r"|(re|late[ _-]?)?submissions?|submitted|handed[ _-]?in|late|downloads?|uploads?|inbox"
    r"|class|students?|notebooks?",
    re.IGNORECASE,
)
_WORK_WORDS = """
abgabe alt answer answers assignment attempt aufgabe aufgaben backup better blatt chapter code
colab complete copia copie copy corrected correction course devoir done draft edited ejercicio
ejercicios entrega exam exercice exercise exercises fertig file final finished first fixed
from good hand handed hausaufgabe homework jupyter kopie lab last later learning lesson lösung
module neu new newer notebook notebooks old older original part previous problem problems
project question questions redo resubmission revised save saved scratch second section set
solution solutions solved submission submissions submit submitted tarea task test the third
trial tries try tutorial unit untitled update updated upload version versuch week with work
working übung
"""
#: words that name no person
_WORK = frozenset(_WORK_WORDS.split())
#: a word, or a number as universities give them; no date
_WORDS = re.compile(r"[^\W\d_]{3,}|(?!(?:19|20)\d{6})\d{5,}")


@dataclass(frozen=True)
class Place:
    """Where a file lies.

    Attributes:
        path: in what was given, beginning with the name of the folder that was; that of a file
            that was given by itself has one part.
        given: the folder that was given, or the one of the file that was; without links.
        lesson: which one the file answers, or nothing.
    """

    path: PurePosixPath
    given: Path
    lesson: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending, and without one that was put behind it."""
        return _ENDINGS.sub("", self.path.name) or self.path.name

    @property
    def is_alone(self) -> bool:
        """Whether the file was given by itself."""
        return len(self.path.parts) == 1


@dataclass(frozen=True)
class Named:
    """What a path says of its student.

    Attributes:
        by: FOLDER, FILE or GIVEN, the folder that was given.
        depth: how many folders lie between what names the student and the file.
    """

    student: str
    by: str
    depth: int = 0


def named(
    places: Iterable[Place], lessons: Collection[str], folders: Collection[Path] = ()
) -> list[Named]:
    """The student of each file.

    Args:
        lessons: the names of known lessons.
        folders: those that were given, without links; where they are several, each may be a
            student's.
    """
    places = list(places)
    known = {_letters(lesson) for lesson in lessons}
    names = [folder.name for folder in folders]
    several = len(names) > 1 and not any(_is_passed_by(name, known) for name in names)
    ways = [_ways(place, known, 0 if several else 1) for place in places]
    level = _level(places, ways, known)
    parents = defaultdict(set)
    for place in places:
        if place.is_alone:
            parents[place.stem.casefold()].add(place.given)
    unnamed = Counter(
        (place.given, place.lesson)
        for place, way in zip(places, ways, strict=True)
        if not way and not place.is_alone and _is_lesson(place.stem, known)
    )

    def one(place: Place, way: list[int]) -> Named:
        parts = place.path.parts
        if len(way) > level:
            return Named(parts[way[level]], FOLDER, len(parts) - 2 - way[level])
        if not _is_lesson(place.stem, known):
            # Of several files of one name, each lies in its student's folder.
            if not place.is_alone or len(parents[place.stem.casefold()]) < 2:
                return Named(place.stem, FILE)
        elif way:
            return Named(parts[way[-1]], FOLDER, len(parts) - 2 - way[-1])
        elif unnamed[place.given, place.lesson] >= _UNNAMED_FILES:
            return Named(place.stem, FILE)
        above = _above(place)
        return Named(above, GIVEN, max(0, len(parts) - 2)) if above else Named(place.stem, FILE)

    return [one(place, way) for place, way in zip(places, ways, strict=True)]


def copy_number(name: str) -> int:
    """The number that a browser or a system added to a file's name that was taken: ` (1)`."""
    found = re.search(r"\((\d{1,3})\)$", _ENDINGS.sub("", name))
    return int(found[1]) if found else 0


def moment_in(name: str) -> datetime | None:
    """When a file was made, by what the lessons' last cell and Otter add to its name."""
    found = _STAMP.search(_ENDINGS.sub("", name))
    try:
        return datetime.fromisoformat(re.sub("[ _-]", "", found[0])[:15]) if found else None
    except ValueError:
        return None


def are_versions(paths: Sequence[PurePosixPath], lessons: Collection[str]) -> bool:
    """Whether several files are one student's: in one folder or below it, and called like work."""
    outermost = min((path.parent for path in paths), key=lambda folder: len(folder.parts))
    known = {_letters(lesson) for lesson in lessons}
    others = {path.stem for path in paths if not _is_work(path.stem, known)}
    return all(path.is_relative_to(outermost) for path in paths) and len(others) < 2


def _ways(place: Place, known: Collection[str], first: int) -> list[int]:
    """Which parts of the path are folders that could name a student, the outermost first."""
    return [
        index
        for index, folder in enumerate(place.path.parts[:-1])
        if index >= first and not _is_passed_by(folder, known)
    ]


def _level(places: Sequence[Place], ways: Sequence[list[int]], known: Collection[str]) -> int:
    """How many folders lie above those of the students: one where sections have folders.

    A folder holds several students where many names lie in it that are of one lesson, and that
    name no work. It is decided by the average, so that no student's odd files matter to others.
    """
    lessons: set[str | None] = {place.lesson for place in places if place.lesson}
    lessons = lessons or {None}
    level = 0
    while True:
        holding: set[tuple[object, ...]] = set()
        files: set[tuple[str | None, str]] = set()
        folders: set[tuple[str | None, str]] = set()
        for place, way in zip(places, ways, strict=True):
            if len(way) <= level or place.lesson not in lessons:
                continue
            parts = place.path.parts
            holding.add((place.lesson, place.given, parts[: way[level] + 1]))
            deeper = len(way) > level + 1
            name = parts[way[level + 1]] if deeper else _base(place.stem)
            if not _is_work(name, known, parts[way[level]]):
                (folders if deeper else files).add((place.lesson, _letters(name)))
        students = len(files) / _NAMES_OF_FILES + len(folders) / _NAMES_OF_FOLDERS
        if not holding or students < len(holding):
            return level
        level += 1


def _above(place: Place) -> str:
    """The given folder's name, or that of the folder around it where it is of the file's lesson."""
    own = {_letters(name) for name in (place.lesson, *_forms(place.stem)) if name}
    folders = (place.given, *place.given.parents)
    return next((one.name for one in folders if not _is_published(one.name, own)), "")


def _is_passed_by(folder: str, known: Collection[str]) -> bool:
    return _is_published(folder, known) or _CONTAINER.fullmatch(folder.strip()) is not None


def _is_published(folder: str, known: Collection[str]) -> bool:
    """Whether a folder is one of the published repository's."""
    return _is_lesson(folder, known) or folder.casefold() == "course"


def _is_lesson(name: str, known: Collection[str]) -> bool:
    return any(
        _letters(form) in known or _letters(_NUMBER.sub("", form)) in known for form in _forms(name)
    )


def _is_work(name: str, known: Collection[str], *others: str) -> bool:
    """Whether a name says nothing of a person that `others` don't say."""
    if _is_lesson(name, known):
        return True
    said = {word for other in others for word in _words(other)}
    return all(word in _WORK or word in said for word in _words(_base(name)))


def _forms(name: str) -> Iterator[str]:
    """A name, and what it was before marks were added."""
    name = unicodedata.normalize("NFKC", name.strip())
    while True:
        yield name
        shorter = next(
            (
                short
                for mark in (*_MARKS, _STAMP)
                if (short := mark.sub("", name).strip()) not in ("", name)
            ),
            "",
        )
        if not shorter:
            return
        name = shorter


def _base(name: str) -> str:
    return list(_forms(name))[-1]


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).casefold())


def _words(name: str) -> list[str]:
    return _WORDS.findall(unicodedata.normalize("NFKC", name).casefold())
