"""A kernel manager for nbclient, whose kernel the coordinator starts and ends. [driver]"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import socket
import threading
from typing import TYPE_CHECKING, Any

from jupyter_client import session
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type

from autograder.run.channel import ChannelError, receive, send

if TYPE_CHECKING:
    from autograder.run.kernel.client import Client

_MAX_MESSAGE = 16 << 20
#: by then a kernel that was killed is gone, or the machine is in trouble
_END_SECONDS = 30.0


def _dated(header: Any) -> Any:
    """A message's header with its own date as a moment, which nbclient notes in the notebook.

    jupyter_client looks for dates everywhere in two headers of each message, in Python.
    """
    if isinstance(header, dict) and isinstance(header.get("date"), str):
        with contextlib.suppress(ValueError):
            header["date"] = datetime.datetime.fromisoformat(header["date"])
    return header


session.extract_dates = _dated


class _Channel(AsyncZMQSocketChannel):  # type: ignore[misc]
    """A channel that waits for a message once, where jupyter_client asks first if there is one."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        return dict(await (self._recv() if timeout is None else super().get_msg(timeout)))


class _Client(AsyncKernelClient):  # type: ignore[misc]
    shell_channel_class = Type(_Channel)
    iopub_channel_class = Type(_Channel)

    def stop_channels(self) -> None:
        """Closes the channels that are used; jupyter_client makes the others in order to do so."""
        for channel in (self._shell_channel, self._iopub_channel):
            if channel is not None and channel.is_alive():
                channel.stop()
        if self._created_context and not self.context.closed:
            self.context.destroy(linger=100)


class RemoteKernel:
    """What nbclient needs of a kernel manager, and the driver's end of the line to the coordinator.

    Attributes:
        has_kernel: always; nbclient starts none.
    """

    has_kernel = True

    def __init__(self, channel: socket.socket, connection: dict[str, Any]) -> None:
        """Args:
        connection: as in a connection file.
        """
        self.connection = connection
        self._channel = channel
        self._ended = asyncio.Event()
        self._go_on = asyncio.Event()

    def client(self) -> AsyncKernelClient:
        """A client that is not connected yet."""
        client = _Client()
        client.load_connection_info(self.connection)
        return client

    def tell(self, message: dict[str, Any]) -> None:
        """Sends the coordinator a message, which it reads at once."""
        send(self._channel, message)

    def listen(self, client: Client) -> None:
        """Takes what the coordinator says, in a thread that ends with the process."""
        loop = asyncio.get_running_loop()

        def forward() -> None:
            with contextlib.suppress(ChannelError, RuntimeError):  # the loop may be closed by then
                while True:
                    message, _ = receive(self._channel, _MAX_MESSAGE)
                    asyncio.run_coroutine_threadsafe(self._take(message, client), loop)

        threading.Thread(target=forward, name="coordinator", daemon=True).start()

    async def _take(self, message: dict[str, Any], client: Client) -> None:
        if "ended" in message:
            self._ended.set()
        elif "stopped" in message:
            client.progress.end(*message["stopped"])
        elif "go_on" in message:
            self._go_on.set()
        elif "run" in message:
            self.tell({"ran": await client.ask(message["run"], message["seconds"])})

    async def asked_until_told(self, reached: list[str], lost: list[str]) -> None:
        """Lets the coordinator ask what it has to ask of the kernel after the last cell."""
        self.tell({"at_end": {"reached": reached, "lost": lost}})
        await self._go_on.wait()

    async def is_alive(self) -> bool:
        """Whether the kernel's process runs."""
        return not self._ended.is_set()

    async def interrupt_kernel(self) -> None:
        """Has SIGINT sent to the kernel."""
        self.tell({"interrupt": True})

    async def kill(self) -> None:
        """Ends the kernel and stays until it is gone, which is a matter of milliseconds."""
        if not self._ended.is_set():
            self.tell({"kill": True})
            async with asyncio.timeout(_END_SECONDS):
                await self._ended.wait()

    async def shutdown_kernel(self, now: bool = True) -> None:
        """Does nothing: the coordinator ends the kernel with the notebook."""

    async def cleanup_resources(self) -> None:
        """Does nothing: there is nothing here."""
