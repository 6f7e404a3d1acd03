"""Question banks as QTI 2.1 packages, which Canvas imports. [coordinator]

IMS Question and Test Interoperability 2.1 (https://www.imsglobal.org/question/qtiv2p1/): an
`assessmentItem` a question, a test that refers to them, and a manifest of IMS Content Packaging.
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence

from autograder.grading.viva.candidate import Sheet, VivaQuestion
from autograder.grading.viva.texts import numbered, parts, plain

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_MATCH_CORRECT = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
_ITEM, _TEST = "imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"
#: so that the same questions make the same bytes
_MOMENT = (2020, 1, 1, 0, 0, 0)


def qti_package(sheets: Sequence[Sheet], title: str) -> bytes:
    """A bank as a zip: the manifest, a test with a section a sheet, an item a question.

    Args:
        title: of the test.
    """
    files: dict[str, ET.Element] = {}
    sections: list[tuple[str, list[str]]] = []
    for place, sheet in enumerate(sheets, 1):
        names = []
        for number, one in enumerate(sheet.questions, 1):
            name = f"item-{place}-{number}"
            heading = f"{sheet.student} {sheet.lesson} {number}"
            files[f"{name}.xml"] = _item(name, heading, one)
            names.append(name)
        if names:
            sections.append((f"{sheet.title}: {sheet.name or sheet.student}", names))
    files = {
        "imsmanifest.xml": _manifest([*files]),
        "test.xml": _test(title, sections),
        **files,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, root in files.items():
            data = ET.tostring(root, encoding="utf-8", xml_declaration=True)
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _item(name: str, title: str, one: VivaQuestion) -> ET.Element:
    item = ET.Element("assessmentItem", xmlns=QTI, identifier=name, title=plain(title))
    item.attrib |= {"adaptive": "false", "timeDependent": "false"}
    declared = ET.SubElement(item, "responseDeclaration", identifier="RESPONSE")
    declared.attrib |= {"cardinality": "single", "baseType": "identifier"}
    right = ET.SubElement(ET.SubElement(declared, "correctResponse"), "value")
    right.text = one.letter
    outcome = ET.SubElement(item, "outcomeDeclaration", identifier="SCORE")
    outcome.attrib |= {"cardinality": "single", "baseType": "float"}
    ET.SubElement(ET.SubElement(outcome, "defaultValue"), "value").text = "0"
    body = ET.SubElement(item, "itemBody")
    if one.about.code:
        ET.SubElement(body, "pre").text = plain(numbered(one.about.code))
    asked = ET.SubElement(body, "choiceInteraction", responseIdentifier="RESPONSE")
    asked.attrib |= {"shuffle": "false", "maxChoices": "1"}
    _sentence(ET.SubElement(asked, "prompt"), one.about.text)
    for letter, choice in zip("ABCDEFGH", one.choices, strict=False):
        simple = ET.SubElement(asked, "simpleChoice", identifier=letter)
        holds = ET.SubElement(simple, "code") if one.about.is_code else simple
        holds.text = plain(choice)
    ET.SubElement(item, "responseProcessing", template=_MATCH_CORRECT)
    return item


def _sentence(parent: ET.Element, text: str) -> None:
    """A sentence with its code in `code`, as on the sheets."""
    last: ET.Element | None = None
    for part, is_code in parts(text):
        if is_code:
            last = ET.SubElement(parent, "code")
            last.text = part
        elif last is None:
            parent.text = part
        else:
            last.tail = part


def _test(title: str, sections: Sequence[tuple[str, Sequence[str]]]) -> ET.Element:
    test = ET.Element("assessmentTest", xmlns=QTI, identifier="test", title=plain(title))
    part = ET.SubElement(test, "testPart", identifier="part")
    part.attrib |= {"navigationMode": "nonlinear", "submissionMode": "simultaneous"}
    for place, (heading, names) in enumerate(sections, 1):
        section = ET.SubElement(part, "assessmentSection", identifier=f"section-{place}")
        section.attrib |= {"title": plain(heading), "visible": "true"}
        for name in names:
            reference = ET.SubElement(section, "assessmentItemRef", identifier=f"ref-{name}")
            reference.set("href", f"{name}.xml")
    return test


def _manifest(items: Sequence[str]) -> ET.Element:
    manifest = ET.Element("manifest", xmlns=PACKAGE, identifier="manifest")
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1"
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    test = ET.SubElement(resources, "resource", identifier="resource-test", type=_TEST)
    test.set("href", "test.xml")
    ET.SubElement(test, "file", href="test.xml")
    for name in items:
        ET.SubElement(test, "dependency", identifierref=f"resource-{name.removesuffix('.xml')}")
    for name in items:
        item = ET.SubElement(resources, "resource", type=_ITEM, href=name)
        item.set("identifier", f"resource-{name.removesuffix('.xml')}")
        ET.SubElement(item, "file", href=name)
    return manifest
