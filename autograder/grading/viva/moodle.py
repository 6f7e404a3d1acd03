"""Question banks as Moodle XML. [coordinator]

The form is that which Moodle's own importer reads (`question/format/xml/format.php` in its source,
and https://docs.moodle.org/en/Moodle_XML_format); nobody publishes a schema of it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from autograder.grading.viva.candidate import Sheet, VivaQuestion
from autograder.grading.viva.texts import as_html, plain


def moodle_xml(sheets: Sequence[Sheet]) -> bytes:
    """A bank: a category a student and lesson, with a question of one right choice each."""
    quiz = ET.Element("quiz")
    for sheet in sheets:
        category = ET.SubElement(quiz, "question", type="category")
        # A slash begins a category below; two stand for one in a name.
        names = [plain(name).replace("/", "//") for name in (sheet.title, sheet.student)]
        path = f"$course$/top/Own work/{'/'.join(names)}"
        ET.SubElement(ET.SubElement(category, "category"), "text").text = path
        for number, one in enumerate(sheet.questions, 1):
            _question(quiz, one, f"{sheet.student} {sheet.lesson} {number}")
    ET.indent(quiz)
    text = ET.tostring(quiz, encoding="utf-8", xml_declaration=True)
    return bytes(text)


def _question(quiz: ET.Element, one: VivaQuestion, name: str) -> None:
    question = ET.SubElement(quiz, "question", type="multichoice")
    _text(question, "name", plain(name))
    _text(question, "questiontext", as_html(one.about), format="html")
    for tag, value in (
        *(("defaultgrade", "1"), ("penalty", "0"), ("hidden", "0"), ("single", "true")),
        *(("shuffleanswers", "0"), ("answernumbering", "ABCD")),
    ):
        ET.SubElement(question, tag).text = value
    for index, choice in enumerate(one.choices):
        fraction = "100" if index == one.right else "0"
        answer = ET.SubElement(question, "answer", fraction=fraction, format="html")
        ET.SubElement(answer, "text").text = as_html(one.about, choice)
        _text(answer, "feedback", "", format="html")


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(ET.SubElement(parent, tag, attributes), "text").text = text
