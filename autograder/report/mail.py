"""Mails that bring a page: as drafts to open and send, or through an SMTP server. [coordinator]

RFC 5322 for the mails; RFC 3207 for STARTTLS, 8314 for TLS from the start, both with the server's
certificate checked.
"""

from __future__ import annotations

import email.policy
import email.utils
import hashlib
import re
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from types import TracebackType

from autograder.errors import MachineError, UserError
from autograder.files import escape

_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[A-Za-z0-9.-]+")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SECONDS = 60.0
#: servers end a connection after some hundred
_OF_A_CONNECTION = 50
#: where TLS begins with the connection
_TLS_PORT = 465


class MailError(MachineError):
    """The server takes no mail, or no more. The message says what to do."""


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address that any server takes."""
    return text.isascii() and _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True)
class Addressed:
    """A page with whom it is for.

    Attributes:
        title: of the lesson.
        file: what the page is called.
        digest: of what it says: mails of the same page have the same number.
        replaces: whether another one was given before.
    """

    name: str
    email: str
    title: str
    file: str
    page: bytes
    digest: str
    replaces: bool


@dataclass(frozen=True)
class Letter:
    """What mails say.

    Attributes:
        sender: an address; a draft may be without.
        subject: by default it names the lesson.
    """

    sender: str = ""
    subject: str = ""

    def message(self, to: Addressed) -> EmailMessage:
        """The mail of a page."""
        mail = EmailMessage(policy=email.policy.SMTP)
        local, _, domain = to.email.rpartition("@")
        name, title = (" ".join(escape(text).split()) for text in (to.name, to.title))
        mail["To"] = Address(name, local, domain)
        if self.sender:
            mail["From"] = self.sender
        mail["Subject"] = self.subject or f"Your feedback: {title}"
        mail["Date"] = email.utils.localtime()
        # The same for the same page: a mail that is sent once more is shown once.
        number = hashlib.sha256(f"{to.email}\0{to.file}\0{to.digest}".encode()).hexdigest()[:40]
        mail["Message-ID"] = f"<{number}@{self.sender.rpartition('@')[2] or 'autograder.invalid'}>"
        mail["Auto-Submitted"] = "auto-generated"
        lines = [
            f"Hello {name},",
            f"your feedback on “{title}” is attached: the file {to.file}. Open it in a browser. "
            "It is one page that loads nothing.",
        ]
        if to.replaces:
            lines.append("It takes the place of the page that you got before.")
        mail.set_content("\n\n".join(lines) + "\n")
        utf8 = {"charset": "utf-8"}
        mail.add_attachment(to.page, maintype="text", subtype="html", filename=to.file, params=utf8)
        return mail

    def draft(self, to: Addressed) -> bytes:
        """The mail as a file that mail programs open as a draft."""
        mail = self.message(to)
        mail["X-Unsent"] = "1"
        return mail.as_bytes()


@dataclass(frozen=True)
class Server:
    """An SMTP server.

    Attributes:
        user: who logs in; nobody where it is empty.
        plain: whether mails may travel without TLS to another machine.
    """

    host: str
    port: int
    user: str = ""
    password: str = ""
    plain: bool = False


def server(text: str, *, user: str = "", password: str = "", plain: bool = False) -> Server:
    """The server that `HOST`, `HOST:PORT` or `[IPv6]:PORT` names; 587 is the usual port.

    Raises:
        UserError: the text names none.
    """
    found = re.fullmatch(
        r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[\w.-]+))(?::(?P<port>\d+))?", text
    )
    if found is None or not 0 < int(found["port"] or 587) < 65536:
        raise UserError(f"--smtp {text}: write HOST or HOST:PORT, such as smtp.example.edu:587.")
    return Server(found["six"] or found["host"], int(found["port"] or 587), user, password, plain)


class Outbox:
    """Sends mails through a server; connects when the first one is sent."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> Outbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, message: EmailMessage) -> str:
        """Sends one mail.

        Returns:
            Why the server does not take a mail to this address; nothing where it took it.

        Raises:
            MailError: it cannot be reached, refuses the sender, or broke off: then nobody knows
                whether it took this mail.
        """
        if self._sent and self._sent % _OF_A_CONNECTION == 0:
            self._close()
        try:
            connection = self._connection or self._connect()
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            [(number, words)] = error.recipients.values()
            if number == 421:
                raise self._broken(words) from None
            return f"{number} {_words(words)}"
        except smtplib.SMTPAuthenticationError:
            raise MailError(
                f"{self._server.host} does not let {self._server.user} log in. Look at --smtp-user "
                "and the password in AUTOGRADER_SMTP_PASSWORD."
            ) from None
        except smtplib.SMTPResponseException as error:
            raise self._broken(error.smtp_error) from None
        except (smtplib.SMTPException, OSError) as error:
            raise self._broken(str(error)) from None
        self._sent += 1
        return ""

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        checked = ssl.create_default_context()
        if port == _TLS_PORT:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=_SECONDS, context=checked
            )
        else:
            connection = smtplib.SMTP(host, port, timeout=_SECONDS)
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=checked)
            elif host not in _LOOPBACK and not self._server.plain:
                connection.close()
                raise MailError(
                    f"{host} offers no TLS on port {port}, so anybody on the way could read the "
                    "marks. Try port 465, or, where the way is your own, --smtp-plain."
                )
        if self._server.user:
            connection.login(self._server.user, self._server.password)
        self._connection = connection
        return connection

    def _broken(self, words: str | bytes) -> MailError:
        self._close()
        return MailError(
            f"{self._server.host}, port {self._server.port}, takes no more mail: {_words(words)}. "
            f"{self._sent} went out. Run the same command again: it goes on with the others."
        )

    def _close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.quit()
            except (smtplib.SMTPException, OSError):
                self._connection.close()
            self._connection = None


def _words(words: str | bytes) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return escape(text.strip()[:200])
