"""Moodle's own services, where somebody has made a token: one assignment's marks. [coordinator]

Source: moodle/moodle, `mod/assign/externallib.php` (`mod_assign_save_grade`,
`mod_assign_get_grades`), `enrol/externallib.php` (`core_enrol_get_enrolled_users`) and
`webservice/rest/locallib.php`: an error is an object with `exception`, with status 200.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from autograder.lms.passback.journal import Content
from autograder.lms.passback.sending import Account
from autograder.lms.passback.web import PlatformError, Session, origin, shown
from autograder.lms.people import Person

_HTML_FORMAT = "1"
#: what `mod_assign_get_grades` has where somebody has taken a mark back
_NO_GRADE = -1.0


class MoodleColumn:
    """An assignment of Moodle, as `sending.Column`."""

    def __init__(self, address: str, token: str, course: str, assignment: str) -> None:
        """Args:
        address: Moodle's own, such as `https://moodle.example.org`.
        course: its number in Moodle's addresses.
        assignment: its number among Moodle's assignments, which is not the one in its address.

        Raises:
            AddressError: nothing may be sent there.
        """
        self._service = f"{address.rstrip('/')}/webservice/rest/server.php"
        self.place = f"{self._service}#assignment={assignment}"
        self._session = Session(frozenset({origin(address)}))
        self._token, self._course, self._assignment = token, course, assignment

    def accounts(self) -> Iterator[Account]:
        """The people of the course; those who are no students have no marks here.

        Raises:
            PlatformError: Moodle does not say.
        """
        for user in self._ask("core_enrol_get_enrolled_users", {"courseid": self._course}):
            ids = (str(user.get("idnumber") or ""), str(user.get("username") or ""))
            person = Person(ids, str(user.get("email") or ""), str(user.get("fullname") or ""))
            yield Account(str(user["id"]), person)

    def there(self) -> dict[str, float]:
        """Account → the points that stand there."""
        found = self._ask("mod_assign_get_grades", {"assignmentids[0]": self._assignment})
        grades = [
            (str(grade["userid"]), float(grade["grade"]))
            for one in found["assignments"]
            if str(one["assignmentid"]) == self._assignment
            for grade in one["grades"]
        ]
        return {user: grade for user, grade in grades if grade != _NO_GRADE}

    def put(self, account: str, content: Content, moment: str) -> None:
        """Gives points, and a comment in the place of the one that is there.

        Raises:
            PlatformError: Moodle does not take them.
        """
        comment = html.escape(content.comment).replace("\n", "<br>")
        self._ask(
            "mod_assign_save_grade",
            {
                "assignmentid": self._assignment,
                "userid": account,
                "grade": content.points,
                "attemptnumber": "-1",
                "addattempt": "0",
                "workflowstate": "",
                "applytoall": "0",
                "plugindata[assignfeedbackcomments_editor][text]": comment,
                "plugindata[assignfeedbackcomments_editor][format]": _HTML_FORMAT,
            },
        )

    def _ask(self, function: str, arguments: dict[str, str]) -> Any:
        data = {
            "wstoken": self._token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **arguments,
        }
        answer = self._session.post(self._service, data=data)
        try:
            said = answer.json() if answer.ok else None
        except ValueError:
            said = None
        if said is None and not (answer.ok and answer.text.strip() == "null"):
            raise PlatformError(f"Moodle answers {answer.status_code}: {shown(answer.text)}")
        if isinstance(said, dict) and "exception" in said:
            why = f"{said.get('message')} ({said.get('errorcode')})"
            raise PlatformError(f"Moodle refuses {function}: {shown(why)}")
        return said
