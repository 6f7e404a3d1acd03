"""`autograder give-back`: feedback pages, back to each student. [coordinator]"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.console import printable, say
from autograder.cli.logs import log_options
from autograder.files import listed

if TYPE_CHECKING:
    from autograder.report.give_back import Page, Plan, Way
    from autograder.report.mail import Outbox

_WAYS = ("moodle", "canvas", "gradescope", "mail", "folder")
_PASSWORD = "AUTOGRADER_SMTP_PASSWORD"  # noqa: S105 the variable's name
_NAMED_AT_MOST = 20
#: where a zip is uploaded
_THEN = {
    "moodle": "In Moodle: the assignment → Submissions → Actions → Upload multiple feedback files "
    "in a zip. “Feedback files” has to be one of the assignment's feedback types.",
    "canvas": "In Canvas: the assignment → Re-Upload Submissions. Each upload makes a new comment, "
    "so upload each zip once.",
    "gradescope": "In Gradescope: Configure Autograder → upload the zip → Update Autograder, and "
    "when it is built, Manage Submissions → Regrade All Submissions.",
}


@click.command("give-back")
@click.argument("output", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--to",
    "way",
    required=True,
    type=click.Choice(_WAYS),
    help="A zip that the system takes, for each lesson; mails; or a folder for a web server.",
)
@click.option("--lesson", "lessons", multiple=True, help="Only this lesson; say it again for more.")
@click.option(
    "--student", "students", multiple=True, help="Only this student; say it again for more."
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for what is written.  [default: to-give-back/ in OUTPUT]",
)
@click.option("--dry-run", is_flag=True, help="Only say who would get what.")
@click.option("--again", is_flag=True, help="Also what was given before and has not changed.")
@click.option(
    "--unfinished", is_flag=True, help="Also pages on which answers wait for a person's marks."
)
@click.option("--from", "sender", metavar="ADDRESS", help="Mail: who sends it.")
@click.option("--subject", metavar="TEXT", help="Mail: its subject.  [default: names the lesson]")
@click.option(
    "--smtp",
    metavar="HOST[:PORT]",
    help="Mail: send through this server. Without it, mails are written as .eml files.",
)
@click.option(
    "--smtp-user",
    metavar="NAME",
    help=f"Mail: log in by this name, and the password in {_PASSWORD}, or else typed in.",
)
@click.option("--smtp-plain", is_flag=True, help="Mail: send even where the server has no TLS.")
@click.option(
    "--address",
    metavar="URL",
    default="",
    help="Folder: where it will be on the web, for the table of addresses.",
)
@log_options
def give_back(
    output: Path,
    way: Way,
    lessons: tuple[str, ...],
    students: tuple[str, ...],
    into: Path | None,
    dry_run: bool,
    again: bool,
    unfinished: bool,
    sender: str | None,
    subject: str | None,
    smtp: str | None,
    smtp_user: str | None,
    smtp_plain: bool,
    address: str,
) -> int:
    """Gives feedback pages back: those that are new or have changed since they were given.

    OUTPUT is a folder that `autograder grade` has filled. Pages on which answers wait for a person
    are held back. A run that is interrupted goes on where it ended, and says who may get a page
    twice.

    \b
    Examples:
      autograder give-back graded/ --to moodle --dry-run
      autograder give-back graded/ --to canvas --lesson 01-setup
      autograder give-back graded/ --to mail --from ta@example.edu --smtp smtp.example.edu
      autograder give-back graded/ --to folder --address https://example.edu/feedback
    """
    from autograder.record.store import Store
    from autograder.report import mail
    from autograder.report.give_back import give, plan
    from autograder.report.refresh import rewrite

    _check(way, sender, smtp, subject, smtp_user)
    store = Store(output)
    if not dry_run:
        rewrite(store)  # the pages are to say what counts now
    planned = plan(
        store,
        way,
        into=into,
        lessons=lessons,
        students=students,
        again=again,
        unfinished=unfinished,
    )
    _say_unsure(planned)
    refused: Sequence[str] = ()
    if dry_run:
        for page in planned.pages:
            click.echo(printable(_line(page)))
    elif planned.pages:
        with contextlib.ExitStack() as stack:
            outbox: Outbox | None = None
            if smtp:
                server = mail.server(
                    smtp, user=smtp_user or "", password=_password(smtp_user), plain=smtp_plain
                )
                outbox = stack.enter_context(mail.Outbox(server))
            letter = mail.Letter(sender or "", subject or "")
            refused = give(
                store, planned, into, address=address, outbox=outbox, letter=letter, tell=say
            )
            if smtp:
                say(f"Sent {len(planned.pages) - len(refused)} of {len(planned.pages)} mails.")
        if way in _THEN:
            say(_THEN[way])
    _say_left(planned, dry_run)
    for line in refused:
        say(f"Error: not taken by {smtp}: {line}")
    for error in planned.damaged:
        say(f"Error: {error}")
    return 1 if planned.damaged or refused or _unreached(planned) else 0


def _check(
    way: Way, sender: str | None, smtp: str | None, subject: str | None, user: str | None
) -> None:
    """Refuses options that do not go together, before anything is done.

    Raises:
        click.UsageError: they do not.
    """
    from autograder.report.mail import is_address, server

    if way != "mail" and (sender or smtp or subject or user):
        raise click.UsageError("--from, --subject and --smtp go with --to mail.")
    if smtp and not sender:
        raise click.UsageError("Say who sends the mails: --from ADDRESS.")
    if sender and not is_address(sender):
        raise click.BadParameter(f"{sender!r} is no e-mail address.", param_hint="--from")
    if user and not smtp:
        raise click.UsageError("--smtp-user goes with --smtp.")
    if smtp:
        server(smtp)


def _password(user: str | None) -> str:
    if not user:
        return ""
    known = os.environ.get(_PASSWORD)
    return known if known is not None else click.prompt("Password", hide_input=True, err=True)


def _line(page: Page) -> str:
    into = f"{page.into}" if page.into != page.email else f"mail to {page.email}"
    return f"{page.who}: {page.lesson}, {page.news} → {into}"


def _say_unsure(planned: Plan) -> None:
    if planned.unsure:
        names = listed(planned.unsure, _NAMED_AT_MOST, "; ")
        say(
            f"An earlier run was interrupted just then, so these may have been given already, and "
            f"are given once more: {names}."
        )


def _say_left(planned: Plan, dry_run: bool) -> None:
    if not planned.pages:
        say("There is no new page to give back.")
    elif dry_run:
        say(f"{len(planned.pages)} would be given back. Nothing was.")
    if planned.unchanged:
        say(f"{planned.unchanged} were given before and have not changed; --again gives them too.")
    for why, names in planned.left.items():
        say(f"Not given, because they {why}: {listed(names, _NAMED_AT_MOST)}.")
    for remark in planned.remarks:
        say(remark)


def _unreached(planned: Plan) -> bool:
    """Whether somebody whom this way should reach gets nothing for want of something."""
    from autograder.report.give_back import TO_LOOK_AT

    return any(why in TO_LOOK_AT for why in planned.left)
