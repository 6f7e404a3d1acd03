"""Files from and to the student's own computer: while grading, the lesson's own files."""

from __future__ import annotations

from pathlib import Path

from autograder.run.colab._addresses import UPLOAD, served

__all__ = ["download", "upload", "upload_file", "view"]


def upload(target_dir: str = "") -> dict[str, bytes]:
    """Saves what a student would choose: what the lesson names, else every data file of it.

    A file of the same name is replaced, so that the name stays the one that the notebook expects.

    Returns:
        The name under which each was saved, and its content.

    Raises:
        FileNotFoundError: the lesson has no files of its own.
    """
    found = _lessons_files()
    folder = Path(target_dir)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in found.items():
        (folder / name).write_bytes(content)
        print(f"Saving {name} to {folder / name}")
    return {str(folder / name): content for name, content in found.items()}


def upload_file(filename: str) -> None:
    """Saves the first of the lesson's data files under a name of the notebook's choice.

    Raises:
        FileNotFoundError: the lesson has no files of its own.
    """
    name, content = next(iter(_lessons_files().items()))
    Path(filename).write_bytes(content)
    print(f"Saved {name} to {Path.cwd() / filename}")


def download(filename: str) -> None:
    """Sends a file to nobody, once it is sure to be there.

    Raises:
        FileNotFoundError: there is no such file.
    """
    _expect(filename)


def view(filepath: str) -> None:
    """Opens a file for nobody, once it is sure to be there.

    Raises:
        FileNotFoundError: there is no such file.
    """
    _expect(filepath)


def _lessons_files() -> dict[str, bytes]:
    places = served()
    named = {
        address.removeprefix(UPLOAD): path.read_bytes()
        for address, path in places.items()
        if address.startswith(UPLOAD)
    }
    if named:
        return named
    folders = dict.fromkeys(places.values())
    found = {
        path.name: path.read_bytes()
        for folder in folders
        for path in sorted(folder.glob("[!.]*"))
        if path.is_file() and path.suffix != ".ipynb"
    }
    if not found:
        raise FileNotFoundError(
            "Nobody can choose a file while grading, and the lesson has none of its own."
        )
    return found


def _expect(path: str) -> None:
    if not Path(path).exists():
        raise FileNotFoundError(f"Cannot find file: {path}")
