"""An assignment: its questions, test files, points, and names that tests look at. [coordinator]"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.assignment import otter_notebooks
from autograder.assignment.otter_notebooks import DEFAULT_POINTS, Asked
from autograder.assignment.own_values import NUMBER, Parameters, Variant
from autograder.assignment.packages import asked_for
from autograder.assignment.plugins import named, passed_by, refused
from autograder.assignment.test_inputs import NotATestFile, inputs, is_computed, literal, own_name
from autograder.datasets.registry import DATASETS, mentioned
from autograder.errors import Refused, UserError
from autograder.files import FORMAT, natural

#: what `autograder build` adds to the zip that Otter makes: the title, and what a person marks
EXTRA_FILE = "course.json"
#: the parts of it that are for people alone, and change no mark that tests give
RUBRICS, SECTIONS = "rubrics", "sections"
#: what stands in a rubric between the task and an answer that earns all points
GOOD_ANSWER = "**A good answer:**"
CONFIG_FILE = "otter_config.json"
_MAX_TEST_BYTES = 10 << 20
#: the part of it that says which questions leave something behind that can be handed in
EVIDENCE = "evidence"
#: the part of it that names the data sets that marks depend on
DATA = "data"
#: the part of it that says which questions have values of each student's own
VARIANTS = "variants"
#: what of `EXTRA_FILE` a notebook meets while it runs
_MET = ("addresses", "elsewhere", EVIDENCE)


class AssignmentError(UserError):
    """An assignment's zip is missing, damaged, or holds no tests. The message says what to do."""


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: as in `grader.check("q1")`.
        names: the variables that its tests look at, sorted.
        manual: whether a person marks it; it then has no tests, and `points` is what it can earn.
        points: only set for a question that is marked by hand; else the tests know.
        rubric: the task and an answer that earns all points (Markdown), for whoever marks by hand.
        heading: of the lesson's section that asks it; empty where that is not known.
        address: where that section is read online; empty where that is not known.
        evidence: the variables, and folders with a slash at the end, that its training leaves
            behind and that a submission may bring along.
        given: the code of its answer cells as students got it.
        on_data: whether its tests measure on a data set.
        parameters: what each student has values of their own for; see `own_values`.
    """

    name: str
    names: tuple[str, ...] = ()
    manual: bool = False
    points: float = 0.0
    rubric: str = ""
    heading: str = ""
    address: str = ""
    evidence: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    on_data: bool = False
    parameters: Parameters = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """What an assignment's `otter_config.json` says that changes marks; names as in Otter.

    Attributes:
        assignment_name: the name that a notebook must not contradict; None takes every notebook.
        seed: set before each cell, for numpy.random and random or as `seed_variable`.
        points_possible: what all questions together are scaled to.
        score_threshold: the share from which all points are given, and below which none.
    """

    assignment_name: str | None = None
    seed: int | None = None
    seed_variable: str | None = None
    points_possible: float | None = None
    score_threshold: float | None = None

    @property
    def random_seed(self) -> int | None:
        """What random numbers start from; None where no seed is set, or only a variable."""
        return None if self.seed_variable else self.seed

    def total(self, score: float, possible: float) -> tuple[float, float]:
        """Points of a whole submission, and what they are out of, as Otter adds them up."""
        share = score / possible if possible else 0.0
        most = possible if self.points_possible is None else float(self.points_possible)
        if self.score_threshold is not None:
            return (most if share >= self.score_threshold else 0.0), most
        return (score if self.points_possible is None else share * most), most


@dataclass(frozen=True)
class NbgraderCell:
    """A cell that nbgrader knows by an id.

    Attributes:
        index: of the cell in the instructor's notebook.
        source: as students got it.
        full: as the instructor has it, with hidden tests and solutions.
        points: what it can earn, where it is `tested` or `manual`.
        locked: whether students may not change it.
        tested: whether it holds tests.
        manual: whether a person marks it; a `task` has no answer of its own.
        solution: whether students write into it.
    """

    grade_id: str
    index: int
    cell_type: str
    source: str
    full: str = ""
    points: float = 0.0
    locked: bool = False
    tested: bool = False
    manual: bool = False
    solution: bool = False
    task: bool = False


@dataclass(frozen=True)
class NbgraderNotebook:
    """A notebook of an nbgrader assignment.

    Attributes:
        assignment: as nbgrader calls it.
        name: of the notebook, without its ending.
        path: of the instructor's notebook.
        course: as nbgrader calls the course.
        database: the address of its gradebook; empty where the assignment lies in no course.
        autograded: the folder of what a student handed in, as executed, with `{student_id}` in it.
    """

    assignment: str
    name: str
    cells: tuple[NbgraderCell, ...]
    path: str = ""
    course: str = ""
    database: str = ""
    autograded: str = ""


@dataclass(frozen=True)
class Assignment:
    """One assignment, with its test files unpacked to a folder that only the check room reads.

    Attributes:
        tests: the folder of Otter test files, one per question.
        questions: in the order of the lesson.
        sha256: over the names and contents of everything that can change a mark.
        run_sha256: over what notebooks meet while they run; tests are not among it.
        tests_sha256: question → over its test file.
        settings: what holds for all questions.
        files: a folder whose contents lie in the working folder of notebooks and tests; or None.
        addresses: where on the network these files lie for students.
        elsewhere: pairs of another address and the path of the file, below `files`, that stands
            for it while grading.
        notebook: the name of the notebook that students got, as far as the zip's name tells it.
        external: whether the zip was not made by this course's build.
        notes: what the zip asks for and does not get; a clause each, for the instructor.
        packages: names of the Python packages that the zip asks for.
        datasets: names of those that the lesson, as its author wrote it, depends on; see
            `autograder.datasets.registry`.
        nbgrader: the notebook of nbgrader's that it is; None where it is none.
        variant_key: from which students' own values are derived, beside their numbers.
    """

    name: str
    title: str
    tests: Path
    questions: tuple[Question, ...]
    sha256: str
    settings: Settings = Settings()
    files: Path | None = None
    addresses: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    notebook: str = ""
    external: bool = False
    notes: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    run_sha256: str = ""
    tests_sha256: Mapping[str, str] = field(default_factory=dict)
    datasets: frozenset[str] = frozenset()
    nbgrader: NbgraderNotebook | None = None
    variant_key: str = ""

    def variants(self, numbers: Sequence[str]) -> dict[str, Variant]:
        """question → what is expected of a student's notebook, of those that vary.

        Args:
            numbers: as `Variant.numbers`.
        """
        return {
            one.name: Variant(one.name, self.variant_key, one.parameters, tuple(numbers))
            for one in self.checked
            if one.parameters
        }

    def data_for(self, mentions: Collection[str] | None) -> frozenset[str]:
        """The data sets that a submission is served.

        Args:
            mentions: those that its code names; None where it was not read, and may name any where
                tests of another course need not name what it does.
        """
        if mentions is None:
            mentions = DATASETS if self.external else ()
        return self.datasets | (DATASETS.keys() & mentions)

    def depends_on(self, mentions: Collection[str] | None) -> frozenset[str]:
        """The data sets that a mark of a submission depends on.

        Args:
            mentions: as in `data_for`.
        """
        return self.data_for(mentions) if self.external else self.datasets

    @property
    def checked(self) -> tuple[Question, ...]:
        """The questions that tests mark."""
        return tuple(question for question in self.questions if not question.manual)

    @property
    def manual_points(self) -> float:
        """What the questions that a person marks can earn."""
        return sum(question.points for question in self.questions if question.manual)

    @property
    def served(self) -> dict[str, str]:
        """Address → the local folder or file that stands for it while grading."""
        if self.files is None:
            return {}
        served = dict.fromkeys(self.addresses, str(self.files))
        return served | {address: str(self.files / path) for address, path in self.elsewhere}


def load(
    archive: Path,
    folder: Path,
    *,
    notebook: Path | None = None,
    without_plugins: bool = False,
    compute: Callable[[str], Any] | None = None,
) -> Assignment:
    """Unpacks the tests of a zip that Otter Assign or Generate made, and describes them.

    Args:
        folder: where its tests are put.
        notebook: the master notebook, or one that `otter assign` made of it, which tells of the
            questions that a person marks; by default one that lies where `otter assign` puts it.
        without_plugins: whether plugins that may change marks are passed by.
        compute: gives the table of a test file that has to be run for it, or raises Refused;
            without it such files are refused.

    Raises:
        AssignmentError: no such file, not a zip, a zip without any question, tests that are not
            Python, an assignment in another language, or one whose plugins may change marks.
        NotebookError: the notebook cannot be used.
    """
    try:
        content = archive.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            config = _json(zipped, archive, CONFIG_FILE)
            extra = _extra(zipped, archive)
            tests = _tests(zipped, archive, config)
            files = _files(zipped, archive)
            packages = _packages(zipped, config)
    except FileNotFoundError:
        raise AssignmentError(f"{archive} does not exist.") from None
    except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise AssignmentError(f"{archive} cannot be read as a zip: {error}.") from None
    settings = _settings(config, archive)
    plugins = named(config.get("plugins"))
    if (changing := refused(plugins)) and not without_plugins:
        raise AssignmentError(
            f"{archive} asks for plugins that may change marks, and no plugin is run here: "
            f"{', '.join(changing)}. Grade without them by --without-plugins, and look to it "
            "yourself that marks become what they would have made of them."
        )
    stem = re.sub("-autograder_.*", "", archive.stem)  # Otter Assign adds when it ran
    if not extra:
        notebook = notebook or otter_notebooks.beside(archive, stem)
    asked = otter_notebooks.questions(notebook, tests) if notebook else []
    if not tests and not any(one.manual for one in asked):
        raise AssignmentError(_without_tests(archive, is_otters=bool(config)))
    tests = {name: _computed(name, source, archive, compute) for name, source in tests.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in tests.items():
        (folder / f"{name}.py").write_bytes(source)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    name = settings.assignment_name or str(extra.get("name") or stem)
    return Assignment(
        name=name,
        title=str(extra.get("title") or name),
        tests=folder,
        questions=_questions(tests, extra, archive, asked),
        sha256=_sha256(tests, files, extra, settings, asked),
        settings=settings,
        files=folder / "files" if files else None,
        addresses=tuple(map(str, extra.get("addresses") or ())),
        elsewhere=_elsewhere(extra, files, archive),
        notebook=stem,
        external=not extra,
        notes=(*passed_by(plugins), *_notes(config), *_on_points(asked), *_on_names(tests)),
        packages=packages,
        run_sha256=_sha256({}, files, {name: extra.get(name) for name in _MET}, settings),
        tests_sha256={name: _test_sha256(name, source, extra) for name, source in tests.items()},
        variant_key=str((extra.get(VARIANTS) or {}).get("key", "")),
        datasets=_datasets(tests, files, extra),
    )


def _parameters(name: str, extra: Mapping[str, Any]) -> Parameters:
    """A question's, as the build has put them in."""
    found: Parameters = ((extra.get(VARIANTS) or {}).get("questions") or {}).get(name) or {}
    return found


def _test_sha256(name: str, source: bytes, extra: Mapping[str, Any]) -> str:
    """Over a test file, and the values that its notebooks are expected to have."""
    if _parameters(name, extra):
        source += json.dumps([extra[VARIANTS]["key"], _parameters(name, extra)]).encode()
    return hashlib.sha256(source).hexdigest()


def _datasets(
    tests: Mapping[str, bytes], files: Mapping[PurePosixPath, bytes], extra: Mapping[str, Any]
) -> frozenset[str]:
    """Those that the build names, or the tests, or modules that they may import."""
    modules = [data for path, data in files.items() if path.suffix == ".py"]
    return frozenset(map(str, extra.get(DATA) or ())).union(
        *(mentioned(source.decode("utf-8", "replace")) for source in (*tests.values(), *modules))
    )


def _tests(zipped: zipfile.ZipFile, archive: Path, config: Mapping[str, Any]) -> dict[str, bytes]:
    """Question → its test file."""
    tests = {}
    endings = set()
    for info in zipped.infolist():
        path = PurePosixPath(info.filename)
        if path.parent == PurePosixPath("tests") and not info.is_dir():
            endings.add(path.suffix.lower())
            if path.suffix == ".py" and not path.stem.startswith("."):
                if info.file_size > _MAX_TEST_BYTES:
                    raise AssignmentError(f"{info.filename} is larger than a test file can be.")
                tests[path.stem] = zipped.read(info)
    if config.get("lang", "python") != "python" or endings == {".r"}:
        raise AssignmentError(
            f"{archive} is an assignment in R. This grades assignments in Python; "
            "for R use `otter grade`."
        )
    return tests


def _computed(
    name: str, source: bytes, archive: Path, compute: Callable[[str], Any] | None
) -> bytes:
    """A test file whose table stands in it, where code made that."""
    try:
        text = source.decode()
        if not is_computed(text):
            return source
        if compute is None:
            raise NotATestFile("its table has to be computed, which is not done here")
        return literal(compute(text)).encode()
    except (UnicodeDecodeError, NotATestFile):
        return source  # what is wrong with it is said where its questions are read
    except Refused as error:
        raise AssignmentError(
            f"tests/{name}.py in {archive} computes its table, and that failed: {error}."
        ) from None


def _without_tests(archive: Path, *, is_otters: bool) -> str:
    if is_otters:
        return (
            f"{archive} holds no tests: all of its questions are for a person to mark, and no "
            "notebook tells which they are. Give the notebook that `otter assign` was run on, or "
            "one that it made, by --notebook."
        )
    return (
        f"{archive} holds no tests (no file `tests/….py`). Give the autograder zip that "
        "`otter assign` makes: it lies in the folder `autograder` and has a date in its name."
    )


def _on_points(asked: Iterable[Asked]) -> Iterator[str]:
    """A clause on questions for a person, where nobody has said what they are out of."""
    names = [one.name for one in asked if one.manual and one.points is None]
    if names:
        yield (
            f"the assignment does not say what {', '.join(names)} can earn; a person marks each "
            f"out of {DEFAULT_POINTS:g}"
        )


def _on_names(tests: Mapping[str, bytes]) -> Iterator[str]:
    """A clause on test files of one name, of which Otter keeps a single result."""
    files: dict[str, list[str]] = {}
    for name, source in tests.items():
        with contextlib.suppress(UnicodeDecodeError, NotATestFile):
            own = own_name(source.decode())
            if own is not None:
                files.setdefault(own, []).append(name)
    for own, names in files.items():
        if len(names) > 1:
            yield (
                f"the test files of {', '.join(sorted(names, key=natural))} have one name, "
                f"“{own}”, and Otter counts one of them alone; here each counts"
            )


def _files(zipped: zipfile.ZipFile, archive: Path) -> dict[PurePosixPath, bytes]:
    """Path, beginning with `files` → content of what belongs beside the notebook."""
    files = {}
    for info in zipped.infolist():
        path = PurePosixPath(info.filename)
        if path.parts[:1] == ("files",) and not info.is_dir():
            if ".." in path.parts:
                raise AssignmentError(f"{archive} holds a path that leads out of it: {path}.")
            files[path] = zipped.read(info)
    return files


def _packages(zipped: zipfile.ZipFile, config: Mapping[str, Any]) -> tuple[str, ...]:
    """What the cells and tests of the assignment need to be installed."""
    return asked_for(*requirement_files(zipped, config))


def requirement_files(
    zipped: zipfile.ZipFile, config: Mapping[str, Any]
) -> tuple[str, str, list[Any]]:
    """The texts of `requirements.txt` and `environment.yml`, and what the configuration lists."""
    texts = ["", ""]
    for number, name in enumerate(("requirements.txt", "environment.yml")):
        with contextlib.suppress(KeyError):
            texts[number] = zipped.read(name).decode(errors="replace")
    listed = config.get("requirements")
    return texts[0], texts[1], listed if isinstance(listed, list) else []


def _elsewhere(
    extra: Mapping[str, Any], files: Mapping[PurePosixPath, bytes], archive: Path
) -> tuple[tuple[str, str], ...]:
    """Address → path below `files`, as pairs."""
    pairs = tuple((str(a), str(path)) for a, path in (extra.get("elsewhere") or {}).items())
    for address, path in pairs:
        if PurePosixPath("files", path) not in files:
            raise AssignmentError(f"{archive} has no file {path} to stand for {address}.")
    return pairs


def _extra(zipped: zipfile.ZipFile, archive: Path) -> dict[str, Any]:
    """What our own build has put in; nothing in the zip of another course."""
    extra = _json(zipped, archive, EXTRA_FILE)
    version = extra.pop("format", FORMAT)
    if type(version) is int and version > FORMAT:
        raise AssignmentError(
            f"A newer version of autograder built {archive} (its format is {version}, and {FORMAT} "
            "is the newest that is known here). Update autograder."
        )
    if version != FORMAT:
        raise AssignmentError(f"{EXTRA_FILE} in {archive} has {version!r}, which is no format.")
    return extra


def _json(zipped: zipfile.ZipFile, archive: Path, name: str) -> dict[str, Any]:
    try:
        data = json.loads(zipped.read(name))
    except KeyError:
        return {}
    except ValueError as error:
        raise AssignmentError(f"{name} in {archive} is not valid JSON: {error}.") from None
    if not isinstance(data, dict):
        raise AssignmentError(f"{name} in {archive} is not a table of settings.")
    return data


def _settings(config: Mapping[str, Any], archive: Path) -> Settings:
    kinds: dict[str, tuple[tuple[type, ...], str]] = {
        "assignment_name": ((str,), "text"),
        "seed": ((int,), "a whole number"),
        "seed_variable": ((str,), "text"),
        "points_possible": ((int, float), "a number"),
        "score_threshold": ((int, float), "a number"),
    }
    for key, (types, words) in kinds.items():
        value = config.get(key)
        if value is not None and (not isinstance(value, types) or isinstance(value, bool)):
            raise AssignmentError(f"{CONFIG_FILE} in {archive}: {key} is {value!r}, not {words}.")
    return Settings(**{key: config.get(key) for key in kinds})


def _notes(config: Mapping[str, Any]) -> tuple[str, ...]:
    """What can change marks in Otter and is not done here.

    `serialized_variables` is not among it: Otter uses it only where it grades from the log.
    """
    notes = []
    if config.get("grade_from_log"):
        notes.append("the notebook was run, though the assignment asks to grade from Otter's log")
    return tuple(notes)


def _questions(
    tests: Mapping[str, bytes], extra: Mapping[str, Any], archive: Path, asked: Sequence[Asked]
) -> tuple[Question, ...]:
    """In the lesson's order, as far as it is known.

    Args:
        asked: as a notebook asks them; Otter's own zip does not tell which a person marks.
    """
    listed = extra.get("questions")
    if not isinstance(listed, list):
        names = dict.fromkeys(one.name for one in asked if one.manual or one.name in tests)
        names |= dict.fromkeys(sorted(tests, key=natural))
        of_person = {one.name: one for one in asked if one.manual}
        listed = [{"name": name} | _by_person(of_person.get(name)) for name in names]
    questions = []
    for entry in listed:
        name = str(entry["name"])
        manual = bool(entry.get("manual"))
        if manual or name in tests:
            section = (extra.get(SECTIONS) or {}).get(name) or {}
            evidence = (extra.get(EVIDENCE) or {}).get(name) or {}
            questions.append(
                Question(
                    name,
                    names=() if manual else _captured(name, tests[name], extra, archive),
                    parameters={} if manual else _parameters(name, extra),
                    manual=manual,
                    points=float(entry["points"]) if manual else 0.0,
                    rubric=_rubric(entry, extra) if manual else "",
                    heading=str(section.get("heading", "")),
                    address=str(section.get("address", "")),
                    evidence=tuple(map(str, evidence.get("names", ()))),
                    given=tuple(map(str, evidence.get("given", ()))),
                    on_data=not manual and bool(mentioned(tests[name].decode("utf-8", "replace"))),
                )
            )
    return tuple(questions)


def _by_person(asked: Asked | None) -> dict[str, Any]:
    """What `course.json` would have of a question that a person marks; nothing of another."""
    if asked is None:
        return {}
    points = DEFAULT_POINTS if asked.points is None else asked.points
    rubric = "\n\n".join(filter(None, [asked.task, asked.answer and GOOD_ANSWER, asked.answer]))
    return {"manual": True, "points": points, "rubric": rubric}


def _rubric(entry: Mapping[str, Any], extra: Mapping[str, Any]) -> str:
    return str(entry.get("rubric") or (extra.get(RUBRICS) or {}).get(entry["name"], ""))


def _captured(name: str, source: bytes, extra: Mapping[str, Any], archive: Path) -> tuple[str, ...]:
    """The variables that a question is checked on: its tests', and which variant it is."""
    own = _parameters(name, extra)
    names = _names(name, source, archive)
    return tuple(sorted({*names, NUMBER, *own})) if own else names


def _names(name: str, source: bytes, archive: Path) -> tuple[str, ...]:
    """The variables that a question's tests look at."""
    try:
        cases = inputs(source.decode()).values()
    except (NotATestFile, UnicodeDecodeError) as error:
        raise AssignmentError(
            f"tests/{name}.py in {archive} is not a test file of Otter's: {error}."
        ) from None
    return tuple(sorted(frozenset().union(*(case.names for case in cases))))


def _sha256(
    tests: Mapping[str, bytes],
    files: Mapping[PurePosixPath, bytes],
    extra: Mapping[str, Any],
    settings: Settings,
    asked: Iterable[Asked] = (),
) -> str:
    digest = hashlib.sha256()
    for name, source in sorted(
        {**tests, **{str(path): data for path, data in files.items()}}.items()
    ):
        digest.update(f"{name}\0{len(source)}\0".encode() + source)
    facts = {key: value for key, value in extra.items() if key not in (RUBRICS, SECTIONS)}
    digest.update(json.dumps(facts, sort_keys=True).encode())
    digest.update(repr(settings).encode())
    if of_person := [(one.name, one.points) for one in asked if one.manual]:
        digest.update(repr(of_person).encode())
    return digest.hexdigest()
