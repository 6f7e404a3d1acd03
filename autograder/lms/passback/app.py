"""The tool as platforms and browsers meet it: keys, login, launch. [coordinator]

It stores nothing but which courses were opened, and shows nobody's work. A browser that was sent
here keeps the state of its login in a cookie that no script reads, for as long as a login lasts.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from pylti1p3.registration import Registration
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from autograder.errors import AutograderError
from autograder.lms.passback.connections import Connections, Course
from autograder.lms.passback.launch import LaunchRefused, Logins, launched, login_address

_log = logging.getLogger(__name__)
KEYS, LOGIN, LAUNCH = "/keys", "/login", "/launch"
_COOKIE = "autograder-lti"
_COOKIE_SECONDS = 600
_MOST_FORM = 200_000
_HEADERS = {
    # A platform may show us in a frame of its own; nothing is loaded, and nothing runs.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_PAGE = Environment(
    loader=PackageLoader("autograder.lms.passback"), autoescape=True, undefined=StrictUndefined
).get_template("launched.html")


def app(connections: Connections, logins: Logins | None = None) -> Starlette:
    """The application."""
    return _Tool(connections, logins or Logins()).app()


class _Tool:
    def __init__(self, connections: Connections, logins: Logins) -> None:
        self._connections = connections
        self._logins = logins
        self._keeping = threading.Lock()

    def app(self) -> Starlette:
        names = {"127.0.0.1", "localhost", urlsplit(self._connections.address).hostname or ""}
        return Starlette(
            routes=[
                Route(KEYS, self._keys),
                Route(LOGIN, self._login, methods=["GET", "POST"]),
                Route(LAUNCH, self._launch, methods=["POST"]),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=sorted(names))],
        )

    def _keep(self, course: Course) -> Course:
        with self._keeping:  # of two launches at a time, each adds to what the other has noted
            return self._connections.keep(course)

    async def _keys(self, request: Request) -> Response:
        return JSONResponse(keys(self._connections), headers=_HEADERS)

    async def _login(self, request: Request) -> Response:
        try:
            form = _single(request.url.query) if request.method == "GET" else await _form(request)
            address, state = await run_in_threadpool(
                login_address, self._connections, self._logins, form
            )
        except (AutograderError, OSError) as error:
            return _refused(error)
        response = RedirectResponse(address, 302, headers=_HEADERS)
        # The launch comes from the platform's page, so only SameSite=None lets it along; browsers
        # take Secure for what this machine serves itself.
        response.set_cookie(
            _COOKIE,
            state,
            max_age=_COOKIE_SECONDS,
            path=LAUNCH,
            httponly=True,
            secure=True,
            samesite="none",
        )
        return response

    async def _launch(self, request: Request) -> Response:
        try:
            form = await _form(request)
            cookie = request.cookies.get(_COOKIE, "")
            found = await run_in_threadpool(launched, self._connections, self._logins, form, cookie)
            course = found.course
            if found.is_instructor:
                course = await run_in_threadpool(self._keep, course)
        except (AutograderError, OSError) as error:
            return _refused(error)
        page = _PAGE.render(
            course=course,
            is_instructor=found.is_instructor,
            folder=self._connections.folder,
            refusal="",
        )
        response = HTMLResponse(page, headers=_HEADERS)
        response.delete_cookie(_COOKIE, LAUNCH, secure=True, httponly=True, samesite="none")
        return response


def keys(connections: Connections) -> dict[str, list[Any]]:
    """Our public key as a JSON Web Key Set (RFC 7517), for the platform's administrator."""
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(connections.private_key.encode(), None)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return {"keys": [Registration.get_jwk(public.decode())]}


def _refused(error: Exception) -> Response:
    _log.warning("a request is refused: %s", error)
    status = 403 if isinstance(error, LaunchRefused) else 502
    page = _PAGE.render(course=None, is_instructor=False, folder="", refusal=str(error))
    return HTMLResponse(page, status, headers=_HEADERS)


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a form.

    Raises:
        LaunchRefused: it is none, is too long, or has a field twice.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise LaunchRefused("this is no form")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_FORM:
            raise LaunchRefused("the form is too long")
    return _single(body.decode("utf-8", "replace"))


def _single(text: str) -> Mapping[str, str]:
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise LaunchRefused("the form has too many fields") from None
    if any(len(values) > 1 for values in fields.values()):
        raise LaunchRefused("a field stands there twice")
    return {name: values[0] for name, values in fields.items()}
