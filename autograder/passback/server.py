"""Serves the tool on this machine's own address, until Ctrl-C. [coordinator]"""

from __future__ import annotations

import contextlib
import socket

import uvicorn

from autograder.errors import UserError
from autograder.passback.app import app
from autograder.passback.connections import Connections

_HOST = "127.0.0.1"
#: for requests to end that are under way when the server is told to
_SECONDS = 5


def serve(connections: Connections, port: int) -> None:
    """Answers requests.

    Raises:
        UserError: the port is in use.
    """
    try:
        listening = socket.create_server((_HOST, port))
    except OSError:
        raise UserError(f"Port {port} is in use. Take another by --port.") from None
    config = uvicorn.Config(
        app(connections),
        log_level="error",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=_SECONDS,
    )
    with listening, contextlib.suppress(KeyboardInterrupt):  # which uvicorn raises once more
        uvicorn.Server(config).run(sockets=[listening])
