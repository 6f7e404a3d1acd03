"""Lint rules for prose: short cells, easy sentences, alternative texts, links. [coordinator]"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.authoring.addresses import page_address
from autograder.authoring.lint import Draft, rule, without_code

_MOST_WORDS = 330
LEAST_EASE = 60.0
#: language → the numbers of its formula. en: Flesch, "A new readability yardstick", Journal of
#: Applied Psychology 32 (1948); de: Amstad (1978); es: Fernández Huerta (1959); fr: Kandel and
#: Moles (1958); it: Franchina and Vacca (1972); nl: Douma (1960)
EASE = {
    "en": (206.835, 1.015, 84.6),
    "de": (180.0, 1.0, 58.5),
    "es": (206.84, 1.02, 60.0),
    "fr": (207.0, 1.015, 73.6),
    "it": (217.0, 1.3, 60.0),
    "nl": (206.84, 0.93, 77.0),
}
_LONGEST_LINE = 100
_LONGEST_CELL = 40
_CODE = re.compile(r"(?s)```.*?```|`[^`\n]+`")
_VAGUE = {"here", "this", "link", "this link", "click here", "more"}


@rule(f"say it in fewer than {_MOST_WORDS} words, or let the student do something in between")
def short_cells(draft: Draft) -> Iterator[str]:
    """Nobody reads a wall of text in a notebook; folded parts do not count."""
    for place, text in draft.prose:
        shown = re.sub(r"(?s)<details>.*</details>", "", text)
        words = len(re.findall(r"\w+", without_code(shown)))
        if words > _MOST_WORDS:
            yield f"{place}, {words} words"


@rule(f"write shorter sentences and words: the reading ease is to be {LEAST_EASE:.0f} or more")
def reading_ease(draft: Draft) -> Iterator[str]:
    """Flesch's formula over all of the lesson's prose; 60 to 70 is plain English."""
    if draft.course.language in EASE:
        text = "\n".join(text for _, text in draft.prose)
        if (ease := flesch(text, draft.course.language)) < LEAST_EASE:
            yield f"{ease:.0f}"


def flesch(text: str, language: str = "en") -> float:
    """How easy Markdown is to read, from below 0 to about 120; 60 and more is plain.

    A number less words a sentence and syllables a word, each times a number that depends on the
    language (`EASE`). A syllable is a group of vowels that is not, in English and French, a silent
    e at the end: right for most words, and one off for the rest.
    """
    begin, by_words, by_syllables = EASE[language]
    silent = language in ("en", "fr")
    plain = re.sub(r"(?m)^\s*(#+|[-*]|\d+\.)\s+", "", without_code(text))
    sentences = [
        words
        for sentence in re.split(r"[.!?:;]\s|\n\s*\n", plain)
        if len(words := re.findall(r"[^\W\d_](?:[^\W\d_]|['’])*", sentence)) > 2
    ]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 100.0
    syllables = sum(_syllables(word.lower(), silent=silent) for word in words)
    return begin - by_words * len(words) / len(sentences) - by_syllables * syllables / len(words)


def _syllables(word: str, *, silent: bool) -> int:
    ends = silent and word.endswith("e") and not word.endswith("le")
    return max(1, len(re.findall(r"[aeiouyà-æè-ïò-öøù-ýÿœ]+", word[:-1] if ends else word)))


@rule("say in words what the picture shows: ![words](address)")
def alternative_texts(draft: Draft) -> Iterator[str]:
    """For those who cannot see it, and where it does not load."""
    for place, text in draft.prose:
        shown = _CODE.sub("", text)
        if re.search(r"!\[\s*\]", shown) or re.search(r"<img(?![^>]*\balt=\S)", shown):
            yield place


@rule("let a link begin with https:// and have words that say where it leads")
def links(draft: Draft) -> Iterator[str]:
    """Colab opens the notebook alone: an address that is relative leads nowhere."""
    for place, text in draft.prose:
        shown = _CODE.sub("", text)
        for words, address in re.findall(r"(?<!!)\[([^\[\]]+)\]\(([^)\s]+)\)", shown):
            if (
                not address.startswith(("https://", "http://localhost", "#"))
                or words.lower() in _VAGUE
            ):
                yield f"{place}, [{words}]({address})"


@rule("this address leads to a file of this course that does not exist")
def own_addresses(draft: Draft) -> Iterator[str]:
    """Badges, links and downloads of the course's own repository."""
    repository, branch = re.escape(draft.course.repository), re.escape(draft.course.branch)
    own = re.compile(
        rf"https://(?:colab\.research\.google\.com/github/{repository}/blob"
        rf"|github\.com/{repository}/blob|raw\.githubusercontent\.com/{repository})"
        rf"/{branch}/([^\s)\"'`\]?#]+)"
    )
    pages = page_address("", draft.course).removesuffix(".html")
    for place, cell in draft.placed:
        for path in own.findall(cell.source):
            if not (draft.course.root / path).exists():
                yield f"{place}, {path}"
        for lesson in re.findall(re.escape(pages) + r"([\w-]+)\.html", cell.source):
            if lesson not in draft.course.lessons():
                yield f"{place}, the page of {lesson}"


@rule(f"break code lines at {_LONGEST_LINE} characters: Colab's cells are no wider")
def code_width(draft: Draft) -> Iterator[str]:
    """Code that has to be scrolled sideways is not read; folded code may be wider."""
    for place, source in draft.code:
        if not source.startswith("# @title"):
            for line in source.splitlines():
                if len(line) > _LONGEST_LINE and "https://" not in line:
                    yield f"{place}, {line.strip()[:40]}…"


@rule(f"show at most {_LONGEST_CELL} lines of code at once; fold helpers under # @title")
def short_code(draft: Draft) -> Iterator[str]:
    """One idea a cell."""
    for place, source in draft.code:
        if not source.startswith("# @title") and len(source.splitlines()) > _LONGEST_CELL:
            yield place


@rule("set the seed with keras.utils.set_random_seed before anything is trained")
def seeds(draft: Draft) -> Iterator[str]:
    """So that two students who do the same see nearly the same."""
    sources = [source for _, source in draft.code if "def set_up(" not in source]
    if not any("keras" in source for source in sources):
        return
    trained = [index for index, source in enumerate(sources) if ".fit(" in source]
    seeded = [index for index, source in enumerate(sources) if "set_random_seed(" in source]
    if trained and (not seeded or seeded[0] > trained[0]):
        yield ""
