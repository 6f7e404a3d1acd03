"""Fakes s3fs: the course's buckets, read-only, from the lesson's own files. [student kernel]

Colab does not ship s3fs, lessons install it there. The real one needs botocore and a server to
talk to; fsspec does all that is not about S3.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import fsspec
from fsspec import AbstractFileSystem

from autograder.run.colab._addresses import refusal, served

__version__ = fsspec.__version__
__all__ = ["S3FileSystem"]


class S3FileSystem(AbstractFileSystem):  # type: ignore[misc]
    """Files by `bucket/key`, or by `s3://bucket/key`."""

    protocol = ("s3", "s3a")

    def __init__(
        self,
        anon: bool = False,
        endpoint_url: str | None = None,
        key: str | None = None,
        secret: str | None = None,
        token: str | None = None,
        **options: Any,
    ) -> None:
        """Takes what the real one takes; whose files these are makes no difference here."""
        super().__init__(**options)

    def ls(self, path: str, detail: bool = False, **_: Any) -> list[Any]:
        """What lies in a folder, or the file itself: names, or with `detail` all that is known.

        Raises:
            FileNotFoundError: there is nothing.
        """
        path = self._strip_protocol(path).rstrip("/")
        files = _files()
        found = {path: _facts(path, files)} if path in files else {}
        for name in files:
            if name.startswith(f"{path}/" if path else ""):
                child = "/".join(name.split("/")[: path.count("/") + 2 if path else 1])
                found[child] = _facts(child, files)
        if not found:
            raise FileNotFoundError(refusal(f"s3://{path}"))
        return [found[name] for name in sorted(found)] if detail else sorted(found)

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Name, size and type of a file or folder.

        Raises:
            FileNotFoundError: there is nothing.
        """
        path = self._strip_protocol(path).rstrip("/")
        self.ls(path)
        return _facts(path, _files())

    def _open(self, path: str, mode: str = "rb", **_: Any) -> BinaryIO:
        if mode != "rb":
            self._refuse()
        files = _files()
        if path not in files:
            raise FileNotFoundError(refusal(f"s3://{path}"))
        return files[path].open("rb")

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        """Raises PermissionError for whatever would write."""
        raise PermissionError("Nothing is written to S3 while grading.")

    rm = rm_file = mkdir = makedirs = put_file = cp_file = pipe_file = touch = _refuse


def _files() -> dict[str, Path]:
    """bucket/key → local file."""
    files = {}
    for address, place in served().items():
        if address.startswith("s3://"):
            name = address.removeprefix("s3://")
            if not name.endswith("/"):
                files[name] = place
                continue
            for path in place.rglob("*"):
                if path.is_file():
                    files[f"{name}{path.relative_to(place).as_posix()}"] = path
    return files


def _facts(name: str, files: Mapping[str, Path]) -> dict[str, Any]:
    if name in files:
        size = files[name].stat().st_size
        return {"name": name, "Key": name, "size": size, "Size": size, "type": "file"}
    return {"name": name, "Key": name, "size": 0, "Size": 0, "type": "directory"}
