"""Fakes downloads: the lesson's own files for the course's URLs, else an error. [student kernel]

Each library keeps its own types: what it would return, and what it would raise. `s3://` needs
nothing here, because fsspec looks for a package `s3fs`, and finds the one in this folder.
"""

from __future__ import annotations

import http.client
import io
import mimetypes
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.run.colab._addresses import is_own_machine, locate, refusal


def install() -> None:
    """Takes the place of urllib's handlers, and of how requests sends, where it is imported."""
    # Not install_opener, which urlopen passes over when it is given an SSL context.
    urllib.request.HTTPHandler = _HTTPHandler  # type: ignore[misc]
    urllib.request.HTTPSHandler = _HTTPSHandler  # type: ignore[misc]
    if "requests" in sys.modules:  # the fork server imports it
        _serve_to_requests()


class _HTTPHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return _answer(req, super().http_open)


class _HTTPSHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return _answer(req, super().https_open)


def _answer(
    request: urllib.request.Request,
    connect: Callable[[urllib.request.Request], http.client.HTTPResponse],
) -> http.client.HTTPResponse:
    address = request.full_url
    if is_own_machine(address):
        return connect(request)
    path = locate(address)
    if path is None:
        raise urllib.error.URLError(refusal(address))
    status, headers, body = _content(path)
    lines = [f"HTTP/1.1 {status} {http.client.responses[status]}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    wire = "\r\n".join((*lines, "", "")).encode() + body
    response = http.client.HTTPResponse(_Wire(wire), method=request.get_method())  # type: ignore[arg-type]
    response.begin()
    response.url = address
    response.msg = response.reason  # type: ignore[assignment] # as urllib does
    return response


class _Wire:
    """What HTTPResponse reads from in the place of a socket."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._content)


def _serve_to_requests() -> None:
    import requests
    import urllib3

    send = requests.adapters.HTTPAdapter.send

    def fake(
        self: requests.adapters.HTTPAdapter,
        request: requests.PreparedRequest,
        *args: Any,
        **options: Any,
    ) -> requests.Response:
        address = request.url or ""
        if is_own_machine(address):
            return send(self, request, *args, **options)
        path = locate(address)
        if path is None:
            raise requests.ConnectionError(refusal(address), request=request)
        status, headers, body = _content(path)
        raw = urllib3.HTTPResponse(
            io.BytesIO(b"" if request.method == "HEAD" else body),
            headers,
            status,
            reason=http.client.responses[status],
            preload_content=False,
            request_method=request.method,
        )
        return self.build_response(request, raw)

    # In the class, because notebooks mount adapters of their own, with more retries.
    requests.adapters.HTTPAdapter.send = fake  # type: ignore[method-assign]


def _content(path: Path) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body that a server would send."""
    found = path.is_file()
    body = path.read_bytes() if found else b"404: Not Found"
    kind, encoding = mimetypes.guess_type(path.name) if found else ("text/plain", None)
    headers = {
        "Content-Type": kind if kind and not encoding else "application/octet-stream",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    return 200 if found else 404, headers, body
