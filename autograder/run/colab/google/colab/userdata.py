"""Fakes the secrets of a Colab account: there are none. [student kernel]"""

from __future__ import annotations

from typing import NoReturn

from .errors import Error


class NotebookAccessError(Exception):
    """The notebook may not read the secret."""

    def __init__(self, key: str) -> None:
        super().__init__(f"The notebook may not read the secret {key}.")


class SecretNotFoundError(Error):
    """There is no such secret."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Secret {key} does not exist: there are no secrets while grading.")


def get(key: str) -> NoReturn:
    """Raises SecretNotFoundError, as in an account that has no such secret."""
    raise SecretNotFoundError(key)
