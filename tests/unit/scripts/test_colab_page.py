"""The page of facts on Colab says what the lessons say, with a source and a day for each."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from autograder.authoring.course import find
from autograder.authoring.lesson import shared, source
from scripts.colab.__main__ import write_page
from scripts.colab.drawing import LOOKS, NAMES, named, picture_path
from scripts.colab.front_ends import FRONT_ENDS
from scripts.colab.lessons import Outcome, as_in_colab

COURSE = find(Path(__file__).parent)
PAGE = (COURSE.root / "docs" / "colab.md").read_text(encoding="utf-8")
ROWS = [
    [part.strip() for part in line.strip("| ").split(" | ")]
    for line in PAGE.partition("## Facts")[2].partition("\n## ")[0].splitlines()
    if re.search(r"\d{4}-\d\d-\d\d", line)
]


#: what stands in sentences that name Colab and claim nothing about it: names, tasks, advice
NO_CLAIM = """\
That service is called **Colab**
Colab's page, drawn.
**At home instead of in Colab?
stay in Colab for now
Menus in Colab move now and then
borrow a GPU in Colab or on
look at [Colab's own FAQ]
Look at [Colab's FAQ]
Colab's [FAQ]
be borrowed in the browser
badge.svg)](…)`
It belongs into Colab's **Secrets**
which belongs in Colab's secrets
Paying for Colab Pro, so that
in Colab with its grid
with Colab's tab bar in Colab
```python from google
what has to change in an address so that Colab
that opens the same notebook in Colab
in Colab, `project_folder` is
opens in Colab when its beginning
You trained a network in Colab
a Python library that Colab does *not* have
Someone ran `%pip install -U numpy` in Colab
In Colab you most likely see a `ParserError`
a script that keeps Colab awake overnight
In a notebook for Colab a pin
Colab moves on
For what Colab brings along
one to choose in Colab
Allow third-party cookies for Colab
In Colab, keep it **on Drive**
pay for Colab Pro
Colab knows it as well
The script is against Colab's rules
You start Jupyter at home
you get a container with all of Colab's libraries
that Colab's page may speak to it
a bad notebook can spoil only a borrowed computer
Colab has a ready container
""".splitlines()


def sentences(lesson: str) -> Iterator[str]:
    """Those of a lesson's text cells, without headings."""
    for cell in re.split(r"(?m)^# %%", source(COURSE, lesson)):
        if cell.startswith(" [markdown]"):
            text = re.sub(r"(?m)^# ?", "", cell.partition("\n")[2])
            for block in re.split(r"\n(?=\n|[-|#]|\d+\.|```)", text):
                if not block.strip().startswith("#"):
                    yield from re.split(r"(?<=[.!?])\**\s+(?=[A-Z*`\[(])", " ".join(block.split()))


@pytest.mark.parametrize("lesson", COURSE.lessons())
def test_each_sentence_on_colab_has_a_row_or_is_named_as_not_checked(lesson):
    listed = [words for row in ROWS for words in re.findall(r"`(.+)` \((.+)\)", row[1])]
    unchecked = " ".join(
        PAGE.partition("## What could not be checked")[2].partition("## ")[0].split()
    )
    listed += re.findall(r"`(.+?)` \(([\w-]+)\)", unchecked)
    known = [words for words, where in listed if where == lesson] + NO_CLAIM
    missing = [
        sentence
        for sentence in sentences(lesson)
        if re.search(r"\bColab\b|google\.colab", sentence)
        and not any(words in sentence for words in known)
    ]
    assert missing == [], "docs/colab.md says where each claim comes from: give these rows"


def test_nothing_is_left_among_the_sentences_that_claim_nothing():
    text = " ".join(sentence for lesson in COURSE.lessons() for sentence in sentences(lesson))
    assert [words for words in NO_CLAIM if words not in text] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_fact_stands_in_the_course_with_a_source_and_a_day(row):
    _, words, where, day = row
    said = re.fullmatch(r"`(.+)` \((.+)\)", words)
    assert said, words
    text = source(COURSE, said[2]) if said[2] in COURSE.lessons() else shared(said[2])
    assert said[1] in text or said[1] in re.sub(r"\n# ?", " ", text), "no such words"
    assert re.search(r"#\d+| at [0-9a-f]{7}\b|as installed here", where), where
    assert datetime.date.fromisoformat(day) >= datetime.date(2026, 9, 10)


def test_what_is_said_of_a_front_end_has_a_row():
    """Sentences of the shared cells on what goes in which page."""
    facts = " ".join(words for _, words, *_ in ROWS)
    for words in ("colab download", "colab drivemount", "Download…", "get_ipynb", "eval_js"):
        assert words in facts


def test_a_path_is_written_down_as_it_is_in_colab(tmp_path):
    """Whatever the folder is called here, and also where the path to it is a link."""
    (tmp_path / "real" / "content-1").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    folder = tmp_path / "link" / "content-1"
    for place in (folder, tmp_path / "real" / "content-1"):
        told = f'In your terminal: `colab download "{place}/06-tips.zip" 06-tips.zip`.'
        assert as_in_colab(told, folder) == (
            'In your terminal: `colab download "/content/06-tips.zip" 06-tips.zip`.'
        )
    assert as_in_colab(f"{folder}0/a.zip", folder) == f"{folder}0/a.zip"
    assert as_in_colab("Hand in that file.", folder) == "Hand in that file."


def test_what_the_table_says_names_no_folder_of_a_machine_that_tried_it():
    table = PAGE.partition("<!-- front ends:")[2]
    assert {*re.findall(r'"(/[^"]*)"', table)} <= {
        f"/content/{lesson}.zip" for lesson in COURSE.lessons()
    }


def test_a_run_of_one_lesson_writes_its_own_rows_and_leaves_the_others(tmp_path):
    page = tmp_path / "docs" / "colab.md"
    page.parent.mkdir()
    page.write_text("# A\n\n<!-- front ends: written by `make colab` -->\n<!-- end -->\n\nB\n")
    course = dataclasses.replace(COURSE, root=tmp_path)

    def outcome(lesson: str, front_end: str, points: float) -> Outcome:
        numbers = (points, 0.0, 9.0, 2.0, 40.0, 3.0)
        return Outcome(lesson, front_end, *numbers, "notebook", "Hand in it.", (), (), ())

    first, second = FRONT_ENDS[0].name, FRONT_ENDS[1].name
    write_page(course, [outcome("02-installs", first, 9), outcome("01-setup", second, 9)])
    write_page(course, [outcome("02-installs", first, 8), outcome("01-setup", first, 7)])
    text = page.read_text()
    assert text.startswith("# A\n")
    assert text.endswith("<!-- end -->\n\nB\n")
    rows = [line.split(" | ")[:3] for line in text.splitlines() if line.startswith("| 0")]
    assert rows == [
        ["| 01-setup", first, "7 of 9"],
        ["| 01-setup", second, "9 of 9"],
        ["| 02-installs", first, "8 of 9"],
    ]


@pytest.mark.parametrize(
    ("lesson", "words"),
    [
        ("01-setup", "TPU machines come without"),
        ("01-setup", "Hide generative AI features"),
        ("01-setup", "AI-powered inline completions"),
        ("01-setup", "New Colab Server"),
        ("02-installs", "Change runtime version"),
        ("06-tips", "deepfakes"),
        ("06-tips", "connecting to remote"),
        ("06-tips", "colab ssh"),
        ("06-tips", "generate_text"),
    ],
)
def test_what_students_have_to_know_of_colab_now_is_taught_and_has_a_row(lesson, words):
    assert words in source(COURSE, lesson)
    assert any(words in row[1] and f"({lesson})" in row[1] for row in ROWS)


def test_the_dated_runtimes_of_lesson_02_are_those_of_the_page():
    row = re.compile(r"(?m)^#? ?\| `?(\d{4}\.\d\d)`? \|(?: [\d.]+ \|)? (3\.\d+)\S* \| (2\.\d+)")
    known = {name: rest for name, *rest in row.findall(PAGE)}
    taught = {name: rest for name, *rest in row.findall(source(COURSE, "02-installs"))}
    assert len(known) == 5
    assert len(taught) == 3
    assert taught.items() <= known.items()


def test_the_drawing_of_the_page_names_what_the_list_names_and_so_does_lesson_01():
    """The list stands beside the record of the runtime, with a source and a day for each name."""
    entries, lesson = named(COURSE), source(COURSE, "01-setup")
    names = [entry["name"] for entry in entries]
    wanted = {"Menu", "Runtime", "RAM and disk", "Files", "Secrets", "Table of contents", "AI"}
    assert wanted <= {*names}
    for look in LOOKS:
        with Image.open(picture_path(COURSE, look)) as picture:
            assert json.loads(picture.info[NAMES]) == names, "draw: python -m scripts.colab.drawing"
        assert f"{{{{ embed {picture_path(COURSE, look).name} }}}}" in lesson
    described = re.search(r'<img [^>]*alt="([^"]*)"', lesson)[1]
    for entry in entries:
        assert f"# {entry['number']}. **{entry['name']}**: {entry['what']}." in lesson
        assert str(entry["name"]).lower() in described.lower()
        assert f"({entry['number']})" in described
        assert re.search(r"#\d+$", str(entry["source"]))
        assert datetime.date.fromisoformat(str(entry["read"])) >= datetime.date(2026, 9, 10)


def test_packages_must_stay_as_they_are_where_a_company_has_put_them():
    own = {one.name for one in FRONT_ENDS if one.own_machine}
    assert own == {"JupyterLab", "VS Code"}


def test_each_lesson_was_run_in_each_front_end():
    table = PAGE.partition("| lesson | front end |")[2]
    run = set(re.findall(r"^\| (\d\d-[\w-]+) \| ([^|]+) \|", table, re.MULTILINE))
    assert run == {(lesson, one.name) for lesson in COURSE.lessons() for one in FRONT_ENDS}
