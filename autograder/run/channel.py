"""Small JSON messages and open files over a Unix socket, of bounded length. [any]

Both sides read a message's length before its bytes, and refuse more than they expect. Descriptors
travel with a message by SCM_RIGHTS; see unix(7).
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Sequence
from typing import Any

from autograder.errors import Refused

_LENGTH = struct.Struct("<I")
#: descriptors that come with one message, at most: SCM_MAX_FD of the kernel
MAX_DESCRIPTORS = 253


class ChannelError(Refused):
    """The other side is gone, or said what is no message."""


def send(channel: socket.socket, message: Any, descriptors: Sequence[int] = ()) -> None:
    """Sends one message.

    Raises:
        OSError: the other side is gone, or does not read within the socket's time limit.
    """
    data = json.dumps(message).encode()
    data = _LENGTH.pack(len(data)) + data
    sent = socket.send_fds(channel, [data], descriptors) if descriptors else 0
    if sent < len(data):  # who has all of it may be gone
        channel.sendall(data[sent:])


def receive(channel: socket.socket, most: int) -> tuple[Any, list[int]]:
    """One message, and the open files that came with it, which are the caller's to close.

    Args:
        most: bytes that it may have.

    Raises:
        ChannelError: the other side is gone, or this is no message of at most `most` bytes.
        TimeoutError: the socket's time limit is over.
    """
    descriptors: list[int] = []
    try:
        (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, descriptors))
        if length > most:
            raise ChannelError(f"a message of {length:,} bytes")
        data = _exactly(channel, length, descriptors)
        return json.loads(data), descriptors
    except (ValueError, RecursionError, ConnectionError, ChannelError) as error:
        for descriptor in descriptors:
            os.close(descriptor)
        raise ChannelError(str(error)) from None
    except BaseException:
        for descriptor in descriptors:
            os.close(descriptor)
        raise


def _exactly(channel: socket.socket, length: int, descriptors: list[int]) -> bytes:
    parts: list[bytes] = []
    while length:
        part, arrived, _, _ = socket.recv_fds(channel, min(length, 1 << 20), MAX_DESCRIPTORS)
        descriptors += arrived
        if not part:
            raise ChannelError("it has ended")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
