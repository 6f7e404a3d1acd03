"""The command line: its commands, and the one handler for each kind of error. [coordinator]

Commands read arguments and print; everything else is done elsewhere. Heavy libraries are imported
inside them, so that `--help` answers at once.
"""

from __future__ import annotations

import errno
import gc
import io
import logging
import os
import sys
import tempfile
from typing import NoReturn

import click

from autograder import DISTRIBUTION
from autograder.cli import logs
from autograder.cli.authoring import import_, init, try_typical_answers
from autograder.cli.build import build, colab_watch, publish
from autograder.cli.console import say
from autograder.cli.demo import demo
from autograder.cli.doctor import doctor
from autograder.cli.export import export
from autograder.cli.formgrader import formgrader
from autograder.cli.give_back import give_back
from autograder.cli.grade import grade
from autograder.cli.grades import grades
from autograder.cli.lti import lti
from autograder.cli.mark import mark
from autograder.cli.prepare import prepare
from autograder.cli.prove import prove
from autograder.cli.requests import requests
from autograder.cli.upload import upload
from autograder.cli.variants import variants
from autograder.cli.viva import viva
from autograder.errors import MachineError, Refused, UserError
from autograder.run.kernel.interpreter import forget_checkout

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_ROOM = "Make room there, and run the same command again; what was finished is kept."
_ELSEWHERE = "Take another place, or let this user write there."
#: what to do about what a system refuses
_ADVICE = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EACCES: _ELSEWHERE,
    errno.EPERM: _ELSEWHERE,
    errno.EROFS: _ELSEWHERE,
    errno.ENOTDIR: "Take another place: a part of this path is a file.",
    errno.EEXIST: "Take another place: a file of this name is there.",
    errno.ENOENT: "Look whether every part of this path is there.",
}
#: what no other arguments would mend
_OF_THE_MACHINE = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOMEM),
    *(errno.EMFILE, errno.ENFILE),
)


def main() -> NoReturn:
    """The console script: no traceback for what a user can get wrong."""
    if sys.getfilesystemencoding() != "utf-8":  # a locale of before Unicode, and PYTHONUTF8=0
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a folder's name need not be text
    # A large class is a million small objects that stay: looking for garbage there takes a second.
    gc.set_threshold(100_000, 50, 100)
    forget_checkout()
    # jsonschema, through nbformat, would compile its grammars for a second; no schema has IRIs.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # A kernel that is killed leaves unfinished tasks in its event loop; results say what happened.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)
    try:
        status = cli.main(standalone_mode=False)
        gc.freeze()  # the interpreter, which is about to end, looks for garbage twice
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show(file=sys.stdout)
        sys.exit(0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        say("Stopped. What was finished is kept; run the same command again to go on.")
        sys.exit(130)
    except UserError as error:
        _end(error, str(error), 2)
    except (MachineError, Refused) as error:
        _end(error, str(error), 1)
    except OSError as error:
        _end(error, _said(error), 1 if error.errno in _OF_THE_MACHINE else 2)
    except Exception as error:  # a mistake of ours
        say(_unforeseen(error))
        sys.exit(1)


def _end(error: Exception, said: str, status: int) -> NoReturn:
    logs.ended(error)
    say(f"Error: {said}")
    sys.exit(status)


def _unforeseen(error: Exception) -> str:
    """Writes the traceback of an error to the log, and says where that is.

    Raises:
        OSError: there is no place for it.
    """
    return (
        f"Error: autograder itself has failed ({type(error).__name__}). What was finished is kept. "
        f"The traceback is in {logs.unforeseen()}: please open an issue with it."
    )


def _said(error: OSError) -> str:
    """What the system says, of which file, and what to do about it."""
    if not error.strerror:
        return str(error)
    # Files of the output folder are written with their names; what has none is temporary.
    place = error.filename or (tempfile.gettempdir() if error.errno == errno.ENOSPC else "")
    where = f": {place}" if place else ""
    advice = _ADVICE.get(error.errno or 0, "")
    return f"{error.strerror}{where}.{f' {advice}' if advice else ''}"


@click.group(context_settings=_SETTINGS)
@click.version_option(package_name=DISTRIBUTION)
def cli() -> None:
    """Grades notebooks whose marks can be trusted, and builds the course they belong to.

    \b
    Examples:
      autograder demo
      autograder grade submissions/ --output graded/
    """
    logs.begin()


for command in (
    *(init, import_, build, try_typical_answers, publish, colab_watch),
    *(demo, doctor, export, formgrader, give_back, grade, grades, lti, mark, prepare, prove),
    *(requests, upload, variants, viva),
):
    cli.add_command(command)
