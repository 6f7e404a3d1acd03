"""Fakes how google.colab asks the browser: there is none. [student kernel]"""

from __future__ import annotations

from typing import Any

from .errors import Error


class MessageError(Error):
    """The browser could not do what it was asked for."""


def blocking_request(
    request_type: str, request: Any = "", timeout_sec: float | None = 5, parent: Any = None
) -> Any:
    """Asks Colab's page for something, for example `get_ipynb`.

    Raises:
        MessageError: always, because there is no page.
    """
    raise MessageError(f"There is no page that could answer {request_type!r} while grading.")
