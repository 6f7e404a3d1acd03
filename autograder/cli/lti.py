"""`autograder lti`: rosters and marks by LTI 1.3, from this machine. [coordinator]"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.console import say
from autograder.cli.logs import log_options
from autograder.cli.passback import send_lessons, sending_options

if TYPE_CHECKING:
    from autograder.lms.passback.connections import Connections

_FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
_COURSE = click.option("--course", metavar="ID", help="Which course, where several were opened.")
_PORT = 8880


@click.group()
def lti() -> None:
    """Fetches rosters and sends marks by LTI 1.3, from this machine.

    FOLDER holds the key of this tool and what it knows of platforms; only you may look into it.
    The package pylti1p3next has to be installed.

    \b
    Examples:
      autograder lti init lti/
      autograder lti register lti/ --moodle https://moodle.example.org --client-id Xy --deployment 3
      autograder lti serve lti/
      autograder lti roster lti/ class.csv
      autograder lti send lti/ --output graded/ --dry-run
    """


@lti.command()
@_FOLDER
@click.option(
    "--url",
    default=f"http://localhost:{_PORT}",
    show_default=True,
    help="By which browsers reach this tool; the port is the one that it listens on here.",
)
def init(folder: Path, url: str) -> int:
    """Makes the key, and says what the platform's administrator has to know.

    \b
    Examples:
      autograder lti init lti/
      autograder lti init lti/ --url https://grading.example.org
    """
    from autograder.lms.passback.connections import set_up

    _with_library()
    connections = set_up(folder, url)
    say(f"{folder} holds the key, for you alone. What the platform has to know:")
    _show(connections)
    return 0


@lti.command()
@_FOLDER
@click.option("--moodle", metavar="URL", help="A Moodle; the addresses below follow from its own.")
@click.option("--issuer", help="What the platform calls itself: https://canvas.instructure.com")
@click.option("--client-id", required=True, help="What the platform calls this tool.")
@click.option(
    "--deployment",
    "deployments",
    multiple=True,
    required=True,
    help="Id of a deployment; more than one is fine.",
)
@click.option("--login-url", help="The platform's address for authentication requests.")
@click.option("--token-url", help="Its address for access tokens.")
@click.option("--key-set-url", help="Its address of public keys.")
@click.option(
    "--services",
    multiple=True,
    metavar="URL",
    help="Where its services are, if on another host: https://school.instructure.com",
)
def register(
    folder: Path,
    moodle: str | None,
    issuer: str | None,
    client_id: str,
    deployments: tuple[str, ...],
    login_url: str | None,
    token_url: str | None,
    key_set_url: str | None,
    services: tuple[str, ...],
) -> int:
    """Notes what the platform's administrator has said of it.

    \b
    Examples:
      autograder lti register lti/ --moodle https://moodle.example.org --client-id Xy1 --deployment 3
      autograder lti register lti/ --issuer https://canvas.instructure.com --client-id 170000000000012 --deployment 4:ab --login-url https://sso.canvaslms.com/api/lti/authorize_redirect --token-url https://sso.canvaslms.com/login/oauth2/token --key-set-url https://sso.canvaslms.com/api/lti/security/jwks --services https://school.instructure.com
    """  # noqa: E501
    from autograder.lms.passback import connections as known

    connections = _open(folder)
    if moodle:
        platform = known.moodle(moodle, client_id, deployments)
    elif issuer and login_url and token_url and key_set_url:
        platform = known.Platform(
            issuer, client_id, deployments, login_url, token_url, key_set_url, services
        )
    else:
        raise click.UsageError(
            "Name a Moodle by --moodle, or say --issuer, --login-url, --token-url, --key-set-url."
        )
    connections.register(platform)
    say(f"{platform.issuer} is registered. Next: autograder lti serve {_quoted(folder)}")
    return 0


@lti.command()
@_FOLDER
@click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True)
@log_options
def serve(folder: Path, port: int) -> int:
    """Answers launches, on this machine alone, until you press Ctrl-C.

    Open the tool from your course while it runs: then the course is known here.

    \b
    Examples:
      autograder lti serve lti/
    """
    from autograder.lms.passback.server import serving

    connections = _open(folder)
    if not connections.platforms():
        raise click.UsageError("No platform is registered yet: autograder lti register --help")
    before = {course.id for course in connections.courses()}
    with serving(connections, port):
        click.echo(f"http://127.0.0.1:{port} answers as {connections.address}, until Ctrl-C.")
    for course in connections.courses():
        if course.id not in before:
            say(f"{course.title or course.context} is known now, as {course.id}.")
    return 0


@lti.command()
@_FOLDER
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_COURSE
@log_options
def roster(folder: Path, file: Path, course: str | None) -> int:
    """Writes the roster of a course to FILE, as `autograder grade --roster` takes it.

    \b
    Examples:
      autograder lti roster lti/ class.csv
    """
    from autograder.files import write_where_told
    from autograder.lms.passback.roster import table
    from autograder.lms.passback.services import Services
    from autograder.lms.table import as_csv

    connections = _open(folder)
    made = table(Services(connections, connections.course(course)).members())
    write_where_told(file, as_csv(made))
    say(f"Wrote {len(made.rows)} students to {file}.")
    return 0


@lti.command()
@_FOLDER
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder that `autograder grade` wrote.",
)
@click.option("--lesson", "lessons", multiple=True, help="Only this lesson; more than one is fine.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="LESSON=URL",
    help="The lesson's column, by its address as a line item, where it has another one.",
)
@_COURSE
@sending_options
@log_options
def send(
    folder: Path,
    output: Path,
    lessons: tuple[str, ...],
    columns: tuple[str, ...],
    course: str | None,
    unfinished: bool,
    missing: str,
    overwrite: bool,
    dry_run: bool,
) -> int:
    """Sends the marks that count to the course's gradebook, each once.

    A lesson's column is made where there is none. What was sent is noted in FOLDER, so that the
    same command goes on where another one was stopped.

    \b
    Examples:
      autograder lti send lti/ --output graded/ --dry-run
      autograder lti send lti/ --output graded/ --lesson 01-setup
    """
    from autograder.lms.passback.journal import Journal
    from autograder.lms.passback.services import Services, account_of
    from autograder.record.store import Store

    given = dict(_pair(text) for text in columns)
    connections = _open(folder)
    services = Services(connections, connections.course(course))
    accounts = [account_of(member) for member in services.members()]
    with Journal(connections.journal_path) as journal:
        return send_lessons(
            Store(output),
            "lti",
            journal,
            accounts=lambda lesson: accounts,
            column=lambda lesson, possible: services.column(
                lesson, possible, journal, given.get(lesson, ""), make=not dry_run
            ),
            lessons=lessons,
            unfinished=unfinished,
            missing=missing,
            overwrite=overwrite,
            dry_run=dry_run,
        )


def _open(folder: Path) -> Connections:
    from autograder.lms.passback.connections import Connections

    _with_library()
    return Connections(folder)


def _with_library() -> None:
    try:
        import pylti1p3  # noqa: F401
    except ImportError:
        raise click.UsageError(
            "LTI needs one more package: uv pip install 'pylti1p3next>=2.0.2'"
        ) from None


def _show(connections: Connections) -> None:
    """The addresses and the key that a platform asks for when a tool is registered."""
    from autograder.lms.passback.app import KEYS, LAUNCH, LOGIN, keys
    from autograder.lms.passback.connections import is_local

    address = connections.address
    click.echo(f"Tool URL, redirection URI:  {address}{LAUNCH}")
    click.echo(f"Initiate login URL:         {address}{LOGIN}")
    if is_local(address):
        click.echo("Public key, to be pasted, since the platform does not reach this machine:")
        click.echo(json.dumps(keys(connections)["keys"][0]))
    else:
        click.echo(f"Public keyset URL:          {address}{KEYS}")


def _pair(text: str) -> tuple[str, str]:
    lesson, equals, address = text.partition("=")
    if not (lesson and equals and address):
        raise click.BadParameter("write LESSON=URL", param_hint="--column")
    return lesson, address


def _quoted(folder: Path) -> str:
    return shlex.quote(str(folder))
