"""ipykernel's application without what only front ends use. [fork server, student kernel]

The fork server makes a shell and an application once (`warm_up`), and each kernel that it forks
takes these: to make them takes a third of the processor time in which a kernel starts. They were
made without a notebook, so they tell a kernel nothing of another's. A child that is no kernel does
not see them: `get_ipython()` gives None there, and Python is not interactive.
"""

from __future__ import annotations

import atexit
import builtins
import os
import sys
import tempfile
import threading
import uuid
from pathlib import Path
from typing import Any

import zmq
from ipykernel import debugger
from ipykernel.compiler import XCachingCompiler
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.utils.path import get_home_dir
from traitlets.config import Config
from zmq.eventloop.zmqstream import ZMQStream

_CONFIG = {"HistoryManager": {"enabled": False}}
#: what was made in advance
_shells: list[ZMQInteractiveShell] = []
_apps: list[App] = []


class _OnlyThread:
    """Stands for the thread that reads requests for several threads of cells, of which are none."""

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class _Kernel(IPythonKernel):  # type: ignore[misc]
    """A kernel whose requests are read by the thread that runs cells, and that nobody debugs."""

    _supports_kernel_subshells = False

    def start(self) -> None:
        self.shell.exit_now = False
        Kernel.start(self)


class App(IPKernelApp):  # type: ignore[misc]
    """A kernel that is asked on the shell channel alone, and has no command line and no settings.

    The sockets of the other channels are there, as in any kernel, and nobody reads them.
    """

    control_port: int

    def __init__(self, **traits: Any) -> None:
        super().__init__(config=Config(_CONFIG), **traits)

    def parse_command_line(self, argv: object = None) -> None:
        """Does nothing: there is none."""

    def init_config_files(self) -> None:
        """Does nothing: settings of whoever grades are not a notebook's."""

    def load_config_file(self, suppress_errors: object = None) -> None:
        """Does nothing: there is none."""

    def init_code(self) -> None:
        """As IPython does where no file is to be run, and without a list of all modules.

        That is for `%reset --aggressive`, which then says that it cannot.
        """
        self.shell.user_ns_hidden.update(self.shell.user_ns)

    def init_heartbeat(self) -> None:
        """Does nothing: the end of the process is noticed by its parent."""

    def init_control(self, context: Any) -> None:
        """As ipykernel does, without threads, and without sockets of a debugger."""
        self.control_socket = context.socket(zmq.ROUTER)
        self.control_socket.linger = 1000
        self.control_port = self._bind_socket(self.control_socket, self.control_port)

    def init_kernel(self) -> None:
        """As ipykernel does, with the shell that was made in advance, and without a debugger."""
        available, debugger._is_debugpy_available = debugger._is_debugpy_available, False
        try:
            if _shells:
                _adopt(_shells.pop(), self.profile_dir)
            self.kernel = _Kernel.instance(
                parent=self,
                session=self.session,
                shell_stream=ZMQStream(self.shell_socket),
                shell_channel_thread=_OnlyThread(),
                iopub_thread=self.iopub_thread,
                iopub_socket=self.iopub_socket,
                stdin_socket=self.stdin_socket,
                log=self.log,
                profile_dir=self.profile_dir,
                user_ns=self.user_ns,
            )
        finally:
            debugger._is_debugpy_available = available
        kernel = self.kernel
        kernel.shell.parent = kernel.shell.kernel = kernel
        kernel.record_ports({f"{name}_port": port for name, port in self._ports.items()})
        self.displayhook.get_execution_count = lambda: kernel.execution_count


def made(connection_file: str) -> App:
    """The application of this process, which is to become a kernel."""
    app = _apps.pop() if _apps else App()
    _be_the_one(app)
    app.connection_file = connection_file
    app.session.session, app.session.pid = str(uuid.uuid4()), os.getpid()
    # ipykernel says at each step what it does, and only the log's handler would leave that out.
    app.log.setLevel(app.log_level)
    return app


def warm_up() -> None:
    """In the fork server: makes both, and leaves no trace of them that another child would see."""
    variables, main = dict(os.environ), sys.modules["__main__"]
    named = dict(builtins.__dict__)
    with tempfile.TemporaryDirectory() as folder:
        shell = ZMQInteractiveShell(
            config=Config(_CONFIG), ipython_dir=folder, compiler_class=XCachingCompiler
        )
        app = App()
    app.session  # noqa: B018 (which makes it)
    shell.display_formatter.formatters  # noqa: B018 (which makes them)
    atexit.unregister(shell.atexit_operations)
    os.environ.clear()
    os.environ.update(variables)
    sys.modules["__main__"] = main
    for name in builtins.__dict__.keys() - named.keys():
        delattr(builtins, name)
    for name in ("ps1", "ps2", "ps3"):
        delattr(sys, name)
    _shells[:], _apps[:] = [shell], [app]


def _be_the_one(made: Any) -> None:
    """What `SingletonConfigurable.instance` does with one that it has made."""
    for of in type(made)._walk_mro():
        of._instance = made


def _adopt(shell: ZMQInteractiveShell, profile: Any) -> None:
    """In a kernel: does what depends on this process of all that a shell does when it is made."""
    _be_the_one(shell)
    shell.profile_dir = profile
    shell.ipython_dir = str(Path(profile.location).parent)
    shell.home_dir = get_home_dir()
    shell.starting_dir = str(Path.cwd())
    shell.history_manager.reset(new_session=False)
    shell.init_environment()
    shell.save_sys_module_state()
    shell.init_sys_modules()
    shell.init_builtins()
    shell.init_prompts()
