"""Where google.colab keeps the error of a browser that answers with one."""

from .errors import Error


class MessageError(Error):
    """The browser could not do what it was asked for."""
