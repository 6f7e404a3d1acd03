"""Downloads MNIST, within limits of time and size. [coordinator]"""

from __future__ import annotations

import hashlib
import http.client
import threading
import time
import urllib.request
from pathlib import Path

from autograder.datasets.mnist_file import DOWNLOAD_SHA256, DOWNLOAD_URL
from autograder.files import replacing

_DOWNLOAD_LIMIT = 32 * 2**20  # bytes; the file has 11 MiB, more is a portal's page or a mistake

# Seconds. The first bounds what a machine without network waits; one whose download has begun
# to arrive has a network, though perhaps a slow one, and is worth more patience.
_PATIENCE_FOR_FIRST_BYTES = 8.0
_PATIENCE_FOR_WHOLE_FILE = 90.0


class Download(threading.Thread):
    """Fetches Keras's file of MNIST into `target`.

    Not with Keras's own get_file, which has no time limit, writes its progress to standard
    output and writes in place, so that two processes spoil each other's file. A thread, because
    no timeout of a socket covers the look-up of a name, which alone can take a minute.
    """

    def __init__(self, target: Path) -> None:
        super().__init__(name="download of MNIST", daemon=True)
        self._target = target
        self._problem: str | None = "it broke off"
        self._arriving = threading.Event()
        self._abandoned = threading.Event()

    def wait(self) -> str | None:
        """Wait as long as is reasonable; return None for a file in place, or what went wrong."""
        began = time.monotonic()
        if not self._arriving.wait(_PATIENCE_FOR_FIRST_BYTES):
            self._abandoned.set()
            return f"no answer within {_PATIENCE_FOR_FIRST_BYTES:g} seconds"
        self.join(max(0.0, began + _PATIENCE_FOR_WHOLE_FILE - time.monotonic()))
        if self.is_alive():
            self._abandoned.set()
            return f"not complete within {_PATIENCE_FOR_WHOLE_FILE:g} seconds"
        return self._problem

    def run(self) -> None:
        """Fetch the file, and keep the reason if that fails."""
        try:
            self._fetch()
            self._problem = None
        except (OSError, http.client.HTTPException) as error:
            self._problem = str(error) or type(error).__name__
        finally:
            self._arriving.set()

    def _fetch(self) -> None:
        """Put the file in place if it comes whole; raise OSError or HTTPException otherwise."""
        digest = hashlib.sha256()
        size = 0
        with (
            urllib.request.urlopen(  # noqa: S310 (a constant, by https)
                DOWNLOAD_URL, timeout=_PATIENCE_FOR_FIRST_BYTES
            ) as answer,
            replacing(self._target) as file,
        ):
            while block := answer.read(2**16):
                self._arriving.set()
                size += len(block)
                if self._abandoned.is_set() or size > _DOWNLOAD_LIMIT:
                    raise OSError("given up")
                digest.update(block)
                file.write(block)
            if digest.hexdigest() != DOWNLOAD_SHA256:
                raise OSError("what arrived is not the file that Keras expects")
