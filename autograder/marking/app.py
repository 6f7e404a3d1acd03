"""The marking page: a small web application for one output folder. [coordinator]

Whoever has a marker's address marks as that marker. Each page is whole and works without a script;
`mark.js` gives the keys their meaning. What changes something is a form that has to come from such
a page: from the same origin, and with the marker's own secret in it.
"""

from __future__ import annotations

import hmac
import logging
import math
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from autograder.errors import AutograderError
from autograder.lms.table import points
from autograder.marking import asked
from autograder.marking.answers import Answer, Answers, Question
from autograder.record.gradebook import journal
from autograder.record.gradebook.journal import Answered, Given, Item, Marking, NotTaken
from autograder.record.requests import NotReplied, reply
from autograder.record.store import Store

_log = logging.getLogger(__name__)
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_MOST_FORM = 1_000_000
#: where addresses begin that a form may lead back to
_PAGES = ("/q/", "/requests/")
#: comments that are offered for reuse
_OFFERED = 8
_TEMPLATES = Environment(
    loader=PackageLoader("autograder.marking"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["points"] = points


@dataclass
class Marker:
    """Somebody who marks.

    Attributes:
        token: opens the pages.
        secret: stands in every form.
        names: whether names of students are shown.
    """

    name: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    names: bool = False


class MarkingPages:
    """Answers requests; its methods may run in several threads."""

    def __init__(
        self, store: Store, answers: Answers, markers: Sequence[Marker], port: int
    ) -> None:
        """Args:
        store: whose gradebook is filled.
        port: of this machine's own address; the cookie is called by it, because browsers share
            cookies between ports.
        """
        self._store = store
        self._answers = answers
        self._markers = markers
        self._cookie = f"autograder-mark-{port}"
        self._origins = {f"http://127.0.0.1:{port}", f"http://localhost:{port}"}

    def app(self) -> ASGIApp:
        """The application."""
        page = "/q/{question}/{answer}"
        routes = [
            Route("/", self._guarded(self._overview)),
            Route("/names", self._guarded(self._switch_names), methods=["POST"]),
            Route("/q/{question}", self._guarded(self._begin)),
            Route(page, self._guarded(self._answer)),
            Route(f"{page}/mark", self._guarded(self._mark), methods=["POST"]),
            Route(f"{page}/rubric", self._guarded(self._change_rubric), methods=["POST"]),
            Route("/requests/{request}", self._guarded(self._request)),
            Route("/requests/{request}/reply", self._guarded(self._reply), methods=["POST"]),
            Route("/requests/{request}/points", self._guarded(self._points), methods=["POST"]),
            Mount("/static", StaticFiles(packages=[("autograder.marking", "static")])),
        ]
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
        return Starlette(routes=routes, middleware=[hosts, Middleware(_Headers)])

    def _guarded(
        self, answer: Callable[[Request, Marker, Mapping[str, list[str]]], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Lets through who has a marker's token, and forms that come from a page of that marker."""

        async def endpoint(request: Request) -> Response:
            if token := request.query_params.get("token"):
                return self._enter(token)
            marker = self._marker(request.cookies.get(self._cookie, ""))
            if marker is None:
                return _said(401, "Open the address that `autograder mark` has printed.")
            form: Mapping[str, list[str]] = {}
            if request.method == "POST":
                body = await _body(request)
                if body is None:
                    return _said(413, "That is too long.")
                form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
                if not self._is_own(request, form, marker):
                    return _said(
                        403, "This form is not of this window's marker. Load the page anew."
                    )
            try:
                return await run_in_threadpool(answer, request, marker, form)
            except NotTaken as refusal:
                return await run_in_threadpool(self._refused, request, marker, str(refusal))
            except (AutograderError, OSError) as error:
                _log.error("the marking page: %s", error)
                return _said(500, f"Not saved: {error}")

        return endpoint

    def _enter(self, token: str) -> Response:
        if self._marker(token) is None:
            return _said(401, "This address is of an earlier `autograder mark`. Take the new one.")
        entered = RedirectResponse("/", 303)
        # Not strict: then the address would not open where it is a link on another page. Forms of
        # other sites have no secret.
        entered.set_cookie(self._cookie, token, httponly=True, samesite="lax")
        return entered

    def _marker(self, token: str) -> Marker | None:
        same = (one for one in self._markers if hmac.compare_digest(one.token, _ascii(token)))
        return next(same, None)

    def _is_own(self, request: Request, form: Mapping[str, list[str]], marker: Marker) -> bool:
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site", "same-origin")
        from_here = (origin is None or origin in self._origins) and site == "same-origin"
        return from_here and hmac.compare_digest(_ascii(_one(form, "secret")), marker.secret)

    def _overview(self, request: Request, marker: Marker, form: object) -> Response:
        rows = []
        for question in self._answers.questions:
            marking = self._read(question)
            rows.append((question, self._progress(question, marking, marker)))
        requests = asked.asked(self._store)
        return _page("overview.html", 200, marker=marker, rows=rows, requests=requests, back="/")

    def _switch_names(
        self, request: Request, marker: Marker, form: Mapping[str, list[str]]
    ) -> Response:
        marker.names = _one(form, "names") == "on"
        back = _one(form, "back")
        return RedirectResponse(back if back.startswith(_PAGES) else "/", 303)

    def _begin(self, request: Request, marker: Marker, form: object) -> Response:
        """Leads to the first answer that waits for this marker."""
        question = self._answers.by_id.get(request.path_params["question"])
        if question is None:
            return _gone()
        marking = self._read(question)
        first = self._waiting(question, marking, marker, 0) or question.answers[0]
        return RedirectResponse(_address(question, first), 303)

    def _answer(
        self, request: Request, marker: Marker, form: object, refusal: str = ""
    ) -> Response:
        found = self._found(request)
        if found is None:
            return _gone()
        question, answer = found
        marking = self._read(question)
        at = question.at[answer.id]
        alike = [one for one in question.answers if one.same == answer.same]
        mine = marking.answers[answer.student]
        is_taken = mine.owner not in ("", marker.name)
        following = self._waiting(question, marking, marker, at + 1)
        rubric = marking.rubric or question.rubric
        return _page(
            "answer.html",
            409 if refusal else 200,
            marker=marker,
            back=_address(question, answer),
            refusal=refusal,
            question=question,
            answer=answer,
            number=at + 1,
            shown=self._answers.html(question, answer),
            state=mine,
            taken_by=mine.owner if is_taken else "",
            may_mark=not is_taken or bool(mine.given.flag),
            rubric=[
                (item, item.number in mine.given.items, self._having(question, marking, item))
                for item in rubric
            ],
            rubric_seen=marking.rubric_seen,
            new_number=max((item.number for item in rubric), default=0) + 1,
            alike=len(alike),
            alike_waiting=len(self._alike(question, marking, answer, marker)),
            comments=self._comments(marking, mine),
            requests=asked.beside(self._store, answer.student, question.place),
            previous=_address(question, question.answers[at - 1]) if at else "",
            next=_address(question, question.answers[at + 1])
            if at + 1 < len(question.answers)
            else "",
            following=_address(question, following) if following else "",
            progress=self._progress(question, marking, marker),
        )

    def _refused(self, request: Request, marker: Marker, why: str) -> Response:
        return self._answer(request, marker, {}, refusal=why)

    def _mark(self, request: Request, marker: Marker, form: Mapping[str, list[str]]) -> Response:
        found = self._found(request)
        if found is None:
            return _gone()
        question, answer = found
        marking = self._read(question)
        state = marking.answers[answer.student]
        does, _, which = _one(form, "does").partition(" ")
        seen = {answer.student: _whole(_one(form, "seen"))}
        back = RedirectResponse(_address(question, answer), 303)
        if does == "confirm":
            journal.confirm(self._store, question.place, answer.student)
            return back
        given = _changed(state.given, does, which, form)
        if does == "alike":
            others = self._alike(question, marking, answer, marker)
            seen = {one.student: marking.answers[one.student].seen for one in others}
            given = replace(state.given, flag="")
            if not given.is_marked:
                raise NotTaken("Mark this answer first; the others with its text get the same.")
        elif given == state.given:
            return back
        journal.give(self._store, question.place, question.rubric, seen, given, marker.name)
        return back

    def _change_rubric(
        self, request: Request, marker: Marker, form: Mapping[str, list[str]]
    ) -> Response:
        found = self._found(request)
        if found is None:
            return _gone()
        question, answer = found
        items = []
        for number, words, worth in zip(
            *(form.get(name, []) for name in ("number", "words", "points")), strict=False
        ):
            if words.strip() or worth.strip():
                items.append(Item(_whole(number), " ".join(words.split()), _decimal(worth)))
        if len({item.number for item in items}) < len(items):
            raise NotTaken("Two rubric items have the same number. Load the page anew.")
        seen = _whole(_one(form, "seen"))
        journal.change_rubric(
            self._store, question.place, question.students, seen, items, marker.name
        )
        return RedirectResponse(_address(question, answer), 303)

    def _request(
        self, request: Request, marker: Marker, form: object, refusal: str = ""
    ) -> Response:
        """A request for another look, with what it is about."""
        one = self._asked(request)
        if one is None:
            return _said(404, "This request is not there. Go back to the list of questions.")
        place, student = one.place, one.request.student
        [answer] = [
            _address(question, each)
            for question in self._answers.questions
            for each in question.answers
            if (question.place.lesson, question.place.question) == (place.lesson, place.question)
            if each.student == student
        ] or [""]
        return _page(
            "request.html",
            409 if refusal else 200,
            marker=marker,
            back=f"/requests/{one.id}",
            refusal=refusal,
            one=one,
            answer=answer,
            shown=self._answers.cells(one.result, place.question),
            state=journal.read(self._store, place, [student]).answers[student],
        )

    def _reply(self, request: Request, marker: Marker, form: Mapping[str, list[str]]) -> Response:
        one = self._asked(request)
        if one is None:
            return _gone()
        words = _one(form, "reply").replace("\r\n", "\n")
        try:
            reply(self._store, one.request, words, marker.name)
        except NotReplied as refusal:
            return self._request(request, marker, {}, str(refusal))
        back = _one(form, "back")
        return RedirectResponse(back if back.startswith(_PAGES) else "/", 303)

    def _points(self, request: Request, marker: Marker, form: Mapping[str, list[str]]) -> Response:
        """Points in the place of what tests gave; nothing leaves these."""
        one = self._asked(request)
        if one is None or one.is_manual:
            return _gone()
        student, place = one.request.student, one.place
        before = journal.read(self._store, place, [student]).answers[student].given
        try:
            said = _one(form, "points").strip()
            given = replace(before, items=(), adjustment=_decimal(said) if said else None)
            seen = {student: _whole(_one(form, "seen"))}
            if given != before:
                journal.give(self._store, place, (), seen, given, marker.name)
        except NotTaken as refusal:
            return self._request(request, marker, {}, str(refusal))
        return RedirectResponse(f"/requests/{one.id}", 303)

    def _asked(self, request: Request) -> asked.Asked | None:
        every = asked.asked(self._store)
        return next((one for one in every if one.id == request.path_params["request"]), None)

    def _read(self, question: Question) -> Marking:
        return journal.read(self._store, question.place, question.students)

    def _found(self, request: Request) -> tuple[Question, Answer] | None:
        question = self._answers.by_id.get(request.path_params["question"])
        at = question.at.get(request.path_params["answer"]) if question else None
        return None if question is None or at is None else (question, question.answers[at])

    def _share(self, answer: Answer) -> str:
        """Whose turn it is to mark an answer: the same text is one marker's."""
        return self._markers[int(answer.same, 16) % len(self._markers)].name

    def _waiting(
        self, question: Question, marking: Marking, marker: Marker, start: int
    ) -> Answer | None:
        """The next answer that waits, of the marker's share first; from the start after the end."""
        order = [*question.answers[start:], *question.answers[:start]]
        waits = [one for one in order if _waits(one, marking.answers[one.student])]
        own = (one for one in waits if self._share(one) == marker.name)
        return next(own, waits[0] if waits else None)

    def _alike(
        self, question: Question, marking: Marking, answer: Answer, marker: Marker
    ) -> list[Answer]:
        """The other answers with the same text that nobody has marked."""
        return [
            one
            for one in question.answers
            if one.same == answer.same and one is not answer
            if not marking.answers[one.student].given.is_marked
            and marking.answers[one.student].owner in ("", marker.name)
        ]

    def _having(self, question: Question, marking: Marking, item: Item) -> list[tuple[int, Answer]]:
        """Which answers have a rubric item, with their numbers."""
        return [
            (number, answer)
            for number, answer in enumerate(question.answers, 1)
            if item.number in marking.answers[answer.student].given.items
        ]

    def _comments(self, marking: Marking, mine: Answered) -> list[str]:
        """What was written to other answers, the most used first."""
        times: dict[str, int] = {}
        for answered in marking.answers.values():
            for entry in answered.history[-1:]:
                if entry.given.comment and entry.given.comment != mine.given.comment:
                    times[entry.given.comment] = times.get(entry.given.comment, 0) + 1
        return sorted(times, key=lambda comment: (-times[comment], comment))[:_OFFERED]

    def _progress(self, question: Question, marking: Marking, marker: Marker) -> dict[str, Any]:
        states = [(one, marking.answers[one.student]) for one in question.answers]
        own = [one for one in states if self._share(one[0]) == marker.name]
        return {
            "all": len(states),
            "done": sum(not _waits(*one) for one in states),
            "own": len(own),
            "own_done": sum(not _waits(*one) for one in own),
            "flagged": [
                (number, one) for number, (one, state) in enumerate(states, 1) if state.given.flag
            ],
            "blank": sum(one.blank for one, _ in states),
            "again": sum(state.again for _, state in states),
            "several": len(self._markers) > 1,
        }


class _Headers:
    """Puts the policy on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.lower().encode(), of.encode()) for name, of in _HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *added]
            await send(message)

        await self._app(scope, receive, sent)


def _changed(given: Given, does: str, which: str, form: Mapping[str, list[str]]) -> Given:
    """What is given after what a marker did.

    Raises:
        NotTaken: nothing that can be done.
    """
    if does == "item":
        number = _whole(which)
        others = tuple(one for one in given.items if one != number)
        items = others if number in given.items else tuple(sorted((*others, number)))
        adjustment = given.adjustment if items and given.items else None
        return replace(given, items=items, adjustment=adjustment)
    if does == "none":
        return replace(given, items=(), adjustment=0.0)
    if does == "back":
        return replace(given, items=(), adjustment=None)
    if does == "adjust":
        said = _one(form, "adjustment").strip()
        return replace(given, adjustment=_decimal(said) if said else None)
    if does == "comment":
        return replace(given, comment=_one(form, "comment").replace("\r\n", "\n").strip())
    if does == "flag":
        return replace(given, flag=" ".join(_one(form, "flag").split()))
    if does == "alike":
        return given
    raise NotTaken("This page is of another version. Load it anew.")


def _waits(answer: Answer, answered: Answered) -> bool:
    """Whether a person has something to do."""
    is_marked = answered.given.is_marked or answer.blank
    return not is_marked or answered.again


def _address(question: Question, answer: Answer) -> str:
    return f"/q/{question.id}/{answer.id}"


def _page(template: str, status: int, **facts: Any) -> HTMLResponse:
    return HTMLResponse(_TEMPLATES.get_template(template).render(**facts), status)


def _said(status: int, sentence: str) -> HTMLResponse:
    return _page("said.html", status, sentence=sentence)


def _gone() -> HTMLResponse:
    return _said(404, "This answer is not there. Go back to the list of questions.")


async def _body(request: Request) -> bytes | None:
    """What was sent; None where it is too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_FORM:
            return None
    return body


def _one(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _ascii(text: str) -> str:
    """The text, or what equals no token where it is none."""
    return text if text.isascii() else ""


def _whole(text: str) -> int:
    """A number that the page put into a form.

    Raises:
        NotTaken: it is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise NotTaken("This page is of another version. Load it anew.")
    return int(text)


def _decimal(text: str) -> float:
    """Points that a person typed, with a point or a comma.

    Raises:
        NotTaken: it is no number.
    """
    try:
        number = float(text.strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > 10_000:
        raise NotTaken(f"{text.strip()[:40]!r} is no number of points. Write one such as 0.5.")
    return round(number, 4)
