"""Requests to a learning management system, encrypted, with an end. [coordinator]"""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

from autograder.errors import MachineError, UserError

#: for a connection, and between two pieces of an answer
_SECONDS = (10, 60)
#: characters of an answer that are said
_SHOWN = 200
#: seconds that a platform may have us wait
_LONGEST_WAIT = 60
DEFAULT_PORTS = {"https": 443, "http": 80}


class PlatformError(MachineError):
    """A platform cannot be reached, or does not do what it was asked. The message says which."""


class AlreadyThere(PlatformError):
    """The platform has what it was sent already, or something newer."""


class AddressError(UserError):
    """An address that nothing may be sent to. The message says why."""


def origin(address: str) -> str:
    """Scheme, host and port of an address; what counts as one place on the web (RFC 6454).

    Raises:
        AddressError: it is none that may be used: `https://…`, or `http://` of this machine alone.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressError(f"{address!r} is no address.") from None
    if parts.username or parts.password or not host or parts.scheme not in DEFAULT_PORTS:
        raise AddressError(f"{address!r} is no address such as https://lms.example.org/….")
    if parts.scheme == "http" and not is_loopback(host):
        raise AddressError(
            f"{address} is not encrypted: marks and keys would be read on their way. "
            "Take its https:// address."
        )
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}:{port or DEFAULT_PORTS[parts.scheme]}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its own address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Session(requests.Session):
    """Asks places that are known, follows nobody elsewhere, and waits no longer than it may."""

    def __init__(self, places: frozenset[str]) -> None:
        """Args:
        places: origins, as `origin` gives them.
        """
        super().__init__()
        self._places = places
        self.headers["User-Agent"] = "autograder"
        # A token must not go where .netrc or an environment variable says.
        self.trust_env = False
        # What was not taken, or never arrived, is tried again; whatever else may have been taken.
        retries = _Patient(
            total=None,
            connect=2,
            read=0,
            other=0,
            status=4,
            status_forcelist=(429, 503),
            allowed_methods=None,
            backoff_factor=1,
            raise_on_status=False,
        )
        for scheme in DEFAULT_PORTS:
            self.mount(f"{scheme}://", HTTPAdapter(max_retries=retries))

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **more: Any) -> Any:
        """As `requests.Session.request`.

        Raises:
            PlatformError: nobody answers, or the address is of no known place.
        """
        address = url.decode() if isinstance(url, bytes) else str(url)
        if origin(address) not in self._places:
            raise PlatformError(
                f"{address} belongs to none of the places that are known: "
                f"{', '.join(sorted(self._places))}. Nothing was sent there."
            )
        more |= {"timeout": _SECONDS, "allow_redirects": False}
        try:
            return super().request(method, url, *args, **more)
        except requests.RequestException as error:
            said = type(error).__name__
            raise PlatformError(f"{origin(address)} does not answer ({said}).") from None


class _Patient(Retry):
    """Waits as long as it is told to, within bounds."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Seconds."""
        wanted = super().get_retry_after(response)
        return None if wanted is None else min(wanted, _LONGEST_WAIT)


def shown(text: str) -> str:
    """The beginning of an answer, as one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
