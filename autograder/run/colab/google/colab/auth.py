"""Fakes signing in to Google: while grading there is nothing to sign in to. [student kernel]"""

from __future__ import annotations

__all__ = ["authenticate_service_account", "authenticate_user"]


def authenticate_user(clear_output: bool = True, project_id: str | None = None) -> None:
    """Does nothing; a client that then asks Google for data finds no network."""


def authenticate_service_account(clear_output: bool = True) -> None:
    """Does nothing, as `authenticate_user`."""
