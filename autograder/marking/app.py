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
from autograder.marking import asked, unchanged
from autograder.marking.agreement import FEWEST
from autograder.marking.answers import Answer, Answers, Question
from autograder.marking.second import SecondMarking, agreed, as_answered, both
from autograder.record.gradebook import journal
from autograder.record.gradebook.journal import (
    Answered,
    Given,
    Item,
    Marking,
    NotTaken,
)
from autograder.record.gradebook.second_marks import SecondMarks
from autograder.record.requests import NotReplied, reply
from autograder.record.requests import Request as StudentsRequest
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
#: of what two sums of points may differ in and be the same
_SMALL = 1e-6
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
        self,
        store: Store,
        answers: Answers,
        markers: Sequence[Marker],
        port: int,
        twice: float = 0.0,
    ) -> None:
        """Args:
        store: whose gradebook is filled.
        port: of this machine's own address; the cookie is called by it, because browsers share
            cookies between ports.
        twice: the share of the answers that two markers mark, 0 to 1.
        """
        self._second = SecondMarking(store, [one.name for one in markers], twice)
        self._store = store
        self._answers = answers
        self._markers = markers
        self._cookie = f"autograder-mark-{port}"
        self._samples: dict[str, frozenset[str]] = {}
        self._origins = {f"http://127.0.0.1:{port}", f"http://localhost:{port}"}

    def app(self) -> ASGIApp:
        """The application."""
        page = "/q/{question}/{answer}"
        routes = [
            Route("/", self._guarded(self._overview)),
            Route("/names", self._guarded(self._switch_names), methods=["POST"]),
            Route("/q/{question}", self._guarded(self._begin)),
            Route("/q/{question}/compare", self._guarded(self._compare), methods=["POST"]),
            Route(page, self._guarded(self._answer)),
            Route(f"{page}/mark", self._guarded(self._mark), methods=["POST"]),
            Route(f"{page}/second", self._guarded(self._mark_second), methods=["POST"]),
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
            seconds = self._second.read(question)
            rows.append((question, self._progress(question, marking, seconds, marker)))
        requests = [self._as_shown(one, marker) for one in asked.asked(self._store)]
        return _page(
            "overview.html",
            200,
            marker=marker,
            rows=rows,
            requests=requests,
            back="/",
            fewest=FEWEST,
            following=self._waiting_elsewhere(marker),
        )

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
        seconds = self._second.read(question)
        first = self._waiting(question, marking, seconds, marker, 0) or question.answers[0]
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
        mine = marking.answers[answer.student]
        rubric = marking.rubric or question.rubric
        seconds = self._second.read(question)
        is_second = self._is_second(question, answer, marker, seconds)
        if is_second:  # nothing of the first mark is to be seen
            mine = as_answered(seconds.given.get(answer.student), rubric)
        twice = next((one for one in seconds.compared if one.student == answer.student), None)
        is_taken = mine.owner not in ("", marker.name)
        following = self._waiting(question, marking, seconds, marker, at + 1)
        return _page(
            "answer.html",
            409 if refusal else 200,
            marker=marker,
            back=_address(question, answer),
            refusal=refusal,
            question=question,
            answer=answer,
            number=at + 1,
            shown=self._answers.html(question, answer, names=marker.names),
            state=mine,
            is_second=is_second,
            twice=twice,
            taken_by=mine.owner if is_taken else "",
            may_mark=not is_taken or bool(mine.given.flag),
            rubric=[
                (item, item.number in mine.given.items, self._having(question, marking, item))
                for item in rubric
            ],
            rubric_seen=marking.rubric_seen,
            new_number=max((item.number for item in rubric), default=0) + 1,
            alike=question.sizes[answer.same],
            alike_waiting=len(self._alike(question, marking, seconds, answer, marker)),
            near=self._near(question, answer),
            like=self._like(question, marking, seconds, answer, marker),
            comments=self._comments(marking, mine),
            requests=[] if is_second else asked.beside(self._store, answer.student, question.place),
            previous=_address(question, question.answers[at - 1]) if at else "",
            next=_address(question, question.answers[at + 1])
            if at + 1 < len(question.answers)
            else "",
            following=_address(question, following)
            if following
            else self._waiting_elsewhere(marker, question),
            progress=self._progress(question, marking, seconds, marker),
        )

    def _refused(self, request: Request, marker: Marker, why: str) -> Response:
        if "answer" not in request.path_params:
            return _said(409, why)
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
            unchanged.note(self._store, question, {answer.student})
            return back
        given = _changed(state.given, does, which, form)
        seconds = self._second.read(question)
        if self._is_second(question, answer, marker, seconds):
            raise NotTaken("This answer is yours to mark a second time. Load the page anew.")
        if does == "like" and (like := self._like(question, marking, seconds, answer, marker)):
            given = replace(marking.answers[like[1].student].given, flag=state.given.flag)
        if does == "alike":
            others = self._alike(question, marking, seconds, answer, marker)
            seen = {one.student: marking.answers[one.student].seen for one in others}
            given = replace(state.given, flag="")
            if not given.is_marked:
                raise NotTaken("Mark this answer first; the others with its text get the same.")
        elif given == state.given:
            return back
        journal.give(self._store, question.place, question.rubric, seen, given, marker.name)
        unchanged.note(self._store, question, set(seen))
        return back

    def _mark_second(
        self, request: Request, marker: Marker, form: Mapping[str, list[str]]
    ) -> Response:
        found = self._found(request)
        if found is None:
            return _gone()
        question, answer = found
        marking, seconds = self._read(question), self._second.read(question)
        if not self._is_second(question, answer, marker, seconds):
            raise NotTaken("This answer is not yours to mark a second time.")
        second = seconds.given.get(answer.student)
        before = second.given if second else Given()
        does, _, which = _one(form, "does").partition(" ")
        if does not in ("item", "none", "back", "adjust"):
            raise NotTaken("A second mark is points alone.")
        given = _changed(before, does, which, form)
        if given != before:
            rubric = marking.rubric or question.rubric
            self._second.give(question, answer, rubric, given, marker.name)
        return RedirectResponse(_address(question, answer), 303)

    def _compare(self, request: Request, marker: Marker, form: Mapping[str, list[str]]) -> Response:
        question = self._answers.by_id.get(request.path_params["question"])
        if question is None:
            return _gone()
        seconds = self._second.read(question)
        self._second.compare(question, self._read(question), seconds, marker.name)
        return RedirectResponse("/", 303)

    def _is_second(
        self, question: Question, answer: Answer, marker: Marker, seconds: SecondMarks
    ) -> bool:
        """Whether an answer is a marker's to mark after another one, without seeing that mark."""
        if seconds.compared or answer.id not in self._sample(question):
            return False
        return self._second.second(answer, self._share(question, answer)) == marker.name

    def _sample(self, question: Question) -> frozenset[str]:
        if question.id not in self._samples:
            self._samples[question.id] = self._second.sample(question)
        return self._samples[question.id]

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
            one=self._as_shown(one, marker),
            answer=answer,
            shown=self._answers.cells(one.result, place.question, names=marker.names),
            state=journal.read(self._store, place, [student]).answers[student],
            following=self._waiting_elsewhere(marker, request=one.id),
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

    def _as_shown(self, one: asked.Asked, marker: Marker) -> asked.Asked:
        return replace(one, request=self._without_names(one.request, marker))

    def _without_names(self, one: StudentsRequest, marker: Marker) -> StudentsRequest:
        """A request in which its student's name is hidden, unless the marker wants to see names."""
        if marker.names:
            return one
        return replace(one, reason=self._answers.without_names(one.student, one.lesson, one.reason))

    def _asked(self, request: Request) -> asked.Asked | None:
        every = asked.asked(self._store)
        return next((one for one in every if one.id == request.path_params["request"]), None)

    def _read(self, question: Question) -> Marking:
        return journal.read(self._store, question.place, question.students)

    def _found(self, request: Request) -> tuple[Question, Answer] | None:
        question = self._answers.by_id.get(request.path_params["question"])
        at = question.at.get(request.path_params["answer"]) if question else None
        return None if question is None or at is None else (question, question.answers[at])

    def _share(self, question: Question, answer: Answer) -> str:
        """Whose turn it is to mark an answer: the same text is one marker's, and near ones mostly.

        As they stand in a row, each marker has a piece of it.
        """
        piece = question.begins[answer.same] * len(self._markers) // question.written
        return self._markers[min(piece, len(self._markers) - 1)].name

    def _waiting(
        self,
        question: Question,
        marking: Marking,
        seconds: SecondMarks,
        marker: Marker,
        start: int,
    ) -> Answer | None:
        """The next answer that waits, of the marker's share first; from the start after the end.

        An answer waits for a mark, or, where its student asks for another look, for a reply.
        """
        order = [*question.answers[start:], *question.answers[:start]]
        asking = asked.asking(self._store, question.place)
        waits = [
            one
            for one in order
            if self._waits(question, marking, seconds, marker, one)
            or (one.student in asking and not self._is_second(question, one, marker, seconds))
        ]
        own = (one for one in waits if self._in_share(question, one, marker, seconds))
        return next(own, waits[0] if waits else None)

    def _waiting_elsewhere(
        self, marker: Marker, question: Question | None = None, request: str = ""
    ) -> str:
        """The address of what waits next: requests first, then answers; nothing where nothing does.

        Args:
            question: of which nothing waits any more.
            request: the id of the one after which the next is looked for.
        """
        waiting = [one for one in asked.asked(self._store) if one.request.is_open]
        at = next((place for place, one in enumerate(waiting, 1) if one.id == request), 0)
        for one in (*waiting[at:], *waiting[:at]):
            if one.id != request and (question is None or one.place != question.place):
                return f"/requests/{one.id}"
        every = self._answers.questions
        at = every.index(question) if question else 0
        for other in (*every[at:], *every[:at]):
            first = self._waiting(other, self._read(other), self._second.read(other), marker, 0)
            if first:
                return _address(other, first)
        return ""

    def _waits(
        self,
        question: Question,
        marking: Marking,
        seconds: SecondMarks,
        marker: Marker,
        answer: Answer,
    ) -> bool:
        """Whether an answer waits for this marker: for a first mark, or for the second one."""
        if self._is_second(question, answer, marker, seconds):
            return answer.student not in seconds.given
        return _waits(answer, marking.answers[answer.student])

    def _in_share(
        self, question: Question, answer: Answer, marker: Marker, seconds: SecondMarks
    ) -> bool:
        is_second = self._is_second(question, answer, marker, seconds)
        return is_second or self._share(question, answer) == marker.name

    def _near(self, question: Question, answer: Answer) -> list[tuple[int, Answer]]:
        """The answers with nearly the same text, with their numbers; not those with the same."""
        return [
            (question.at[one.id] + 1, one)
            for one in question.near[answer.near]
            if one.same != answer.same
        ]

    def _like(
        self,
        question: Question,
        marking: Marking,
        seconds: SecondMarks,
        answer: Answer,
        marker: Marker,
    ) -> tuple[int, Answer] | None:
        """The near answer that is marked and stands closest, with its number."""
        here = question.at[answer.id]
        marked = [
            one
            for one in question.near[answer.near]
            if one is not answer and marking.answers[one.student].given.is_marked
            if not self._is_second(question, one, marker, seconds)
        ]
        if not marked or self._is_second(question, answer, marker, seconds):
            return None
        closest = min(marked, key=lambda one: abs(question.at[one.id] - here))
        return question.at[closest.id] + 1, closest

    def _alike(
        self,
        question: Question,
        marking: Marking,
        seconds: SecondMarks,
        answer: Answer,
        marker: Marker,
    ) -> list[Answer]:
        """The other answers with the same text that nobody has marked."""
        return [
            one
            for one in question.answers
            if one.same == answer.same and one is not answer
            if not self._is_second(question, one, marker, seconds)
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

    def _progress(
        self, question: Question, marking: Marking, seconds: SecondMarks, marker: Marker
    ) -> dict[str, Any]:
        states = [(one, marking.answers[one.student]) for one in question.answers]
        own = [one for one in question.answers if self._in_share(question, one, marker, seconds)]
        numbers = {one.student: number for number, (one, _) in enumerate(states, 1)}
        return {
            "all": len(states),
            "done": sum(not _waits(*one) for one in states),
            "own": len(own),
            "own_done": sum(
                not self._waits(question, marking, seconds, marker, one) for one in own
            ),
            "twice": len(self._sample(question)),
            "twice_done": len(both(question, marking, seconds)),
            "agreement": agreed(seconds),
            "differing": [
                (numbers[one.student], question.answers[numbers[one.student] - 1], one)
                for one in seconds.compared
                if one.student in numbers and abs(one.first - one.second) > _SMALL
            ],
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
    if does in ("alike", "like"):
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
