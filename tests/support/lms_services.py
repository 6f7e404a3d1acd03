"""Canvas's and Moodle's own services for one assignment, as far as they are used here.

Sources: Instructure, "Canvas LMS API", Submissions, Users, Pagination; moodle/moodle,
`mod/assign/externallib.php`, `enrol/externallib.php`, `webservice/rest/locallib.php`. Both keep
what they are sent, so that a mark that comes twice is seen; Canvas adds a comment each time.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "secret-token"
COURSE, ASSIGNMENT, MOST = "12", "345", 9.0


class Canvas:
    """An assignment of Canvas.

    Attributes:
        puts: each mark that came: user, points, comment.
        busy: how many requests are refused for now.
    """

    def __init__(self) -> None:
        self.users: list[dict[str, Any]] = []
        self.scores: dict[str, float] = {}
        self.puts: list[tuple[str, str, str]] = []
        self.busy = 0

    def app(self) -> Starlette:
        course = f"/api/v1/courses/{COURSE}"
        work = f"{course}/assignments/{ASSIGNMENT}/submissions"
        return Starlette(
            routes=[
                Route(f"{course}/users", self._users),
                Route(work, self._submissions),
                Route(f"{work}/{{user}}", self._grade, methods=["PUT"]),
            ]
        )

    def _refuses(self, request: Request) -> Response | None:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"errors": [{"message": "Invalid access token."}]}, 401)
        if self.busy:
            self.busy -= 1
            return Response(status_code=429, headers={"Retry-After": "0"})
        return None

    async def _users(self, request: Request) -> Response:
        return self._refuses(request) or self._page(request, self.users)

    async def _submissions(self, request: Request) -> Response:
        rows = [
            {"user_id": one["id"], "score": self.scores.get(str(one["id"]))} for one in self.users
        ]
        return self._refuses(request) or self._page(request, rows)

    def _page(self, request: Request, rows: list[Any]) -> Response:
        start, size = int(request.query_params.get("page", "0")), 2
        address = f"{request.base_url}{request.url.path[1:]}?page={start + size}"
        more = {"Link": f'<{address}>; rel="next"'} if start + size < len(rows) else {}
        return JSONResponse(rows[start : start + size], headers=more)

    async def _grade(self, request: Request) -> Response:
        form = {n: v[0] for n, v in parse_qs((await request.body()).decode()).items()}
        if refusal := self._refuses(request):
            return refusal
        user, points = request.path_params["user"], form["submission[posted_grade]"]
        self.scores[user] = float(points)
        self.puts.append((user, points, form.get("comment[text_comment]", "")))
        return JSONResponse({"user_id": int(user), "score": float(points)})


class Moodle:
    """An assignment of Moodle; all its functions have one address, and errors have status 200."""

    def __init__(self) -> None:
        self.users: list[dict[str, Any]] = []
        self.scores: dict[str, float] = {}
        self.puts: list[tuple[str, str, str]] = []
        self.busy = 0

    def app(self) -> Starlette:
        return Starlette(
            routes=[Route("/webservice/rest/server.php", self._answer, methods=["POST"])]
        )

    async def _answer(self, request: Request) -> Response:
        form = {
            name: values[0]
            for name, values in parse_qs(
                (await request.body()).decode(), keep_blank_values=True
            ).items()
        }
        if self.busy:
            self.busy -= 1
            return Response(status_code=503, headers={"Retry-After": "0"})
        if form.pop("wstoken") != TOKEN:
            return _exception("invalidtoken", "Invalid token - token not found")
        assert form.pop("moodlewsrestformat") == "json"
        function = form.pop("wsfunction")
        if function == "core_enrol_get_enrolled_users":
            assert form == {"courseid": COURSE}
            return JSONResponse(self.users)
        if function == "mod_assign_get_grades":
            assert form == {"assignmentids[0]": ASSIGNMENT}
            grades = [{"userid": int(u), "grade": f"{s:.5f}"} for u, s in self.scores.items()]
            found = [{"assignmentid": int(ASSIGNMENT), "grades": grades}] if grades else []
            return JSONResponse({"assignments": found, "warnings": []})
        assert function == "mod_assign_save_grade"
        needed = {"assignmentid", "userid", "grade", "attemptnumber", "addattempt"}
        if not needed | {"workflowstate", "applytoall"} <= set(form):
            return _exception("invalidparameter", "Invalid parameter value detected")
        if float(form["grade"]) > MOST:
            return _exception("error", "Grade is too high")
        comment = form["plugindata[assignfeedbackcomments_editor][text]"]
        self.scores[form["userid"]] = float(form["grade"])
        self.puts.append((form["userid"], form["grade"], comment))
        return Response("null", media_type="application/json")


def _exception(code: str, message: str) -> Response:
    return JSONResponse(
        {"exception": "moodle_exception", "errorcode": code, "message": message}, 200
    )
