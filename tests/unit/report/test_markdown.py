"""What is typed into a comment, as it stands on a page: Markdown and formulas, and nothing else."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from autograder.report.formulas import mathml
from autograder.report.pages import with_code
from autograder.report.sanitize import comment
from tests.support.browser import chromium, needs_chromium, opened, serious_faults
from tests.support.hostile import ATTACKS, PIXEL


def words(page: str) -> str:
    """What is read of it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**one** and *two*", "<strong>one</strong> and <em>two</em>"),
        ("- a\n- b", "<li>b</li>"),
        ("use `fit`", "<code>fit</code>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>2</td>"),
        ("~~no~~", "<s>no</s>"),
        ("[there](https://a.example)", '<a href="https://a.example" rel='),
        ("one line\nand the next", "one line<br>"),
        (f"![x](data:image/png;base64,{PIXEL})", "<img "),
        ("if a<b and c>d", "if a&lt;b and c&gt;d"),
        ("<b>typed</b>", "&lt;b&gt;typed&lt;/b&gt;"),
    ],
)
def test_markdown_in_a_comment_is_shown_as_it_is_meant(typed, shown):
    assert shown in comment(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("$x^2$", "x2"),
        ("so $a_1$, and so", "so a1, and so"),
        (r"in \(z + 1\) brackets", "in z+1 brackets"),
        ("$$\\frac{a}{b}$$", "ab"),
        ("$$\n\\sum_i w_i\n$$", "∑iwi"),
        (r"as \[x = y\] here", "as x=y here"),
        ("\\[\nx\n\\]", "x"),
        ("\\begin{align*}\na &= b\n\\end{align*}", "a=b"),
        ("$$\n\\begin{aligned}a &= b\\end{aligned}\n$$", "a=b"),
        ("of $2^n$, $3$ and $x$-axes", "of 2n, 3 and x-axes"),
        ("- $x$", "x"),
        ("**$x$**", "x"),
        ("| $x$ |\n|---|", "x"),
        (r"$\hat{y} \in \mathbb{R}$", "y^∈ℝ"),
        ("$a<b$", "a<b"),
    ],
)
def test_a_formula_is_set_in_every_way_that_people_type_it(typed, read):
    page = comment(typed)
    assert "<math " in page
    assert words(page) == read


BY_THEMSELVES = ["align", "align*", "equation", "equation*", "gather", "eqnarray", "multline*"]
IN_FORMULAS = ["aligned", "gathered", "split", "cases", "matrix", "pmatrix", "bmatrix", "Vmatrix"]


@pytest.mark.parametrize(
    ("around", "environment"),
    [("%s", one) for one in BY_THEMSELVES]
    + [
        (around, one)
        for around in ("$$%s$$", "$%s$", r"\[%s\]")
        for one in BY_THEMSELVES + IN_FORMULAS
    ],
)
def test_environments_are_set_without_their_marks_and_numbers(around, environment):
    inside = "a=b" if environment.startswith(("eq", "gath", "mult")) else r"a&=b"
    page = comment(around % f"\\begin{{{environment}}}{inside}\\end{{{environment}}}")
    assert "<math " in page
    assert words(page).strip("()[]{‖") == "a=b"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("costs $5 and $6", "costs $5 and $6"),
        (r"\$x\$", "$x$"),
        ("`$x$`", "$x$"),
        ("```\n\\(x\\)\n```", "\\(x\\)"),
    ],
)
def test_what_is_no_formula_is_left_alone(typed, read):
    page = comment(typed)
    assert "<math" not in page
    assert words(page) == read


@pytest.mark.parametrize(
    "typed",
    [
        r"$\frac{$",
        r"$$\left( x$$",
        r"\(\sqrt{\)",
        r"\[{\]",
        "$" + "{" * 3_000 + "$",
        "$" + "x+" * 1_500 + "x$",
        r"$\newcommand{\a}{\a\a}\a$",
        r"$\begin{tikzpicture}a & b\end{tikzpicture}$",
    ],
)
def test_a_formula_that_cannot_be_set_is_shown_as_it_was_typed(typed):
    page = comment(f"See {typed} there.")
    assert "<math" not in page
    assert words(page) == f"See {typed} there."


def test_nothing_of_a_comment_is_lost_behind_a_formula():
    assert words(comment("$$ x $$ (eq1)")) == "x (eq1)"
    assert words(comment(r"\[x\] (2) and more")) == "x (2) and more"
    assert words(comment("x" * 20_000)) == "x" * 20_000


HOSTILE_TEX = [
    r"\text{<script>alert(1)</script>}",
    r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
    r"\href{javascript:alert(1)}{x}",
    r"\style{background:url(http://e.example/1.png)}{x}",
    r"\class{x}{y}",
    r"\color{red\"><script>alert(1)</script>}{x}",
    r"\mathrm{<img src=x onerror=alert(1)>}",
    r"\operatorname{<iframe>}",
    r"\unicode{x3c}script\unicode{x3e}",
    r"\verb|<script>|",
]


@pytest.mark.parametrize("tex", HOSTILE_TEX)
def test_a_formula_brings_no_tag_address_or_style_of_its_own(tex):
    made = mathml(tex, is_displayed=False)
    assert set(re.findall(r"<([a-z]+)", made)) <= {"math", "mi", "mn", "mo", "mrow", "mstyle"} | {
        *("mtext", "msub", "mpadded")
    }
    assert not re.search(r"<[^>]*\b(href|style|class|src|on[a-z]+)=", made)


@pytest.mark.parametrize("attack", [*ATTACKS, *(f"$${tex}$$" for tex in HOSTILE_TEX)])
def test_whatever_is_typed_no_tag_and_no_address_acts(attack):
    page = comment(f"{attack}\n\n![p](http://e.example/1.png)")
    tags = set(re.findall(r"<([a-z]+)", page))
    assert not tags & {"script", "iframe", "img", "svg", "style", "form", "input", "object"}
    assert not re.search(r"<[^>]*\b(style|class|src|on[a-z]+)=", page)
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', page))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("`x` is `...`", "<code>x</code> is <code>...</code>"),
        ("``a ` b`` is one", "<code>a ` b</code> is one"),
        ("<`b`> & c", "&lt;<code>b</code>&gt; &amp; c"),
        ("an odd ` alone", "an odd ` alone"),
        ("`over\nlines`", "`over\nlines`"),
        ("``", "``"),
        ("", ""),
    ],
)
def test_code_in_a_sentence_is_what_stands_between_backticks(said, shown):
    assert with_code(said) == shown


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_formulas_are_set_by_the_browser_and_fit_a_phone(tmp_path: Path, scheme):
    from autograder.record.final_grade import FinalGrade
    from autograder.record.lesson_info import LessonInfo
    from autograder.record.result import QuestionResult, Result, Status, Trust
    from tests.support.rendering import feedback_page

    question = QuestionResult("q1", 1.0, 2.0, Trust.MANUAL)
    long = " + ".join(f"a_{{{number}}}" for number in range(60))
    said = f"The sum $\\sum_i w_i$, and $\\frac{{1}}{{2}}$:\n\n$${long}$$\n\nso ${long}$."
    path = tmp_path / "ada.html"
    made = FinalGrade(Result("ada", "01", Status.GRADED, 1.0, 2.0, (question,)), {"q1": said})
    path.write_text(feedback_page(made, LessonInfo("Tiny")), encoding="utf-8")
    complaints: list[str] = []
    with chromium() as browser:
        size = {"width": 390, "height": 800}
        page = opened(browser, path, complaints, color_scheme=scheme, viewport=size)
        fraction = page.locator("mfrac").bounding_box()
        assert fraction["height"] > page.locator("mfrac mn").first.bounding_box()["height"] * 1.5
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert serious_faults(page) == []
    assert complaints == []
