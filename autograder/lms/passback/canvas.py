"""Canvas's own services, where somebody has made a token: one assignment's marks. [coordinator]

Source: Instructure, "Canvas LMS API", Submissions (`PUT …/submissions/:user_id`), Users
(`GET /api/v1/courses/:course_id/users`) and Pagination (the header `Link`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from autograder.lms.passback.journal import Content
from autograder.lms.passback.sending import Account
from autograder.lms.passback.web import PlatformError, Session, origin, shown
from autograder.lms.people import Person

_A_PAGE = 100


class CanvasColumn:
    """An assignment of Canvas, as `sending.Column`."""

    def __init__(self, address: str, token: str, course: str, assignment: str) -> None:
        """Args:
        address: Canvas's own, such as `https://canvas.example.org`.
        course, assignment: their numbers in Canvas's addresses.

        Raises:
            AddressError: nothing may be sent there.
        """
        self._root = f"{origin(address)}/api/v1/courses/{quote(course, safe='')}"
        self.place = f"{self._root}/assignments/{quote(assignment, safe='')}"
        self._session = Session(frozenset({origin(address)}))
        self._session.headers["Authorization"] = f"Bearer {token}"

    def accounts(self) -> Iterator[Account]:
        """The students of the course.

        Raises:
            PlatformError: Canvas does not say.
        """
        asked = {"enrollment_type[]": "student", "per_page": str(_A_PAGE)}
        for user in self._pages(f"{self._root}/users", asked):
            ids = (str(user["id"]), str(user.get("sis_user_id") or ""))
            email = str(user.get("email") or "")
            login = str(user.get("login_id") or "")
            person = Person((*ids, login), email, str(user.get("name") or ""))
            yield Account(str(user["id"]), person)

    def there(self) -> dict[str, float]:
        """Account → the points that stand there."""
        asked = {"per_page": str(_A_PAGE)}
        return {
            str(one["user_id"]): float(one["score"])
            for one in self._pages(f"{self.place}/submissions", asked)
            if one.get("score") is not None
        }

    def put(self, account: str, content: Content, moment: str) -> None:
        """Gives points, and says a comment once.

        Raises:
            PlatformError: Canvas does not take them.
        """
        data = {"submission[posted_grade]": content.points}
        if content.comment:
            data["comment[text_comment]"] = content.comment
        address = f"{self.place}/submissions/{quote(account, safe='')}"
        _read(self._session.put(address, data=data))

    def _pages(self, address: str, asked: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        answer = self._session.get(address, params=asked)
        while True:
            rows = _read(answer)
            if not isinstance(rows, list):
                raise PlatformError(f"Canvas answers what is no list: {shown(answer.text)}")
            yield from rows
            following = answer.links.get("next", {}).get("url")
            if not following:
                return
            answer = self._session.get(following)


def _read(answer: Any) -> Any:
    if not answer.ok:
        hint = {401: " Is the token still good?", 404: " Are the numbers right?"}
        raise PlatformError(
            f"Canvas answers {answer.status_code}: {shown(answer.text)}"
            f"{hint.get(answer.status_code, '')}"
        )
    try:
        return answer.json()
    except ValueError:
        raise PlatformError(f"Canvas answers what is no JSON: {shown(answer.text)}") from None
