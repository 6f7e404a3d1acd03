"""Exceptions that google.colab raises. [student kernel]"""


class Error(Exception):
    """The base of Colab's own exceptions."""


class AuthorizationError(Error):
    """Signing in failed."""


class WidgetException(Exception):
    """A grid or a tab bar is used in a way that it does not allow."""
