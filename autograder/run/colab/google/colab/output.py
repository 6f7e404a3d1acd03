"""Fakes what Colab's page does with a cell's output: there is no page. [student kernel]"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from IPython.display import clear_output

from ._message import MessageError


def clear(wait: bool = False, output_tags: str | Iterable[str] = ()) -> None:
    """Clears the cell's output; output that is tagged stays."""
    if not output_tags:
        clear_output(wait=wait)


@contextlib.contextmanager
def use_tags(tags: str | Iterable[str], append: bool = True) -> Iterator[set[str]]:
    """Tags what is shown inside; tags are not kept."""
    yield {tags} if isinstance(tags, str) else set(tags)


@contextlib.contextmanager
def temporary() -> Iterator[None]:
    """Shows what is shown inside; it stays."""
    yield


@contextlib.contextmanager
def redirect_to_element(selector: Any) -> Iterator[None]:
    """Shows in the cell's output what would go to an element of the page."""
    yield


@contextlib.contextmanager
def to_default_area() -> Iterator[None]:
    """Shows in the cell's output."""
    yield


@contextlib.contextmanager
def to_header_area() -> Iterator[None]:
    """Shows in the cell's output."""
    yield


@contextlib.contextmanager
def to_footer_area() -> Iterator[None]:
    """Shows in the cell's output."""
    yield


def eval_js(script: str, ignore_result: bool = False, timeout_sec: float | None = None) -> None:
    """Runs no JavaScript.

    Raises:
        MessageError: a result is wanted.
    """
    if not ignore_result:
        raise MessageError("There is no browser while grading, so this JavaScript was not run.")


def register_callback(function_name: str, callback: Callable[..., Any]) -> None:
    """Takes a function for a page to call, which never calls it."""


def no_vertical_scroll() -> None:
    """Does nothing: all output is shown."""


def enable_custom_widget_manager(version: str = "") -> None:
    """Does nothing: widgets are not drawn."""


def disable_custom_widget_manager() -> None:
    """Does nothing."""


def serve_kernel_port_as_iframe(
    port: int,
    path: str = "/",
    width: str = "100%",
    height: str = "400",
    cache_in_notebook: bool = False,
) -> None:
    """Says that a server's page is not shown."""
    print(f"There is no browser while grading, so what port {port} serves is not shown.")


def serve_kernel_port_as_window(
    port: int, path: str = "/", anchor_text: str | None = None, skip_warning: bool = False
) -> None:
    """Says that a server's page is not shown."""
    serve_kernel_port_as_iframe(port, path)
