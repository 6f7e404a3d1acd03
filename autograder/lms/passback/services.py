"""A course's roster and its columns, by LTI's services. [coordinator]

Sources: 1EdTech, "Names and Role Provisioning Services 2.0" and "Assignment and Grade Services
2.0". Making a column is no idempotent request there: the same twice makes two. So it is looked
for by its `resourceId` first, and of two nobody chooses one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.grade import Grade as Score
from pylti1p3.lineitem import LineItem
from pylti1p3.names_roles import NamesRolesProvisioningService
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector

from autograder.lms.passback.connections import Connections, Course, NotConnected
from autograder.lms.passback.journal import Content, Journal
from autograder.lms.passback.sending import Account
from autograder.lms.passback.web import AlreadyThere, PlatformError, Session, origin, shown
from autograder.lms.people import Person

_LEARNER = "membership#Learner"
_RESULTS = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
#: seconds before its end in which a token is not used any more
_MARGIN = 30
_CONFLICT = 409


class Services:
    """What a platform lets us do with a course."""

    def __init__(self, connections: Connections, course: Course) -> None:
        """Raises:
        NotConnected: the course's platform is not registered any more.
        """
        platform = connections.platform(course.issuer, course.client_id)
        registration = Registration()
        registration.set_issuer(platform.issuer)
        registration.set_client_id(platform.client_id)
        registration.set_auth_token_url(platform.token_url)
        registration.set_tool_private_key(connections.private_key)
        registration.set_tool_public_key(_public(connections.private_key))
        self._course = course
        self._places = platform.places()
        self._connector = _Connector(registration, Session(self._places))
        data: Any = {"scope": list(course.scopes), "lineitems": course.lineitems}
        self._grades = AssignmentsGradesService(self._connector, data)

    def members(self) -> list[Mapping[str, Any]]:
        """The learners of the course who are active, as the platform says them.

        Raises:
            PlatformError: it does not say.
            NotConnected: we may not ask.
        """
        if not self._course.memberships:
            raise NotConnected("The platform does not let this tool see the roster of the course.")
        service = NamesRolesProvisioningService(
            self._connector, {"context_memberships_url": self._course.memberships}
        )
        members = _asked(service.get_members)
        return [one for one in members if isinstance(one, dict) and _learns(one)]

    def column(
        self, lesson: str, possible: float, journal: Journal, given: str = "", *, make: bool = True
    ) -> LtiColumn:
        """The column of a lesson: the one given, that of a link, the one that was made, a new one.

        Args:
            given: its address, where a person has said it.
            make: whether one may be made; else a column is given in which nothing stands.

        Raises:
            NotConnected: there are several, or we may not make one.
            PlatformError: the platform does not do it.
        """
        place = given or self._of_link(lesson) or journal.column(self._course.id, lesson)
        if place and origin(place) not in self._places:
            raise NotConnected(f"{place} is no column of this platform.")
        place = place or self._found(lesson)
        if not place and not make:
            return LtiColumn(self._grades, "", possible, may_look=False)
        place = place or self._made(lesson, possible)
        journal.keep_column(self._course.id, lesson, place)
        return LtiColumn(self._grades, place, possible, may_look=_RESULTS in self._course.scopes)

    def _of_link(self, lesson: str) -> str:
        """The column of the link that leads to a lesson, where the platform has made one."""
        links = [one for one in self._course.links.values() if one.get("lineitem")]
        named = [one for one in links if one.get("lesson") == lesson]
        wanted = named or [one for one in links if lesson in one.get("title", "")]
        return wanted[0]["lineitem"] if len(wanted) == 1 else ""

    def _found(self, lesson: str) -> str:
        if not self._course.lineitems:
            raise NotConnected(
                f"The platform does not let this tool make columns. Make one for {lesson} there, "
                f"and say its address: --column {lesson}=URL"
            )
        items = _asked(lambda: [*self._grades.get_lineitems()])
        ids = [
            str(one.get("id", "")) for one in items if one.get("resourceId") == _resource(lesson)
        ]
        if len(ids) > 1:
            raise NotConnected(
                f"There are {len(ids)} columns for {lesson}. Delete all but one there, or say "
                f"which is meant, by --column {lesson}=URL: {' '.join(ids)}"
            )
        return ids[0] if ids else ""

    def _made(self, lesson: str, possible: float) -> str:
        item = LineItem()
        item.set_label(lesson).set_score_maximum(possible)
        item.set_resource_id(_resource(lesson)).set_tag("autograder")
        place = str(_asked(lambda: self._grades.create_lineitem(item)).get_id() or "")
        if not place or origin(place) not in self._places:
            raise PlatformError(f"The platform has made no column for {lesson}.")
        return place


class LtiColumn:
    """A column, as `sending.Column`."""

    def __init__(
        self, grades: AssignmentsGradesService, place: str, possible: float, *, may_look: bool
    ) -> None:
        self.place = place
        self._grades, self._possible, self._may_look = grades, possible, may_look
        self._item = LineItem({"id": place})

    def there(self) -> dict[str, float]:
        """Account → the points that stand there, of as many as we give."""
        if not self._may_look:
            return {}
        return dict(_asked(lambda: [*self._results()]))

    def _results(self) -> Iterator[tuple[str, float]]:
        for result in self._grades.get_grades(self._item):
            score, most = result.get("resultScore"), result.get("resultMaximum") or self._possible
            if isinstance(score, int | float) and isinstance(most, int | float) and most > 0:
                yield str(result.get("userId")), score * self._possible / most

    def put(self, account: str, content: Content, moment: str) -> None:
        """Publishes a score.

        Raises:
            AlreadyThere: the platform has one of that moment, or of a later one.
            PlatformError: it does not take it.
        """
        score = Score()
        score.set_user_id(account).set_timestamp(moment)
        score.set_score_given(float(content.points)).set_score_maximum(float(content.possible))
        score.set_activity_progress("Completed").set_grading_progress("FullyGraded")
        if content.comment:
            score.set_comment(content.comment)
        _asked(lambda: self._grades.put_grade(score, self._item))


class _Connector(ServiceConnector):
    """The library's, which keeps tokens for as long as they last."""

    def __init__(self, registration: Registration, session: Session) -> None:
        super().__init__(registration, session)
        self._tokens: dict[str, tuple[str, float]] = {}

    def _get_cached_access_token(self, scope_key: str) -> str | None:
        token, until = self._tokens.get(scope_key, ("", 0.0))
        return token if time.monotonic() < until else None

    def _cache_access_token(self, scope_key: str, access_token: str, expires_in: float) -> None:
        self._tokens[scope_key] = access_token, time.monotonic() + float(expires_in) - _MARGIN


def _asked(ask: Any) -> Any:
    """What a service answers.

    Raises:
        AlreadyThere, PlatformError: it refuses, or answers what is no answer.
    """
    try:
        return ask()
    except LtiServiceException as error:
        response = error.response
        if response.status_code == _CONFLICT:
            raise AlreadyThere(f"{response.url} has a newer score.") from None
        raise PlatformError(
            f"{origin(str(response.url))} answers {response.status_code}: {shown(response.text)}"
        ) from None
    except (LtiException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlatformError(f"The platform's answer cannot be read: {shown(str(error))}") from None


def account_of(member: Mapping[str, Any]) -> Account:
    """A member of the roster, to be found by id, address or name."""
    ids = (str(member.get("lis_person_sourcedid") or ""), str(member.get("user_id")))
    person = Person(ids, str(member.get("email") or ""), str(member.get("name") or ""))
    return Account(str(member.get("user_id")), person)


def _learns(member: Mapping[str, Any]) -> bool:
    roles = member.get("roles")
    is_learner = isinstance(roles, list) and any(
        str(role) == "Learner" or str(role).endswith(_LEARNER) for role in roles
    )
    return is_learner and member.get("status", "Active") == "Active" and bool(member.get("user_id"))


def _resource(lesson: str) -> str:
    """By what a column is known again; other tools have other ids."""
    return f"autograder:{lesson}"


def _public(private: str) -> str:
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(private.encode(), None)
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
