"""Which platforms are known, our key, and which courses were opened: a folder. [coordinator]

    key.pem           our private key (RSA, 2048 bits), mode 0600
    tool.json         the address that platforms know us by
    platforms.json    what a platform's administrator has said of it
    courses.json      the courses that were opened from a platform, with the services that they have
    sent.sqlite       what was sent; see `journal`

The folder is its owner's alone, mode 0700.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from autograder.errors import UserError
from autograder.files import read_json, write_json
from autograder.lms.passback.private import make_private, private_folder, read_private
from autograder.lms.passback.web import is_loopback, origin

_REMEDY = "Put a whole copy in its place, or move it away and register the platform anew"
_KEY_BITS = 2048


class NotConnected(UserError):
    """A platform or a course is not known, or not in that way. The message says what to do."""


@dataclass(frozen=True)
class Platform:
    """A learning management system in which we are registered as a tool.

    Attributes:
        issuer: what it calls itself in tokens.
        client_id: what it calls us.
        deployments: ids of where it has us.
        login_url: where a launch is asked for.
        token_url: where access to its services is asked for.
        key_set_url: where its public keys are.
        services: origins of its services, where they are not those of the addresses above.
    """

    issuer: str
    client_id: str
    deployments: tuple[str, ...]
    login_url: str
    token_url: str
    key_set_url: str
    services: tuple[str, ...] = ()

    def places(self) -> frozenset[str]:
        """The origins that something may be sent to.

        Raises:
            AddressError: one of the addresses must not be used.
        """
        own = (self.login_url, self.token_url, self.key_set_url)
        return frozenset(map(origin, (*own, *self.services)))


@dataclass(frozen=True)
class Course:
    """A course that an instructor has opened from a platform.

    Attributes:
        id: short, for the command line.
        context: what the platform calls it.
        lineitems: address of its columns; empty where we may not make any.
        scopes: what we may do with them.
        memberships: address of its roster; empty where we may not see it.
        links: id of a link to us → its title, the lesson that it names, and the address of its
            column, where it has one.
    """

    issuer: str
    client_id: str
    context: str
    title: str
    lineitems: str = ""
    scopes: tuple[str, ...] = ()
    memberships: str = ""
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """A digest of what identifies it."""
        text = "\0".join((self.issuer, self.client_id, self.context))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class Connections:
    """The folder."""

    def __init__(self, folder: Path) -> None:
        """Raises:
        NotConnected: nothing was set up there.
        PermissionsError: others may look into it.
        """
        if not (folder / "tool.json").is_file():
            raise NotConnected(f"{folder} holds no connection: autograder lti init {folder}")
        self.folder = private_folder(folder)
        self.address: str = (
            read_json(folder / "tool.json", lambda data: str(data["url"]), _REMEDY) or ""
        )
        self.private_key = read_private(folder / "key.pem").decode("ascii")

    @property
    def journal_path(self) -> Path:
        """Where the journal is."""
        return self.folder / "sent.sqlite"

    def platforms(self) -> list[Platform]:
        """All that are registered."""
        return read_json(self.folder / "platforms.json", _platforms, _REMEDY) or []

    def register(self, platform: Platform) -> None:
        """Adds a platform; one with the same issuer and client id is replaced.

        Raises:
            AddressError: one of its addresses must not be used.
        """
        platform.places()
        others = [
            one
            for one in self.platforms()
            if (one.issuer, one.client_id) != (platform.issuer, platform.client_id)
        ]
        write_json(
            self.folder / "platforms.json", {"platforms": [*map(asdict, others), asdict(platform)]}
        )

    def platform(self, issuer: str, client_id: str) -> Platform:
        """A platform.

        Raises:
            NotConnected: it is not registered.
        """
        for one in self.platforms():
            if (one.issuer, one.client_id) == (issuer, client_id):
                return one
        raise NotConnected(f"{issuer} is not registered with the client id {client_id!r}.")

    def courses(self) -> list[Course]:
        """All that were opened."""
        return read_json(self.folder / "courses.json", _courses, _REMEDY) or []

    def keep(self, course: Course) -> Course:
        """Notes a course; what is known of its links is added to."""
        others = [one for one in self.courses() if one.id != course.id]
        before = [one for one in self.courses() if one.id == course.id]
        links = {**(before[0].links if before else {}), **course.links}
        whole = Course(**{**_fields(course), "links": links})
        courses = [*others, whole]
        write_json(self.folder / "courses.json", {"courses": [asdict(one) for one in courses]})
        return whole

    def course(self, wanted: str | None) -> Course:
        """The course of an id, or the only one.

        Raises:
            NotConnected: there is none, or there are several.
        """
        known = self.courses()
        found = [one for one in known if wanted in (None, one.id)]
        if len(found) == 1:
            return found[0]
        listed = "".join(f"\n  {one.id}  {one.title}" for one in known)
        if not known:
            raise NotConnected(
                "No course has been opened yet: run `autograder lti serve`, and open the tool from "
                "the course as its instructor."
            )
        raise NotConnected(f"Say which course is meant, by --course ID:{listed}")


def set_up(folder: Path, address: str) -> Connections:
    """Makes the folder and the key; a key that is there stays.

    Args:
        address: that platforms and browsers know us by.

    Raises:
        AddressError: it must not be used.
        PermissionsError: others may look into the folder.
    """
    origin(address)
    private_folder(folder)
    if not (folder / "key.pem").exists():
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        make_private(folder / "key.pem", pem)
    write_json(folder / "tool.json", {"url": address.rstrip("/")})
    return Connections(folder)


def moodle(address: str, client_id: str, deployments: tuple[str, ...]) -> Platform:
    """A Moodle, whose addresses follow from its own.

    Source: the page that Moodle shows of a registered tool (`mod/lti/classes/local`).
    """
    root = address.rstrip("/")
    return Platform(
        issuer=root,
        client_id=client_id,
        deployments=deployments,
        login_url=f"{root}/mod/lti/auth.php",
        token_url=f"{root}/mod/lti/token.php",
        key_set_url=f"{root}/mod/lti/certs.php",
    )


def is_local(address: str) -> bool:
    """Whether only browsers on this machine reach an address."""
    return is_loopback(urlsplit(address).hostname or "")


def _fields(course: Course) -> dict[str, Any]:
    return {name: getattr(course, name) for name in course.__dataclass_fields__}


def _platforms(data: Mapping[str, Any]) -> list[Platform]:
    return [
        Platform(
            **{
                **one,
                "deployments": tuple(map(str, one["deployments"])),
                "services": tuple(map(str, one["services"])),
            }
        )
        for one in data["platforms"]
    ]


def _courses(data: Mapping[str, Any]) -> list[Course]:
    return [Course(**{**one, "scopes": tuple(map(str, one["scopes"]))}) for one in data["courses"]]
