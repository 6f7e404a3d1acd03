"""Serves the tool on this machine's own address, until Ctrl-C. [coordinator]"""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Iterator

import uvicorn

from autograder.errors import UserError
from autograder.lms.passback.app import app
from autograder.lms.passback.connections import Connections

_HOST = "127.0.0.1"
#: for requests to end that are under way when the server is told to
_SECONDS = 5


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to `serving`, which does not raise them again."""
        yield


@contextlib.contextmanager
def serving(connections: Connections, port: int) -> Iterator[None]:
    """Listens within the block, and answers requests after it, until Ctrl-C or SIGTERM.

    Either may come within the block already.

    Raises:
        UserError: the port is in use.
    """
    try:
        ours = socket.create_server((_HOST, port))
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
    server = _Server(config)
    ends = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, server.handle_exit) for number in ends}
    try:
        with ours:
            yield
            server.run(sockets=[ours])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
