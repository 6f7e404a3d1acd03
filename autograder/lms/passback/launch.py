"""Whether a launch from a platform is what it says: state, nonce, signature, claims. [coordinator]

After 1EdTech's "Security Framework 1.0", 5.1.1 to 5.1.3, "LTI Core 1.3", 5.3 and Appendix C, and
"OpenID Connect Core 1.0", 3.1.3.7. The library looks at the shape of the message and at who is
registered; what is stricter than it is here. A state and its nonce serve once.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from pylti1p3.cookie import CookieService
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config.dict import TIssConf, ToolConfDict

from autograder.errors import Refused
from autograder.lms.passback.connections import Connections, Course, Platform
from autograder.lms.passback.web import AddressError, Session, origin

_log = logging.getLogger(__name__)
_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
_INSTRUCTORS = frozenset(
    f"http://purl.imsglobal.org/vocab/lis/v2/membership#{role}"
    for role in ("Instructor", "Administrator")
)
_ALGORITHM = "RS256"
#: seconds between the login and the launch
_LOGIN_SECONDS = 600
#: what clocks may differ in, and how old a token may be, in seconds
_LEEWAY, _OLDEST = 60, 600
_MOST_LOGINS = 1_000
_MOST_TOKEN = 100_000
#: characters of an id (OpenID Connect Core 1.0, 2) and of a title
_MOST_ID, _MOST_TITLE = 255, 300


class LaunchRefused(Refused):
    """A launch is not what it says. The message says why, for the log and the browser."""


@dataclass(frozen=True)
class Login:
    """A login that was begun and has not come back.

    Attributes:
        begun: by the monotonic clock.
    """

    platform: Platform
    nonce: str
    begun: float


class Logins:
    """Logins that were begun, by their state. Each can be taken once, and not for long."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: OrderedDict[str, Login] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, platform: Platform) -> tuple[str, str]:
        """A new state, and its nonce."""
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        with self._lock:
            self._begun[state] = Login(platform, nonce, self._clock())
            while len(self._begun) > _MOST_LOGINS:
                self._begun.popitem(last=False)
        return state, nonce

    def take(self, state: str) -> Login:
        """The login of a state, which is gone then.

        Raises:
            LaunchRefused: there is none, or it is too old.
        """
        with self._lock:
            login = self._begun.pop(state, None)
        if login is None:
            raise LaunchRefused("the state is unknown, or was used before")
        if self._clock() - login.begun > _LOGIN_SECONDS:
            raise LaunchRefused("the login was begun too long ago")
        return login


@dataclass(frozen=True)
class Launched:
    """A launch that is what it says.

    Attributes:
        course: with the link that was followed.
        is_instructor: whether who followed it teaches the course.
    """

    course: Course
    is_instructor: bool


def launched(
    connections: Connections, logins: Logins, form: Mapping[str, str], cookie: str
) -> Launched:
    """What a launch says, once it is known to be true.

    Args:
        form: the fields that the platform had the browser send.
        cookie: the state that this browser was given when it began.

    Raises:
        LaunchRefused: it is not.
        PlatformError: the platform's keys cannot be had.
    """
    state, token = form.get("state", ""), form.get("id_token", "")
    if form.get("error"):
        raise LaunchRefused(f"the platform says {form['error'][:60]!r}")
    if not state or not secrets.compare_digest(state.encode(), cookie.encode()):
        raise LaunchRefused("the state is not this browser's")
    login = logins.take(state)
    if not token or len(token) > _MOST_TOKEN or not token.isascii():
        raise LaunchRefused("there is no token")
    message = _Message(login, form)
    try:
        body = message.checked()
    except (LaunchRefused, AddressError):
        raise
    except Exception as error:  # whatever the library stumbles over in what somebody has sent
        _log.info("a launch is refused: %s: %s", type(error).__name__, error)
        raise LaunchRefused(str(error) or "the token is malformed") from None
    return _facts(login.platform, body, f"{connections.address}/launch")


def _facts(platform: Platform, body: Mapping[str, Any], ours: str) -> Launched:
    if body.get(f"{_CLAIM}target_link_uri") != ours:
        raise LaunchRefused("the token is for another address than ours")
    context = _mapping(body, f"{_CLAIM}context")
    link = _mapping(body, f"{_CLAIM}resource_link")
    services, members = _mapping(body, _AGS), _mapping(body, _NRPS)
    custom = _mapping(body, f"{_CLAIM}custom")
    roles = body.get(f"{_CLAIM}roles")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise LaunchRefused("roles are no list of texts")
    scopes = services.get("scope", [])
    if not isinstance(scopes, list):
        raise LaunchRefused("scopes are no list")
    places = platform.places()
    course = Course(
        issuer=platform.issuer,
        client_id=platform.client_id,
        context=_text(context, "id", _MOST_ID),
        title=_text(context, "title", _MOST_TITLE) or _text(context, "label", _MOST_TITLE),
        lineitems=_address(services, "lineitems", places),
        scopes=tuple(map(str, scopes)),
        memberships=_address(members, "context_memberships_url", places),
        links={
            _text(link, "id", _MOST_ID): {
                "title": _text(link, "title", _MOST_TITLE),
                "lesson": _text(custom, "lesson", _MOST_TITLE),
                "lineitem": _address(services, "lineitem", places),
            }
        },
    )
    if not course.context:
        raise LaunchRefused("it comes from no course")
    return Launched(course, not _INSTRUCTORS.isdisjoint(roles))


def _mapping(body: Mapping[str, Any], claim: str) -> Mapping[str, Any]:
    value = body.get(claim, {})
    if not isinstance(value, dict):
        raise LaunchRefused(f"{claim.rpartition('/')[2]} is no object")
    return value


def _text(claims: Mapping[str, Any], name: str, most: int) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise LaunchRefused(f"{name} is no text that can be taken")
    return value


def _address(claims: Mapping[str, Any], name: str, places: frozenset[str]) -> str:
    """The address of a service, which has to be one of the platform's."""
    value = _text(claims, name, 2_000)
    try:
        if value and origin(value) not in places:
            raise LaunchRefused(f"{name} is at {origin(value)}, which is not the platform's")
    except AddressError as error:
        raise LaunchRefused(f"{name}: {error}") from None
    return value


class _Message(MessageLaunch[Any, Any, Any, Any]):
    """The library's look at a message, with a state, a nonce and a signature that are stricter."""

    def __init__(self, login: Login, form: Mapping[str, str]) -> None:
        platform = login.platform
        known: TIssConf = {
            "client_id": platform.client_id,
            "auth_login_url": platform.login_url,
            "auth_token_url": platform.token_url,
            "key_set_url": platform.key_set_url,
            "deployment_ids": list(platform.deployments),
        }
        request = _Form()
        super().__init__(
            request,
            ToolConfDict({platform.issuer: [known]}),
            session_service=SessionService(request),
            cookie_service=_NoCookies(),
            requests_session=Session(frozenset({origin(platform.key_set_url)})),
        )
        self._login, self._form = login, form

    def checked(self) -> Mapping[str, Any]:
        """The claims, once everything is in order."""
        self.set_auto_validation(False)
        self.validate_jwt_format()
        self._check_header()
        self.validate_registration()
        body = self._verified()
        self.set_jwt({"header": self._jwt["header"], "body": body})  # type: ignore[typeddict-item]
        self.validate_deployment()
        if not self.is_resource_launch():
            raise LaunchRefused("it is no launch of a link")
        self.validate_message()
        return body

    def _get_request_param(self, key: str) -> str:
        return self._form.get(key, "")

    def _check_header(self) -> None:
        header = self._jwt.get("header")
        if not isinstance(header, dict) or not isinstance(self._jwt.get("body"), dict):
            raise LaunchRefused("the token is malformed")
        if header.get("alg") != _ALGORITHM:
            raise LaunchRefused(f"it is not signed by {_ALGORITHM}")
        if "crit" in header or not isinstance(header.get("kid"), str):
            raise LaunchRefused("its header is not one that can be taken")

    def _verified(self) -> dict[str, Any]:
        """The claims, by the platform's signature."""
        platform = self._login.platform
        key, algorithm = self.get_public_key()
        if algorithm != _ALGORITHM:
            raise LaunchRefused(f"the platform's key is none for {_ALGORITHM}")
        body = jwt.decode(
            self._form["id_token"],
            key,
            algorithms=[_ALGORITHM],
            audience=platform.client_id,
            issuer=platform.issuer,
            leeway=_LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
        audience = body["aud"] if isinstance(body["aud"], list) else [body["aud"]]
        party = body.get("azp")
        if (party or len(audience) > 1) and party != platform.client_id:
            raise LaunchRefused("it is for somebody else as well, and not made for us")
        if time.time() - body["iat"] > _OLDEST + _LEEWAY:
            raise LaunchRefused("it was made too long ago")
        nonce = body["nonce"]
        if not isinstance(nonce, str) or not secrets.compare_digest(
            nonce.encode(), self._login.nonce.encode()
        ):
            raise LaunchRefused("the nonce is not this login's")
        if not isinstance(body["sub"], str) or len(body["sub"]) > _MOST_ID:
            raise LaunchRefused("sub is no id")
        return dict(body)


class _NoCookies(CookieService):
    """Cookies, which the library is not asked to look at."""

    def get_cookie(self, name: str) -> str | None:
        return None

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:
        pass


class _Form(Request):
    """A request of which the library needs nothing: a launch has its form."""

    @property
    def session(self) -> dict[str, Any]:
        return {}

    def is_secure(self) -> bool:
        return True

    def get_param(self, key: str) -> str:
        return ""


def login_address(
    connections: Connections, logins: Logins, form: Mapping[str, str]
) -> tuple[str, str]:
    """Where a browser goes on to that a platform has sent to begin a login, and its state.

    After "Security Framework 1.0", 5.1.1.1 and 5.1.1.2.

    Raises:
        LaunchRefused: nobody who is registered has sent it.
    """
    ours = f"{connections.address}/launch"
    issuer, client_id = form.get("iss", ""), form.get("client_id", "")
    known = [one for one in connections.platforms() if one.issuer == issuer]
    if client_id:
        known = [one for one in known if one.client_id == client_id]
    if deployment := form.get("lti_deployment_id", ""):
        known = [one for one in known if deployment in one.deployments]
    if len(known) != 1:
        raise LaunchRefused("this platform is not registered, or more than once")
    [platform] = known
    hint, target = form.get("login_hint", ""), form.get("target_link_uri", "")
    if not hint or target != ours:
        raise LaunchRefused("it asks for no launch of ours")
    state, nonce = logins.begin(platform)
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": ours,
        "login_hint": hint,
        "state": state,
        "nonce": nonce,
    }
    if message := form.get("lti_message_hint", ""):
        asked["lti_message_hint"] = message
    prepared = requests.Request("GET", platform.login_url, params=asked).prepare()
    return str(prepared.url), state
