"""Where an output folder's gradebook is, and how to talk to it. [coordinator]"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from autograder.errors import UserError
from autograder.files import read_json, write_atomically, write_json
from autograder.record.store import Store

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Table

#: the drivers' names that instructors write, all of them one driver here
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
INSTALL_DRIVER = 'pip install "psycopg[binary]>=3.2"'


class GradebookError(UserError):
    """The gradebook cannot be reached, read or written. The message says what to do."""


def use(store: Store, address: str) -> None:
    """Takes another database for a folder's gradebook, now and in later commands.

    `gradebook.json` keeps the address without its password. The password holds for this process;
    later ones take it from where PostgreSQL's own programs do, `~/.pgpass` or PGPASSWORD
    (https://www.postgresql.org/docs/current/libpq-pgpass.html).

    Args:
        address: `postgresql://user:password@host:port/database`.

    Raises:
        GradebookError: it is no such address, or nobody answers there.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(address)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.drivername not in _POSTGRESQL or not parsed.database:
        raise GradebookError(
            "--gradebook takes the address of a PostgreSQL database, such as "
            "postgresql://user@host/database. Without it the gradebook is a file in the folder."
        )
    password = parsed.password or parsed.query.get("password")
    if password:
        os.environ["PGPASSWORD"] = str(password)
    # Not with URL.set: it takes None for "as it was".
    open_part = parsed._replace(drivername="postgresql+psycopg", password=None)
    kept = open_part.difference_update_query(["password"]).render_as_string()
    path = store.gradebook_settings_path
    old = path.read_bytes() if path.exists() else None
    if old is not None and _settings(store).get("url") == kept:
        return
    settings = {"url": kept, "folder": uuid.uuid4().hex}
    write_json(path, settings)
    try:
        with connection(store):
            pass
    except GradebookError:
        if old is None:
            path.unlink()
        else:
            write_atomically(path, old)
        raise


def url(store: Store) -> str:
    """The address of a folder's gradebook, for SQLAlchemy; without a password."""
    from sqlalchemy import URL

    remembered = _settings(store).get("url")
    file = URL.create("sqlite", database=str(store.gradebook_path.resolve()))
    return str(remembered or file.render_as_string())


def folder(store: Store) -> str:
    """What an output folder is called in `filled_table`."""
    return _settings(store).get("folder", "")


def exists(store: Store) -> bool:
    """Whether there may be a gradebook; one in a database of its own is only known by asking."""
    return "url" in _settings(store) or store.gradebook_path.exists()


@contextlib.contextmanager
def connection(store: Store) -> Iterator[Connection]:
    """A connection to a folder's gradebook; a file is made where there is none.

    Raises:
        GradebookError: nobody answers, or what answers is no database.
    """
    from sqlalchemy import make_url

    address = make_url(url(store))
    store.folder.mkdir(parents=True, exist_ok=True)
    with explained(store), _engine(address) as engine, engine.connect() as database:
        yield database


@contextlib.contextmanager
def writing(store: Store, table: Table) -> Iterator[Connection]:
    """A transaction in which nobody else writes; it is kept where the block ends well.

    Args:
        table: a table of ours, which is made where there is none.

    Raises:
        GradebookError: nobody answers, or what answers is no database.
    """
    from sqlalchemy import inspect

    with connection(store) as database:
        if not inspect(database).has_table(table.name):
            table.create(database, checkfirst=True)
        database.commit()
        if database.dialect.name == "sqlite":
            database.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            database.exec_driver_sql(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE")
        yield database
        database.commit()


@contextlib.contextmanager
def explained(store: Store) -> Iterator[None]:
    """Says of what goes wrong with a folder's gradebook where that is, in a sentence.

    Raises:
        GradebookError: in place of whatever SQLAlchemy raises.
        OSError: the disk that the file lies on is full.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        reason = str(cause).strip().splitlines()[0]
        if getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL":
            full = errno.ENOSPC
            raise OSError(full, os.strerror(full), str(store.gradebook_path)) from None
        where = make_url(url(store)).render_as_string().removeprefix("sqlite:///")
        raise GradebookError(f"The gradebook {where} cannot be used: {reason}") from None


@functools.cache
def filled_table() -> Table:
    """Our own table: which submissions are in the gradebook, and as what.

    `folder` tells output folders apart that share a database; each looks after its own.
    `answered` is the sha256 of the handed-in file that marks by hand were given to.
    """
    from sqlalchemy import Column, MetaData, String, Table, Text

    return Table(
        "autograder_filled",
        MetaData(),
        Column("folder", String(32), primary_key=True),
        Column("submission", Text, primary_key=True),
        Column("digest", String(64), nullable=False),
        Column("answered", String(64), nullable=False),
    )


@contextlib.contextmanager
def _engine(address: URL) -> Iterator[Any]:
    from sqlalchemy import create_engine

    try:
        engine = create_engine(address, connect_args=_patience(address))
    except ModuleNotFoundError as error:
        raise GradebookError(
            f"A gradebook in PostgreSQL needs {error.name}: {INSTALL_DRIVER}"
        ) from None
    try:
        yield engine
    finally:
        engine.dispose()


def _patience(address: URL) -> dict[str, int]:
    return {"timeout": 30} if address.drivername == "sqlite" else {"connect_timeout": 10}


def _settings(store: Store) -> dict[str, str]:
    known = read_json(
        store.gradebook_settings_path,
        lambda data: {"url": str(data["url"]), "folder": str(data["folder"])},
        "Delete it, and say where the gradebook is again: autograder grade … --gradebook "
        "postgresql://user@host/database",
    )
    return known or {}
