"""A learning management system that speaks LTI 1.3, on loopback, of our own making.

It follows 1EdTech's published messages and no library: "LTI Core 1.3" (appendix C has the claims of
a launch), "Security Framework 1.0" (login, and access tokens by `client_credentials`), "Names and
Role Provisioning Services 2.0", "Assignment and Grade Services 2.0" and the conformance rules that
Canvas documents for scores: a score whose timestamp is not later than the last one is a conflict.
What the specifications leave to a platform is chosen so that it hurts: making a line item twice
makes two, lists come in pages of three, and scores are kept one by one.
"""

from __future__ import annotations

import datetime
import functools
import json
import os
import re
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import jwt
import uvicorn
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT, DEPLOYMENT, CONTEXT, KEY_ID = "client-7", "deployment-3", "course-42", "key-1"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
LINE_ITEM, SCORE = f"{AGS}scope/lineitem", f"{AGS}scope/score"
RESULTS, MEMBERS = f"{AGS}scope/result.readonly", f"{NRPS}scope/contextmembership.readonly"
ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_A_PAGE = 3
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def new_key() -> rsa.RSAPrivateKey:
    """A key, which takes a moment to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


_own_key = functools.cache(new_key)


class Platform:
    """The system's state, and its services.

    Attributes:
        scores: line item → each score that it has taken, in order.
        kill: called before and after a request for a line item or a score is obeyed; where it says
            that it killed whoever asks, before, the request is lost.
    """

    def __init__(self) -> None:
        self.key = _own_key()
        self.tool_key: Any = None
        self.members: list[dict[str, Any]] = []
        self.items: dict[str, dict[str, Any]] = {}
        self.scores: dict[str, list[dict[str, Any]]] = {}
        self.kill: Callable[[], bool] = lambda: False
        self._tokens: dict[str, set[str]] = {}
        self._assertions: set[str] = set()
        self._lock = threading.Lock()
        self.address = ""

    # what an administrator says of it

    def registration(self) -> list[str]:
        """Options of `autograder lti register`."""
        return [
            *("--issuer", self.address, "--client-id", CLIENT, "--deployment", DEPLOYMENT),
            *("--login-url", f"{self.address}/auth", "--token-url", f"{self.address}/token"),
            *("--key-set-url", f"{self.address}/keys"),
        ]

    # what it says in a launch

    def claims(self, nonce: str, target: str, /, **changed: Any) -> dict[str, Any]:
        """The claims of a launch by an instructor; None takes one away."""
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "user-instructor",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": DEPLOYMENT,
            f"{CLAIM}target_link_uri": target,
            f"{CLAIM}resource_link": {"id": "link-1", "title": "Marks"},
            f"{CLAIM}roles": [INSTRUCTOR],
            f"{CLAIM}context": {"id": CONTEXT, "title": "Deep Learning"},
            f"{AGS}claim/endpoint": {
                "scope": [LINE_ITEM, SCORE, RESULTS],
                "lineitems": f"{self.address}/items",
            },
            f"{NRPS}claim/namesroleservice": {
                "context_memberships_url": f"{self.address}/members",
                "service_versions": ["2.0"],
            },
        }
        claims |= changed
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode(claims, self.key, "RS256", headers={"kid": KEY_ID, **header})

    # its services

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/keys", self._keys),
                Route("/token", self._token, methods=["POST"]),
                Route("/members", self._members),
                Route("/items", self._items),
                Route("/items", self._new_item, methods=["POST"]),
                Route("/items/{item}/scores", self._score, methods=["POST"]),
                Route("/items/{item}/results", self._results),
            ]
        )

    async def _keys(self, request: Request) -> Response:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return JSONResponse({"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]})

    async def _token(self, request: Request) -> Response:
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        try:
            assert form["grant_type"] == "client_credentials"
            assert form["client_assertion_type"] == _ASSERTION
            said = jwt.decode(
                form["client_assertion"],
                self.tool_key,
                algorithms=["RS256"],
                audience=f"{self.address}/token",
                issuer=CLIENT,
                options={"require": ["exp", "iat", "jti", "sub"]},
            )
            assert said["sub"] == CLIENT
            with self._lock:
                assert said["jti"] not in self._assertions, "replayed"
                self._assertions.add(said["jti"])
        except (AssertionError, KeyError, jwt.InvalidTokenError) as error:
            return JSONResponse({"error": "invalid_client", "why": str(error)}, 400)
        token = secrets.token_urlsafe(16)
        self._tokens[token] = set(form["scope"].split())
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        return JSONResponse({**answer, "scope": form["scope"]})

    def _may(self, request: Request, scope: str) -> bool:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return scope in self._tokens.get(token, set())

    async def _members(self, request: Request) -> Response:
        if not self._may(request, MEMBERS):
            return Response(status_code=403)
        whole = {"id": str(request.url), "context": {"id": CONTEXT}}
        page, headers = self._page(request, self.members)
        return JSONResponse({**whole, "members": page}, headers=headers)

    async def _items(self, request: Request) -> Response:
        if not self._may(request, LINE_ITEM):
            return Response(status_code=403)
        page, headers = self._page(request, list(self.items.values()))
        return JSONResponse(page, headers=headers)

    async def _new_item(self, request: Request) -> Response:
        if not self._may(request, LINE_ITEM) or request.headers["content-type"] != ITEM_TYPE:
            return Response(status_code=403)
        asked = await request.json()
        if self.kill():
            return Response(status_code=500)
        if not asked.get("label") or not asked.get("scoreMaximum", 0) > 0:
            return Response(status_code=400)
        with self._lock:
            address = f"{self.address}/items/{len(self.items) + 1}"
            self.items[address] = {**asked, "id": address}
        self.kill()
        return JSONResponse(self.items[address], 201)

    async def _score(self, request: Request) -> Response:
        if not self._may(request, SCORE) or request.headers["content-type"] != SCORE_TYPE:
            return Response(status_code=403)
        score = await request.json()
        if self.kill():
            return Response(status_code=500)
        item = f"{self.address}/items/{request.path_params['item']}"
        if item not in self.items:
            return Response(status_code=404)
        progress = score.get("activityProgress"), score.get("gradingProgress")
        if progress != ("Completed", "FullyGraded") or "scoreMaximum" not in score:
            return Response(status_code=400)
        if not re.search(r"\.\d+(Z|[+-]\d\d:\d\d)$", score["timestamp"]):
            return JSONResponse({"error": "sub-second precision"}, 400)
        if score["userId"] not in {one["user_id"] for one in self.members}:
            return JSONResponse({"error": "unknown user"}, 404)
        with self._lock:
            taken = self.scores.setdefault(item, [])
            before = [one for one in taken if one["userId"] == score["userId"]]
            if before and _moment(before[-1]) >= _moment(score):
                return Response(status_code=409)
            taken.append(score)
        self.kill()
        return Response(status_code=200)

    async def _results(self, request: Request) -> Response:
        if not self._may(request, RESULTS):
            return Response(status_code=403)
        item = f"{self.address}/items/{request.path_params['item']}"
        last = {one["userId"]: one for one in self.scores.get(item, [])}
        results = [
            {
                "id": f"{item}/results/{user}",
                "userId": user,
                "resultScore": one["scoreGiven"],
                "resultMaximum": one["scoreMaximum"],
            }
            for user, one in last.items()
        ]
        page, headers = self._page(request, results, 100)
        return JSONResponse(page, headers=headers)

    def _page(
        self, request: Request, rows: list[Any], size: int = _A_PAGE
    ) -> tuple[list[Any], dict[str, str]]:
        start = int(request.query_params.get("start", "0"))
        size = max(size, len(rows) // 5)
        following = f'<{self.address}{request.url.path}?start={start + size}>; rel="next"'
        return rows[start : start + size], {"Link": following} if start + size < len(rows) else {}


def _moment(score: dict[str, Any]) -> datetime.datetime:
    return datetime.datetime.fromisoformat(score["timestamp"])


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serves an application on loopback, and gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


@contextmanager
def platform() -> Iterator[Platform]:
    """The platform, which answers."""
    made = Platform()
    with served(made.app()) as made.address:
        yield made


def trust(made: Platform, private_key: str) -> None:
    """Has a platform know the public key of a tool."""
    key = serialization.load_pem_private_key(private_key.encode(), None)
    made.tool_key = key.public_key()


class Killer:
    """Kills a process at the given calls; a score is one before and one after it is taken."""

    def __init__(self, calls: set[int]) -> None:
        self.calls, self.victim, self.kills, self._count = calls, 0, 0, 0

    def __call__(self) -> bool:
        self._count += 1
        if self._count not in self.calls:
            return False
        os.kill(self.victim, signal.SIGKILL)
        self.kills += 1
        return True
