"""Draws Colab's page, for those who have never seen it.

    python -m scripts.colab.drawing

writes the pictures of lesson 01, for light and for dark pages. What they name is the list
`solutions/colab-page.json`, each with a source and the day when it was last read; each picture says
in its metadata which list it was drawn from, and `tests/unit/scripts/test_colab_page.py` holds the
pictures, the list and the lesson together. It is a drawing of our own, and no picture of the page.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from autograder.authoring.course import Course, find
from autograder.files import write_atomically

LIST = "colab-page.json"
#: the entry of the metadata that holds the names
NAMES = "names"
_WIDTH, _HEIGHT, _SCALE = 760, 430, 2
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@dataclass(frozen=True)
class Look:
    """Colours of a drawing."""

    page: str
    bar: str
    cell: str
    line: str
    text: str
    pale: str
    mark: str = "#c2410c"
    on_mark: str = "#ffffff"


LOOKS = {
    "light": Look("#ffffff", "#f1f3f4", "#f7f7f7", "#b8bcc0", "#1f1f1f", "#5f6368"),
    "dark": Look("#1e1e1e", "#2b2c2e", "#28292b", "#5f6368", "#e8eaed", "#a8adb2"),
}


def picture_path(course: Course, look: str) -> Path:
    """Where the drawing for light or for dark pages lies."""
    return course.solutions / "01-setup" / f"colab-page-{look}.png"


def named(course: Course) -> list[dict[str, str | int]]:
    """What the drawing names, in order: number, name, what, source, read."""
    entries: list[dict[str, str | int]] = json.loads((course.solutions / LIST).read_text("utf-8"))
    return entries


class _Page:
    """A drawing, in units of the lesson's page; a pixel has half of one."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.image = Image.new("RGB", (_WIDTH * _SCALE, _HEIGHT * _SCALE), look.page)
        self._draw = ImageDraw.Draw(self.image)

    def box(self, place: tuple[float, float, float, float], fill: str, radius: float = 6) -> None:
        """A rectangle with round corners: left, top, right, bottom."""
        self._draw.rounded_rectangle(
            [_SCALE * one for one in place], _SCALE * radius, fill, self._look.line, _SCALE
        )

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = 12,
        pale: bool = False,
        bold: bool = False,
    ) -> None:
        """Text whose left middle is at a point."""
        font = self._font(size, bold=bold)
        colour = self._look.pale if pale else self._look.text
        self._draw.text((_SCALE * x, _SCALE * y), text, colour, font, "lm")

    def lines(self, x: float, y: float, widths: tuple[int, ...]) -> None:
        """Lines that stand for text."""
        for row, width in enumerate(widths):
            top = y + 12 * row
            self._draw.rounded_rectangle(
                [_SCALE * x, _SCALE * top, _SCALE * (x + width), _SCALE * (top + 5)],
                _SCALE * 2,
                self._look.line,
            )

    def mark(self, x: float, y: float, number: int) -> None:
        """A number in a disc."""
        ends = [_SCALE * (x - 10), _SCALE * (y - 10), _SCALE * (x + 10), _SCALE * (y + 10)]
        self._draw.ellipse(ends, self._look.mark)
        font = self._font(13, bold=True)
        at = (_SCALE * x, _SCALE * y)
        self._draw.text(at, str(number), self._look.on_mark, font, "mm")

    def triangle(self, x: float, y: float) -> None:
        """The button that runs a cell."""
        corners = [(x - 4, y - 6), (x - 4, y + 6), (x + 6, y)]
        self._draw.polygon([(_SCALE * a, _SCALE * b) for a, b in corners], self._look.text)

    def key(self, x: float, y: float) -> None:
        """A key whose left middle is at a point."""
        ends = [_SCALE * x, _SCALE * (y - 4), _SCALE * (x + 8), _SCALE * (y + 4)]
        self._draw.ellipse(ends, None, self._look.text, 2 * _SCALE)
        for left, top, right, bottom in ((8, -1, 17, 1), (12, 1, 14, 4), (15, 1, 17, 4)):
            ends = [_SCALE * (x + left), _SCALE * (y + top)]
            ends += [_SCALE * (x + right), _SCALE * (y + bottom)]
            self._draw.rectangle(ends, self._look.text)

    def folder(self, x: float, y: float) -> None:
        """A folder whose left middle is at a point."""
        corners = [(0, -7), (6, -7), (8, -5), (17, -5), (17, 7), (0, 7), (0, -7)]
        ends = [(_SCALE * (x + a), _SCALE * (y + b)) for a, b in corners]
        self._draw.line(ends, self._look.text, 2 * _SCALE)

    def bars(self, x: float, y: float, label: str, share: float) -> None:
        """How full something is."""
        self.write(x, y - 7, label, size=9, pale=True)
        self.box((x, y, x + 46, y + 8), self._look.page, 2)
        ends = [_SCALE * x, _SCALE * y, _SCALE * (x + 46 * share), _SCALE * (y + 8)]
        self._draw.rectangle(ends, "#3d8f5f")

    @staticmethod
    def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
        name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
        return ImageFont.truetype(str(_FONTS / name), _SCALE * size)


def draw(look: Look, entries: list[dict[str, str | int]]) -> bytes:
    """The page as a PNG.

    Args:
        entries: as `named` has them.
    """
    page = _Page(look)
    names = {int(entry["number"]): str(entry["name"]) for entry in entries}
    page.box((0, 0, _WIDTH - 1, _HEIGHT - 1), look.page, 10)
    page.write(52, 22, "01-setup.ipynb", size=13, bold=True)
    page.write(52, 46, "File   Edit   View   Insert   Runtime   Tools   Help", size=12)
    page.box((0, 62, _WIDTH - 1, 100), look.bar, 0)
    page.write(52, 81, "+ Code    + Text    ▷ Run all", size=12)
    page.bars(560, 82, "RAM", 0.3)
    page.bars(614, 82, "Disk", 0.2)
    page.box((672, 70, 748, 92), look.page)
    page.write(680, 81, "Connect ▾", size=11)
    page.box((0, 100, 40, _HEIGHT - 34), look.bar, 0)
    page.write(12, 128, "≡", size=18)
    page.key(13, 182)
    page.folder(12, 236)
    for top, widths in ((116, (300, 260)), (178, (380, 340, 180)), (262, (320, 290, 210))):
        is_text = top == 116
        bottom, fill = (top + 42, look.page) if is_text else (top + 66, look.cell)
        page.box((200, top, 740, bottom), fill)
        page.lines(248, top + 12, widths)
        if not is_text:
            page.triangle(224, top + 18)
    page.box((350, 346, 430, 384), look.cell, 18)
    page.write(383, 365, "✦", size=18)
    page.box((0, _HEIGHT - 34, _WIDTH - 1, _HEIGHT - 1), look.bar, 0)
    page.write(52, _HEIGHT - 17, "Variables      Terminal", size=12)
    places = {
        1: (372, 46, 386),
        2: (668, 46, 682),
        3: (546, 46, 560),
        4: (56, 128, 70),
        5: (56, 182, 70),
        6: (56, 236, 70),
        7: (446, 365, 460),
        8: (226, _HEIGHT - 17, 240),
    }
    for number, (x, y, label) in places.items():
        page.mark(x, y, number)
        page.write(label, y, names[number], size=11 if number in (4, 5, 6) else 12, bold=True)
    about = PngInfo()
    about.add_text(NAMES, json.dumps([names[number] for number in sorted(names)]))
    file = io.BytesIO()
    small = page.image.quantize(48, dither=Image.Dither.NONE)
    small.save(file, "PNG", optimize=True, pnginfo=about)
    return file.getvalue()


def main() -> int:
    """Returns the exit status."""
    course = find()
    for name, look in LOOKS.items():
        write_atomically(picture_path(course, name), draw(look, named(course)))
        print(picture_path(course, name).relative_to(course.root))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
