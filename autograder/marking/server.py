"""Serves the marking page on this machine's own address, until Ctrl-C. [coordinator]"""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator, Sequence

import uvicorn

from autograder.errors import UserError
from autograder.marking.answers import Answers
from autograder.marking.app import Marker, MarkingPages
from autograder.record.store import Store

_HOST, _PORT, _TRIED = "127.0.0.1", 8870, 50
#: for requests to end that are under way when the server is told to
_SECONDS = 5


class MarkingServer:
    """The server. It listens once it is made; `serve` returns when Ctrl-C or SIGTERM ends it."""

    def __init__(
        self,
        store: Store,
        answers: Answers,
        markers: Sequence[Marker],
        port: int | None,
        twice: float = 0.0,
    ) -> None:
        """Args:
        port: of this machine's own address; None takes 8870 or the next that is free.
        twice: the share of the answers that two markers mark, 0 to 1.

        Raises:
            UserError: the port is in use.
        """
        self._socket = _listening(port)
        number = self._socket.getsockname()[1]
        pages = MarkingPages(store, answers, markers, number, twice)
        self._server = _Server(
            uvicorn.Config(
                pages.app(),
                log_level="error",
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=_SECONDS,
            )
        )
        # From now on, so that whoever sees an address may press Ctrl-C.
        is_main = threading.current_thread() is threading.main_thread()
        self._before = {
            number: signal.signal(number, self._server.handle_exit)
            for number in ((signal.SIGINT, signal.SIGTERM) if is_main else ())
        }
        #: one address for each marker, in their order
        self.addresses = [f"http://{_HOST}:{number}/?token={one.token}" for one in markers]

    def serve(self) -> None:
        """Answers requests."""
        try:
            with self._socket:
                self._server.run(sockets=[self._socket])
        finally:
            self._restore_signals()

    def stop(self) -> None:
        """Has `serve` return, which may run in another thread."""
        self._server.should_exit = True
        self._restore_signals()

    def _restore_signals(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number, handler in self._before.items():
                signal.signal(number, handler)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to `MarkingServer`, which does not raise them again when it has ended."""
        yield


def _listening(port: int | None) -> socket.socket:
    for number in [port] if port else range(_PORT, _PORT + _TRIED):
        with contextlib.suppress(OSError):
            return socket.create_server((_HOST, number))
    if port:
        raise UserError(f"Port {port} is in use. Take another, or leave --port away.")
    raise UserError(f"The ports {_PORT} to {_PORT + _TRIED - 1} are in use. Take one by --port.")
