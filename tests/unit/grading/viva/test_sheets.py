"""Sheets, keys and banks: what is drawn, what is shown, what other systems take."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from autograder.grading.viva import writing
from autograder.grading.viva.asking import Collected
from autograder.grading.viva.candidate import Candidate, Sheet, VivaQuestion
from autograder.grading.viva.drawing import draw, keys
from autograder.grading.viva.moodle import moodle_xml
from autograder.grading.viva.pages import key_page, sheet_page
from autograder.grading.viva.qti import PACKAGE, QTI, qti_package
from autograder.record import viva as record
from autograder.record.classroom import Classroom
from autograder.record.lesson_info import LessonInfo
from autograder.record.store import Store
from tests.support.browser import chromium, needs_chromium, opened, serious_faults
from tests.support.marked import LESSON, result
from tests.support.viva import asked

CODE = """\
def total(numbers):
    result = 0
    for number in numbers:
        result += number
    return result"""
OTHER = "week = [2, 4, 3]\nlonger = week + [5, 1]"
HOSTILE = '<script>alert("x")</script>\x01]]>&\ud800'


@pytest.fixture(scope="module")
def found() -> list[Candidate]:
    return asked(CODE, OTHER, examples=["total([1, 2, 5])"])


def sheet(found: list[Candidate], student: str = "ada", count: int = 3) -> Sheet:
    return Sheet(student, LESSON, student.title(), "Sums", draw(found, count, student, {}))


def test_the_same_seed_draws_the_same_questions_in_the_same_order(found):
    once, again = (draw(found, 3, "a", {}) for _ in range(2))
    assert once == again
    assert once == draw(list(reversed(found)), 3, "a", {})
    assert len({draw(found, 3, seed, {}) for seed in "abcdefgh"}) > 1


def test_a_sheet_asks_different_things_and_the_more_telling_ones(found):
    for seed in "abcd":
        drawn = draw(found, 3, seed, {})
        assert len({one.about.kind for one in drawn}) == 3
        assert sum(one.about.rank for one in drawn) >= 9


def test_each_question_has_one_right_choice_and_others_are_wrong(found):
    for one in draw(found, 8, "a", {}):
        assert one.choices[one.right] == one.about.key
        assert one.choices.count(one.about.key) == 1
        assert 3 <= len(one.choices) <= 4


def test_what_is_right_for_another_student_is_a_wrong_choice():
    mine = Candidate("q1", "value", "Which value has `x`?", "1", ("2", "3"), shared=True)
    theirs = Candidate("q1", "value", "Which value has `x`?", "40", ("41", "42"), shared=True)
    others = keys({"ada": [mine], "ben": [theirs]})
    (drawn,) = draw([mine], 1, "ada", others)
    assert "40" in drawn.choices


def test_what_means_the_same_as_the_key_is_no_wrong_choice():
    text = "Which value has `x`?"
    mine = Candidate("q1", "value", text, "{'a': 1, 'b': 2}", ("5", "6"), shared=True, same="{ab}")
    theirs = Candidate(
        "q1", "value", text, "{'b': 2, 'a': 1}", ("5", "6"), shared=True, same="{ab}"
    )
    (drawn,) = draw([mine], 1, "ada", keys({"ada": [mine], "ben": [theirs]}))
    assert theirs.key not in drawn.choices


def test_a_sheet_does_not_tell_what_is_right_and_the_key_does(found):
    made = sheet(found)
    page = sheet_page(made)
    assert "Key" not in page
    letters = [one.letter for one in made.questions]
    key = key_page([made], "They count for nothing.")
    assert [key.count(f"<b>{letter}</b>") for letter in set(letters)] == [
        letters.count(letter) for letter in set(letters)
    ]
    assert "They count for nothing." in key


def hostile() -> Sheet:
    about = Candidate("q1", HOSTILE, HOSTILE, HOSTILE, ("1", HOSTILE + "2"), code=HOSTILE)
    asked_of = VivaQuestion(about, (HOSTILE, "1", HOSTILE + "2"), 0)
    return Sheet(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (asked_of,))


def test_nothing_that_a_student_wrote_becomes_markup():
    for page in (sheet_page(hostile()), key_page([hostile()], "")):
        assert "<script" not in page
    ET.fromstring(moodle_xml([hostile()]))
    with zipfile.ZipFile(io.BytesIO(qti_package([hostile()], HOSTILE))) as archive:
        for name in archive.namelist():
            ET.fromstring(archive.read(name))


def test_a_bank_for_moodle_is_what_moodles_importer_reads(found):
    """As `qformat_xml::import_multichoice` in question/format/xml/format.php of Moodle's source."""
    quiz = ET.fromstring(moodle_xml([sheet(found)]))
    category, *questions = quiz.findall("question")
    assert quiz.tag == "quiz"
    assert category.get("type") == "category"
    assert category.findtext("category/text").startswith("$course$/top/")
    assert len(questions) == 3
    for one, made in zip(questions, sheet(found).questions, strict=True):
        assert one.get("type") == "multichoice"
        assert one.findtext("name/text")
        assert one.find("questiontext").get("format") == "html"
        assert one.findtext("single") == "true"
        assert one.findtext("answernumbering") == "ABCD"
        fractions = [answer.get("fraction") for answer in one.findall("answer")]
        assert fractions == ["100" if n == made.right else "0" for n in range(len(fractions))]


def test_a_bank_in_qti_has_the_structure_of_the_published_schemas(found):
    """What imsqti_v2p1.xsd and imscp_v1p1.xsd (imsglobal.org) ask of these elements, in order."""
    made = sheet(found)
    with zipfile.ZipFile(io.BytesIO(qti_package([made], "Sums"))) as archive:
        files = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}
    manifest, test = files.pop("imsmanifest.xml"), files.pop("test.xml")
    assert [one.tag for one in manifest] == [
        f"{{{PACKAGE}}}{name}" for name in ("metadata", "organizations", "resources")
    ]
    resources = list(manifest[2])
    assert {one.get("href") for one in resources} == {"test.xml", *files}
    assert {one.get("type") for one in resources} == {"imsqti_test_xmlv2p1", "imsqti_item_xmlv2p1"}
    needed = {one.get("identifierref") for one in resources[0].iter(f"{{{PACKAGE}}}dependency")}
    assert needed == {one.get("identifier") for one in resources[1:]}
    assert {one.get("href") for one in test.iter(f"{{{QTI}}}assessmentItemRef")} == {*files}
    part = test.find(f"{{{QTI}}}testPart")
    assert {"identifier", "navigationMode", "submissionMode"} == {*part.keys()}
    for item, one in zip(files.values(), made.questions, strict=True):
        assert [child.tag.partition("}")[2] for child in item] == [
            *("responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"),
        ]
        assert {"identifier", "title", "adaptive", "timeDependent"} == {*item.keys()}
        choices = item.findall(f".//{{{QTI}}}simpleChoice")
        right = item.findtext(f".//{{{QTI}}}correctResponse/{{{QTI}}}value")
        shown = {choice.get("identifier"): "".join(choice.itertext()) for choice in choices}
        assert shown[right] == one.about.key
        assert item.find(f"{{{QTI}}}itemBody")[-1].tag == f"{{{QTI}}}choiceInteraction"


def test_the_same_questions_make_the_same_bytes(found):
    assert qti_package([sheet(found)], "Sums") == qti_package([sheet(found)], "Sums")


def test_files_of_a_class_lie_where_the_page_for_instructors_says(found, tmp_path):
    store = Store(tmp_path / "out")
    store.mark()
    collected = [
        Collected(result("ada"), tuple(found)),
        Collected(result("ben"), (), ("its code could not be run once more",)),
    ]
    made = writing.sheets(collected, 3, "", Classroom(), {LESSON: LessonInfo("Sums")})
    writing.write(store, made, record.VivaPolicy().says())
    there = {str(path.relative_to(store.viva_folder)) for path in store.viva_folder.rglob("*.*")}
    assert there == {
        *("key.html", "moodle.xml", "qti.zip", f"ben/{LESSON}.html"),
        *(f"ada/{LESSON}.{ending}" for ending in ("html", "xml", "zip")),
    }
    said = (store.viva_folder / "ben" / f"{LESSON}.html").read_text()
    assert "Nothing in this notebook could be asked about: its code could not be run" in said


@pytest.mark.browser
@needs_chromium
def test_a_sheet_is_one_page_in_print_and_can_be_used_by_everybody(found, tmp_path: Path):
    long = Candidate("q9", "long", "Which?", "1", ("2", "3"), code="\n".join(["x = 1"] * 50))
    made = Sheet("ada", LESSON, "Ada", "Sums", draw([*found[:6], long], 4, "a", {}))
    paths = [tmp_path / "sheet.html", tmp_path / "key.html"]
    paths[0].write_text(sheet_page(made), encoding="utf-8")
    paths[1].write_text(key_page([made], "They count for nothing."), encoding="utf-8")
    complaints: list[str] = []
    with chromium() as browser:
        for path in paths:
            page = opened(browser, path, complaints)
            assert serious_faults(page) == []
            assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
            page.close()
            narrow = opened(browser, path, complaints, viewport={"width": 360, "height": 800})
            width = narrow.evaluate("document.documentElement.scrollWidth")
            assert width <= 360
            narrow.close()
    assert complaints == []
