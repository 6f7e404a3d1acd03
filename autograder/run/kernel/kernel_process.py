"""An ipykernel that answers as Colab does, from local files alone. [student kernel]"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib.metadata
import os
import re
import shutil
import sys
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NoReturn

#: how long a kernel that ends waits until what its cells showed is on its way
_LINGER_SECONDS = 2
#: what a line begins with that IPython understands and Python does not, and what follows on `=`
_ESCAPES = ("%", "!", "?", ",", ";", "/")
_ASSIGNED = re.compile(r"=[\s\\]*[!%]")
#: Python's own of garbage collection: the fork server raises its once this is imported
_GC_THRESHOLDS = gc.get_threshold()
#: how the folders are called that packages are installed into
_INSTALLED = ("site-packages", "dist-packages")


def main(
    connection_file: str,
    datasets: Mapping[str, str],
    served: Mapping[str, str],
    brought: str,
    no_input: str,
    asked_to_type: str,
) -> None:
    """What the forked child becomes; from the first cell on, it is the student's.

    Args:
        connection_file: where its sockets are, and its key.
        datasets: files that are served in place of downloads, by the name of the data set.
        served: folders of the lesson's own files, or files, by the address that they lie at.
        brought: folder beside the working folder, whose contents the notebook finds in its own.
        no_input: what `input()` raises.
        asked_to_type: type of the message that it sends before that.
    """
    from autograder.datasets.registry import serve
    from autograder.run.colab.install import install
    from autograder.run.kernel.kernel_app import made

    # From in here, because the working folder may lie on a disk of its own.
    for path in Path.cwd().parent.glob(f"{brought}/*"):
        if Path(path.name).exists():  # a kernel before has had it, and may have changed it
            continue
        if path.is_dir():
            shutil.copytree(path, path.name)
        else:
            shutil.copy(path, ".")
    served = {**serve(datasets, copied=True), **served}
    app = made(connection_file)
    with _no_list_of_modules():
        app.initialize([])
    _save_time(app)
    install(app.shell, served)
    # Normally done when Matplotlib is first imported, which here the fork server did.
    app.shell.enable_matplotlib("inline")
    app.shell.ask_exit = lambda: None  # exit() in a cell would leave the cells below it unread
    _be_like_jupyter(app)
    _nobody_types(app.kernel, no_input, asked_to_type)
    _find_own_modules()
    _be_able_to_send(app.iopub_thread)
    gc.set_threshold(*_GC_THRESHOLDS)
    app.start()


def warm_up() -> None:
    """In the fork server: does what would take each kernel as long again.

    pydot makes its grammar in a fifth of a second, and what is installed is listed in a hundredth.
    """
    with contextlib.suppress(ImportError):
        import pydot

        pydot.graph_from_dot_data("digraph { a -> b }")
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("otter-grader")


def _save_time(app: Any) -> None:
    """Leaves out what ipykernel does for each cell though nobody here makes use of it."""
    from ipykernel import compiler

    # The name of a cell's file is a hash that a debugger computes as well; in Python, it takes 1 ms
    # for 1,000 characters.
    compiler.murmur2_x86 = lambda data, seed: zlib.crc32(data.encode("utf-8", "replace"), seed)
    # A pause after each cell in which what was printed may arrive; the driver waits for that.
    app.kernel._execute_sleep = 0
    # ipykernel has IPython transform each cell, and then IPython does so again.
    shell = app.shell
    transform = shell.transform_cell = functools.lru_cache(maxsize=1)(shell.transform_cell)
    shell.events.register("post_execute", transform.cache_clear)  # a cell may bring transformers
    _tokenize_only_where_needed(shell.input_transformer_manager)
    _compile_only_what_may_await(shell)


def _tokenize_only_where_needed(manager: Any) -> None:
    """Leaves out the search for magics and the like among the tokens of cells without any.

    It is done in Python: 10 ms for 200 lines.
    """
    usual, transformed = [*manager.token_transformers], manager.do_token_transforms

    def where_needed(lines: list[str]) -> list[str]:
        if manager.token_transformers == usual and not may_have_commands(lines):
            return lines
        return list(transformed(lines))

    manager.do_token_transforms = where_needed


def _compile_only_what_may_await(shell: Any) -> None:
    """Leaves out that ipykernel, and then IPython, compile a cell to learn whether it awaits."""
    usual = shell.should_run_async

    def should_run_async(raw_cell: str, **given: Any) -> bool:
        cell = given.get("transformed_cell") or raw_cell
        return may_await(cell) and bool(usual(raw_cell, **given))

    shell.should_run_async = should_run_async


def may_await(cell: str) -> bool:
    """Whether a cell may have an `await`, `async for` or `async with` outside of any function."""
    return "await" in cell or "async" in cell


def may_have_commands(lines: Sequence[str]) -> bool:
    """Whether lines of a cell may hold what IPython understands and Python does not.

    Those are lines that begin with `%`, `!`, `?`, `,`, `;` or `/`, or end with `?`, and those with
    such a sign behind `=`, as `files = !ls`.
    """
    bare = [line.strip() for line in lines]
    return (
        any(line.startswith(_ESCAPES) or line.endswith("?") for line in bare)
        or _ASSIGNED.search("".join(lines)) is not None
    )


@contextlib.contextmanager
def _no_list_of_modules() -> Iterator[None]:
    """Has ipykernel see no modules while it starts.

    It notes the files of all modules, for a debugger. To touch 6,000 modules copies the memory that
    they lie in, which a forked process shares with its parent until then: a third of the processor
    time in which a kernel starts.
    """
    from ipykernel import ipkernel

    class Sys:
        modules: ClassVar[dict[str, object]] = {}

        def __getattr__(self, name: str) -> Any:
            return getattr(sys, name)

    ipkernel.sys = Sys()
    try:
        yield
    finally:
        ipkernel.sys = sys


def _be_like_jupyter(app: Any) -> None:
    """Mends what differs from a kernel that Jupyter or Colab have started."""
    shell = app.shell
    # It was imported before the kernel gave pdb another debugger, which it derives its own from.
    if doctest := sys.modules.get("doctest"):
        own = vars(doctest)["_OutputRedirectingPdb"]
        parts = {n: part for n, part in vars(own).items() if n not in ("__dict__", "__weakref__")}
        vars(doctest)[own.__name__] = type(own.__name__, (sys.modules["pdb"].Pdb,), parts)

    def end() -> None:
        # A kernel that is asked to shut down lives on for a moment, into the next cell.
        if shell.exit_now:
            sys.stdout.flush()
            sys.stderr.flush()  # … hands over to ZeroMQ, which sends in a thread of its own
            linger = functools.partial(app.context.destroy, linger=_LINGER_SECONDS * 1000)
            sending = threading.Thread(target=linger, daemon=True)
            sending.start()
            sending.join(_LINGER_SECONDS)
            os._exit(0)

    shell.events.register("post_run_cell", lambda result: end())


def _nobody_types(kernel: Any, no_input: str, asked_to_type: str) -> None:
    """Refuses `input()` and `getpass()`, and tells who watches: code may catch the exception."""
    from IPython.core.error import StdinNotImplementedError

    told: list[object] = []

    def refuse(*_: Any, **__: Any) -> NoReturn:
        parent = kernel.get_parent()
        cell = parent.get("header", {}).get("msg_id")
        if told != [cell]:  # once for a cell that asks over and over
            told[:] = [cell]
            kernel.session.send(kernel.iopub_socket, asked_to_type, {}, parent=parent)
        raise StdinNotImplementedError(no_input)

    kernel.raw_input = kernel.getpass = refuse


def _be_able_to_send(thread: Any) -> None:
    """Has the thread that sends output make now what it needs when it first sends some.

    Code may leave it no descriptor for that. Each cell would then wait ten seconds for its output,
    deaf to interrupts, and nothing of it would be seen.
    """
    thread.schedule(lambda: thread._event_pipe)


def _find_own_modules() -> None:
    """Puts the working folder on `sys.path`, for modules that a notebook has written.

    Where IPython puts it, which leaves that out where Python was started with `-P`, as the fork
    server is.
    """
    if "" not in sys.path:
        names = [Path(path).name for path in sys.path]
        installed = [names.index(name) for name in _INSTALLED if name in names]
        sys.path.insert(min(installed, default=0), "")
