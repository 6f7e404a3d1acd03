"""A launch is taken when it is what it says, once; whatever is forged, replayed or old is refused.

The messages are those of 1EdTech's "LTI Core 1.3", appendix C, and "Security Framework 1.0", 5.1;
what has to be refused is in 5.1.3 there and in "OpenID Connect Core 1.0", 3.1.3.7. The attacks on
signatures are those of RFC 8725, "JSON Web Token Best Current Practices", 2 and 3.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from autograder.cli.main import cli
from autograder.lms.passback.app import app
from autograder.lms.passback.connections import Connections
from autograder.lms.passback.launch import LaunchRefused, Logins
from autograder.lms.passback.web import AddressError, origin
from tests.support.lti_platform import (
    AGS,
    CLAIM,
    CLIENT,
    CONTEXT,
    LEARNER,
    NRPS,
    Platform,
    new_key,
    platform,
)

TOOL = "http://localhost:8880"
FORM = {"content-type": "application/x-www-form-urlencoded"}
OTHER_KEY = new_key()


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Tool:
    """The tool, as a browser meets it."""

    connections: Connections
    platform: Platform
    clock: Clock
    client: httpx.AsyncClient

    def get(self, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self.client.get(path, **options))

    def post(self, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self.client.post(path, **options))

    def asked(self) -> dict[str, str]:
        """What a platform's page begins a login with."""
        return {
            "iss": self.platform.address,
            "login_hint": "hint",
            "target_link_uri": f"{TOOL}/launch",
            "client_id": CLIENT,
            "lti_message_hint": "message",
        }

    def log_in(self, **changed: str) -> httpx.Response:
        """What the platform's page sends the browser to."""
        return self.get(f"/login?{urlencode(self.asked() | changed)}")

    def began(self) -> dict[str, str]:
        """What the tool asks the platform for, after a login; the browser keeps the cookie."""
        address = self.log_in().headers["location"]
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    def claims(self, nonce: str, /, **changed: Any) -> dict[str, Any]:
        return self.platform.claims(nonce, f"{TOOL}/launch", **changed)

    def launch(self, state: str, token: str, **more: str) -> httpx.Response:
        body = urlencode({"state": state, "id_token": token, **more})
        return self.post("/launch", content=body, headers=FORM)


@pytest.fixture(scope="module")
def lms() -> Iterator[Platform]:
    with platform() as made:
        yield made


@pytest.fixture(scope="module")
def folder(lms, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lti") / "tool"
    command("init", folder)
    command("register", folder, *lms.registration())
    return folder


def command(name: str, *arguments: Any) -> str:
    done = CliRunner().invoke(cli, ["lti", name, *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def tool(lms, folder) -> Tool:
    (folder / "courses.json").unlink(missing_ok=True)
    connections, clock = Connections(folder), Clock()
    transport = httpx.ASGITransport(app(connections, Logins(clock)))
    # The cookie is Secure: browsers take this machine's own http for secure, httpx does not.
    client = httpx.AsyncClient(transport=transport, base_url=TOOL.replace("http:", "https:"))
    return Tool(connections, lms, clock, client)


def test_an_instructors_launch_makes_the_course_known(tool):
    asked = tool.began()
    assert asked["redirect_uri"] == f"{TOOL}/launch"
    assert (asked["response_type"], asked["response_mode"]) == ("id_token", "form_post")
    assert (asked["scope"], asked["prompt"]) == ("openid", "none")
    assert (asked["login_hint"], asked["lti_message_hint"]) == ("hint", "message")
    answer = tool.launch(asked["state"], tool.platform.token(tool.claims(asked["nonce"])))
    assert answer.status_code == 200
    assert "Deep Learning is connected" in answer.text
    [course] = tool.connections.courses()
    assert (course.context, course.title) == (CONTEXT, "Deep Learning")
    assert course.lineitems == f"{tool.platform.address}/items"
    assert course.memberships == f"{tool.platform.address}/members"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_students_launch_stores_nothing(tool):
    asked = tool.began()
    claims = tool.claims(asked["nonce"], **{f"{CLAIM}roles": [LEARNER]})
    answer = tool.launch(asked["state"], tool.platform.token(claims))
    assert answer.status_code == 200
    assert "Nothing to do here" in answer.text
    assert tool.connections.courses() == []


def test_what_a_platform_writes_is_text_on_the_page(tool):
    asked = tool.began()
    context = {"id": CONTEXT, "title": "<script>alert(1)</script>"}
    claims = tool.claims(asked["nonce"], **{f"{CLAIM}context": context})
    answer = tool.launch(asked["state"], tool.platform.token(claims))
    assert "&lt;script&gt;" in answer.text
    assert "<script>" not in answer.text


def test_what_links_say_of_lessons_adds_up(tool):
    for number, lesson in enumerate(("01-setup", "02-installs")):
        asked = tool.began()
        more = {
            f"{CLAIM}resource_link": {"id": f"link-{number}", "title": "x"},
            f"{CLAIM}custom": {"lesson": lesson},
        }
        answer = tool.launch(
            asked["state"], tool.platform.token(tool.claims(asked["nonce"], **more))
        )
        assert answer.status_code == 200
    [course] = tool.connections.courses()
    assert [one["lesson"] for one in course.links.values()] == ["01-setup", "02-installs"]


def test_launches_at_the_same_time_lose_nothing_of_one_another(tool):
    async def all_at_once() -> list[httpx.Response]:
        bodies = []
        for number in range(8):
            begun = await tool.client.get("/login", params=tool.asked())
            query = parse_qs(urlsplit(begun.headers["location"]).query)
            link = {f"{CLAIM}resource_link": {"id": f"link-{number}", "title": "x"}}
            token = tool.platform.token(tool.claims(query["nonce"][0], **link))
            bodies.append((query["state"][0], token))
        tool.client.cookies.clear()
        return await asyncio.gather(
            *(
                tool.client.post(
                    "/launch",
                    content=urlencode({"state": state, "id_token": token}),
                    headers={**FORM, "cookie": f"autograder-lti={state}"},
                )
                for state, token in bodies
            )
        )

    assert {answer.status_code for answer in asyncio.run(all_at_once())} == {200}
    [course] = tool.connections.courses()
    assert len(course.links) == 8


Forged = Callable[[Tool, dict[str, str]], str]


def changed(**claims: Any) -> Forged:
    """A token that the platform has signed, with other claims than it should have."""
    return lambda tool, asked: tool.platform.token(tool.claims(asked["nonce"], **claims))


def headed(**header: Any) -> Forged:
    """A token that the platform has signed, with another header; None takes an entry away."""
    whole = {"alg": "RS256", "typ": "JWT", "kid": "key-1", **header}
    whole = {name: value for name, value in whole.items() if value is not None}

    def made(tool: Tool, asked: dict[str, str]) -> str:
        sign = lambda text: tool.platform.key.sign(  # noqa: E731
            text, padding.PKCS1v15(), hashes.SHA256()
        )
        return by_hand(whole, tool.claims(asked["nonce"]), sign)

    return made


def right(tool: Tool, asked: dict[str, str]) -> str:
    return tool.platform.token(tool.claims(asked["nonce"]))


def encoded(data: Any) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def by_hand(header: dict[str, Any], claims: Any, sign: Callable[[bytes], bytes]) -> str:
    text = f"{encoded(header)}.{encoded(claims)}"
    return f"{text}.{encoded(sign(text.encode()))}"


def unsigned(algorithm: str) -> Forged:
    header = {"alg": algorithm, "typ": "JWT", "kid": "key-1"}
    return lambda tool, asked: by_hand(header, tool.claims(asked["nonce"]), lambda text: b"")


def by_public_key(tool: Tool, asked: dict[str, str]) -> str:
    """HMAC whose secret is the key that everybody may see."""
    public = tool.platform.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    header = {"alg": "HS256", "typ": "JWT", "kid": "key-1"}
    claims = tool.claims(asked["nonce"])
    return by_hand(header, claims, lambda text: hmac.digest(public, text, hashlib.sha256))


def by_other_key(**header: Any) -> Forged:
    return lambda tool, asked: jwt.encode(
        tool.claims(asked["nonce"]), OTHER_KEY, "RS256", headers={"kid": "key-1", **header}
    )


def by_elliptic_curve(tool: Tool, asked: dict[str, str]) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return jwt.encode(tool.claims(asked["nonce"]), key, "ES256", headers={"kid": "key-1"})


def embedded_key(tool: Tool, asked: dict[str, str]) -> str:
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OTHER_KEY.public_key()))
    return by_other_key(jwk={**key, "kid": "key-1"})(tool, asked)


def altered(tool: Tool, asked: dict[str, str]) -> str:
    header, _, signature = right(tool, asked).split(".")
    claims = tool.claims(asked["nonce"], sub="user-other")
    return f"{header}.{encoded(claims)}.{signature}"


def cut(tool: Tool, asked: dict[str, str]) -> str:
    return right(tool, asked)[:-9]


def of_another_login(tool: Tool, asked: dict[str, str]) -> str:
    """A token with the nonce of a login that is open as well."""
    return tool.platform.token(tool.claims(tool.began()["nonce"]))


def elsewhere(service: str, **address: str) -> Forged:
    return changed(**{service: {"scope": [], **address}})


NOW = int(time.time())
HOUR = 3600
FORGED: dict[str, Forged] = {
    "no signature, by alg none": unsigned("none"),
    "no signature, by alg NONE": unsigned("NONE"),
    "no signature, by alg RS256": unsigned("RS256"),
    "the public key as a secret": by_public_key,
    "somebody else's key": by_other_key(),
    "somebody else's key under its own id": by_other_key(kid="key-2"),
    "somebody else's key in the token": embedded_key,
    "somebody else's key at an address": by_other_key(jku="https://attacker.example/keys"),
    "another algorithm": by_elliptic_curve,
    "no id of a key": headed(kid=None),
    "an id of a key that is no text": headed(kid={"a": 1}),
    "a header that has to be understood": headed(crit=["b64"], b64=True),
    "claims that were altered": altered,
    "a signature that was cut": cut,
    "no token at all": lambda tool, asked: "",
    "no token but text": lambda tool, asked: "a.b.c",
    "two parts": lambda tool, asked: ".".join(right(tool, asked).split(".")[:2]),
    "claims that are a list": lambda tool, asked: jwt.PyJWS().encode(
        b"[]", tool.platform.key, "RS256", headers={"kid": "key-1"}
    ),
    "expired": changed(exp=NOW - HOUR, iat=NOW - HOUR - 9),
    "no end": changed(exp=None),
    "an end that is no number": changed(exp="soon"),
    "no beginning": changed(iat=None),
    "made in the future": changed(iat=NOW + HOUR, exp=NOW + 2 * HOUR),
    "made an hour ago": changed(iat=NOW - HOUR, exp=NOW + HOUR),
    "not valid yet": changed(nbf=NOW + HOUR),
    "for another tool": changed(aud="client-8"),
    "for another tool as well": changed(aud=[CLIENT, "client-8"]),
    "made for another tool": changed(azp="client-8"),
    "for nobody": changed(aud=None),
    "of another platform": changed(iss="https://other.example"),
    "of no platform": changed(iss=None),
    "no nonce": changed(nonce=None),
    "an empty nonce": changed(nonce=""),
    "a nonce that nobody gave": changed(nonce="made-up"),
    "the nonce of another login": of_another_login,
    "another deployment": changed(**{f"{CLAIM}deployment_id": "deployment-4"}),
    "no deployment": changed(**{f"{CLAIM}deployment_id": None}),
    "nobody": changed(sub=None),
    "an id of a thousand characters": changed(sub="a" * 1000),
    "LTI 1.1": changed(**{f"{CLAIM}version": "1.1"}),
    "another message": changed(**{f"{CLAIM}message_type": "LtiDeepLinkingRequest"}),
    "no message": changed(**{f"{CLAIM}message_type": None}),
    "no link": changed(**{f"{CLAIM}resource_link": {}}),
    "for another address": changed(**{f"{CLAIM}target_link_uri": "http://localhost:1/launch"}),
    "no roles": changed(**{f"{CLAIM}roles": None}),
    "a role in the place of roles": changed(**{f"{CLAIM}roles": "Instructor"}),
    "no course": changed(**{f"{CLAIM}context": None}),
    "a course that is a text": changed(**{f"{CLAIM}context": "course-42"}),
    "columns elsewhere": elsewhere(f"{AGS}claim/endpoint", lineitems="https://attacker.example/i"),
    "a column elsewhere": elsewhere(f"{AGS}claim/endpoint", lineitem="https://attacker.example/i"),
    "a roster elsewhere": elsewhere(
        f"{NRPS}claim/namesroleservice", context_memberships_url="https://attacker.example/m"
    ),
    "a roster that is not encrypted": elsewhere(
        f"{NRPS}claim/namesroleservice", context_memberships_url="http://lms.example/m"
    ),
}


@pytest.mark.parametrize("make", [right, headed(), headed(typ=None), changed(azp=CLIENT)])
def test_what_forgeries_are_made_of_is_taken_where_nothing_is_forged(tool, make):
    asked = tool.began()
    assert tool.launch(asked["state"], make(tool, asked)).status_code == 200


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_or_expired_token_is_refused(tool, forge):
    asked = tool.began()
    answer = tool.launch(asked["state"], forge(tool, asked))
    assert answer.status_code == 403
    assert "refused" in answer.text
    assert tool.connections.courses() == []
    again = tool.launch(asked["state"], right(tool, asked))
    assert again.status_code == 403  # the login is over, whatever came of it


def test_the_same_launch_twice_is_refused(tool):
    asked = tool.began()
    token = right(tool, asked)
    tool.client.cookies.set("autograder-lti", asked["state"], domain="localhost.local")
    assert tool.launch(asked["state"], token).status_code == 200
    tool.client.cookies.set("autograder-lti", asked["state"], domain="localhost.local")
    assert tool.launch(asked["state"], token).status_code == 403


def test_a_token_that_was_used_is_refused_in_another_login(tool):
    asked = tool.began()
    token = right(tool, asked)
    assert tool.launch(asked["state"], token).status_code == 200
    assert tool.launch(tool.began()["state"], token).status_code == 403


def test_a_login_that_another_browser_began_is_refused(tool):
    asked = tool.began()
    tool.client.cookies.clear()
    assert tool.launch(asked["state"], right(tool, asked)).status_code == 403


def test_a_state_that_nobody_gave_is_refused(tool):
    asked = tool.began()
    assert tool.launch("made-up", right(tool, asked)).status_code == 403


def test_a_login_does_not_last(tool):
    asked = tool.began()
    tool.clock.now += 601
    assert tool.launch(asked["state"], right(tool, asked)).status_code == 403


def test_of_very_many_logins_the_oldest_end(tool):
    logins = Logins()
    [known] = tool.connections.platforms()
    states = [logins.begin(known)[0] for _ in range(1_001)]
    assert logins.take(states[1]).platform == known
    with pytest.raises(LaunchRefused):
        logins.take(states[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"client_id": "client-8"},
        {"lti_deployment_id": "deployment-4"},
        {"login_hint": ""},
        {"target_link_uri": "https://attacker.example/launch"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_login_of_nobody_who_is_registered_goes_nowhere(tool, changes):
    answer = tool.log_in(**changes)
    assert answer.status_code == 403
    assert "location" not in answer.headers


def test_the_cookie_of_a_login_is_for_no_script_and_for_the_launch_alone(tool):
    cookie = tool.log_in().headers["set-cookie"].lower()
    assert {"httponly", "secure", "samesite=none", "path=/launch"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b'{"state": "a"}', {"content-type": "application/json"}, 403),
        (b"state=a&state=b&id_token=c", FORM, 403),
        (b"state=a&id_token=" + b"a" * 300_000, FORM, 403),
        (b"error=access_denied&state=a", FORM, 403),
        (b"&".join(b"a%d=1" % number for number in range(99)), FORM, 403),
        (b"", FORM, 403),
    ],
    ids=["JSON", "a field twice", "too long", "an error", "too many fields", "nothing"],
)
def test_what_is_no_launch_is_refused(tool, body, headers, status):
    assert tool.post("/launch", content=body, headers=headers).status_code == status


def test_a_launch_is_no_link(tool):
    asked = tool.began()
    query = urlencode({"state": asked["state"], "id_token": right(tool, asked)})
    assert tool.get(f"/launch?{query}").status_code == 405


def test_another_name_of_this_machine_is_refused(tool):
    assert tool.get("/keys", headers={"host": "attacker.example"}).status_code == 400


def test_the_key_is_its_owners_alone_and_its_public_part_is_for_all(tool, folder):
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    [key] = tool.get("/keys").json()["keys"]
    assert {"kty", "n", "e", "kid", "alg"} <= set(key)
    assert "d" not in key
    assert json.dumps(key) in command("init", folder)


def test_a_key_that_others_may_read_is_refused(tmp_path):
    command("init", tmp_path / "tool")
    (tmp_path / "tool" / "key.pem").chmod(0o644)
    done = CliRunner().invoke(cli, ["lti", "init", str(tmp_path / "tool")])
    assert "is open to others" in str(done.exception)


@pytest.mark.parametrize(
    "address",
    [
        "http://lms.example.org",
        "ftp://lms.example.org",
        "https://me:secret@lms.example.org",
        "https://",
        "lms.example.org",
        "http://127.0.0.1.example.org",
        "https://lms.example.org:port",
    ],
)
def test_nothing_is_sent_to_what_is_no_encrypted_address(address):
    with pytest.raises(AddressError):
        origin(address)


def test_this_machine_needs_no_encryption():
    for address in ("http://127.0.0.1:8000/a", "http://localhost/a", "http://[::1]:80/a"):
        assert origin(address).startswith("http://")
