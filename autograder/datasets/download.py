"""Downloads a data set's file, within limits of time and size. [any]"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

# Seconds. The first bounds what a machine without network waits; one whose download has begun
# to arrive has a network, though perhaps a slow one, and is worth more patience.
_PATIENCE_FOR_FIRST_BYTES = 8.0
_PATIENCE_FOR_WHOLE_FILE = 90.0
_RETRIES = 1  # a second later


class Download(threading.Thread):
    """Fetches a file into `target`, and is the progress bar that pooch reports to.

    Not with Keras's own get_file, which has no time limit, writes its progress to standard
    output and writes in place, so that two processes spoil each other's file. A thread, because
    no timeout of a socket covers the look-up of a name, which alone can take a minute.
    """

    total = 0  # what the server says of the size; pooch sets it

    def __init__(self, target: Path, address: str, sha256: str, limit: int) -> None:
        """Args:
        address: where it lies.
        sha256: of the file.
        limit: bytes that it may have; more is a portal's page or a mistake.
        """
        super().__init__(name=f"download of {target.name}", daemon=True)
        self._target = target
        self._address = address
        self._sha256 = sha256
        self._limit = limit
        self._problem: str | None = "it broke off"
        self._size = 0
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
        import pooch

        pooch.get_logger().setLevel(logging.ERROR)  # else it writes to standard error by itself
        name = self._target.name
        try:
            pooch.create(
                path=self._target.parent,
                base_url="",
                registry={name: f"sha256:{self._sha256}"},
                urls={name: self._address},
                retry_if_failed=_RETRIES,
            ).fetch(
                name,
                downloader=pooch.HTTPDownloader(
                    progressbar=self, chunk_size=2**16, timeout=_PATIENCE_FOR_FIRST_BYTES
                ),
            )
            self._target.chmod(0o644)  # as Keras leaves it; pooch's is for its owner alone
            self._problem = None
        except (OSError, ValueError) as error:  # ValueError: another checksum
            self._problem = str(error) or type(error).__name__
        finally:
            self._arriving.set()

    def update(self, size: int) -> None:
        """Take note of what arrives; raise OSError, which ends it, where nobody waits for it."""
        self._arriving.set()
        self._size += size
        if self._abandoned.is_set() or self._size > self._limit:
            raise OSError("given up")

    def reset(self) -> None:
        """Begin to count anew."""
        self._size = 0

    def close(self) -> None:
        """Nothing is shown, so nothing is left to take away."""
