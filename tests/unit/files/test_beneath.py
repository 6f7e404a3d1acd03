"""What lies where student code writes is reached through no link, and is only so much."""

from __future__ import annotations

import os
import resource
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.files import beneath
from autograder.files.beneath import Budget, Unexpected

MIB = 1 << 20


@pytest.fixture(params=["openat2", "name by name"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the system call, and on a kernel that does not have it."""
    if request.param == "name by name":
        monkeypatch.setattr(beneath, "_openat2", lambda within, path, how: -38)


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[int]:
    """The descriptor of a folder that a student's process writes to."""
    (tmp_path / "theirs").mkdir()
    with beneath.folder(tmp_path / "theirs") as handle:
        yield handle


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "ours").mkdir()
    with beneath.folder(tmp_path / "ours") as handle:
        yield handle


@pytest.fixture
def place(theirs: int, tmp_path: Path) -> Path:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "id").write_text("PRIVATE")
    return tmp_path / "theirs"


def plenty() -> Budget:
    return Budget(beneath.MAX_FILES, 1 << 30)


def linked_file(place: Path) -> None:
    (place / "q1").mkdir()
    (place / "q1" / "id").symlink_to(place.parent / "secret" / "id")


def linked_folder(place: Path) -> None:
    (place / "q1").symlink_to(place.parent / "secret")


def linked_descriptor(place: Path) -> None:
    """The way to whatever the reader has open itself."""
    handle = os.open(place.parent / "secret", os.O_RDONLY)
    (place / "q1").symlink_to(f"/proc/self/fd/{handle}")


def linked_above(place: Path) -> None:
    (place / "q1").symlink_to("../secret")


def pipe(place: Path) -> None:
    (place / "q1").mkdir()
    os.mkfifo(place / "q1" / "id")


def listening_socket(place: Path) -> None:
    (place / "q1").mkdir()
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(place / "q1" / "id"))


def device(place: Path) -> None:
    (place / "q1").mkdir()
    (place / "q1" / "id").symlink_to("/dev/zero")


def folder_in_place_of_a_file(place: Path) -> None:
    (place / "q1" / "id").mkdir(parents=True)


ODD: list[Callable[[Path], None]] = [
    linked_file,
    linked_folder,
    linked_descriptor,
    linked_above,
    pipe,
    listening_socket,
    device,
    folder_in_place_of_a_file,
]


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.__name__)
def test_nothing_but_a_plain_file_in_a_plain_folder_is_read(
    odd: Callable[[Path], None], place: Path, theirs: int, ours: int
) -> None:
    odd(place)
    with pytest.raises((OSError, Unexpected)):
        beneath.read_within("q1/id", theirs, MIB)
    with pytest.raises((OSError, Unexpected)):
        beneath.copy("q1", theirs, ours, plenty())
    assert not list((place.parent / "ours").rglob("id"))


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize(
    "path", ["../secret/id", "/etc/passwd", "q1/../../secret/id", "", ".", "a\0b"]
)
def test_no_path_leads_out_of_its_folder(path: str, place: Path, theirs: int) -> None:
    (place / "q1").mkdir()
    with pytest.raises((OSError, ValueError)):
        beneath.read_within(path, theirs, MIB)


@pytest.mark.usefixtures("either_way")
def test_what_is_plain_is_read_and_copied(place: Path, theirs: int, ours: int) -> None:
    (place / "q1").mkdir()
    (place / "q1" / "0.npy").write_bytes(b"plain" * 1000)
    (place / "q1" / "1.json").write_bytes(b"")
    assert beneath.read_within("q1/0.npy", theirs, MIB) == b"plain" * 1000
    beneath.copy("q1", theirs, ours, plenty())
    copied = {path.name: path.read_bytes() for path in (place.parent / "ours" / "q1").iterdir()}
    assert copied == {"0.npy": b"plain" * 1000, "1.json": b""}


def test_a_file_is_read_as_far_as_it_may_be_long(place: Path, theirs: int) -> None:
    (place / "long").write_bytes(b"0123456789" * 10)
    assert len(beneath.read_within("long", theirs, 100)) == 100
    with pytest.raises(Unexpected, match="larger"):
        beneath.read_within("long", theirs, 99)
    assert beneath.read_within("long", theirs, 3, end=True) == b"789"


@pytest.mark.parametrize("before", [0, 5, (1 << 20) - 3, 1 << 20, (3 << 20) + 7])
def test_bytes_are_found_wherever_they_begin(place: Path, theirs: int, before: int) -> None:
    (place / "long").write_bytes(b"-" * before + b"needle" + b"-" * 10)
    assert beneath.contains("long", theirs, b"needle", 64 << 20)
    assert not beneath.contains("long", theirs, b"needles", 64 << 20)
    assert not beneath.contains("long", theirs, b"needle", before + 5), "it looks too far"


def test_a_long_file_is_never_in_memory_as_a_whole(place: Path, theirs: int) -> None:
    with (place / "long").open("wb") as file:
        file.truncate(60 << 20)
    tracemalloc.start()
    try:
        assert not beneath.contains("long", theirs, b"needle", 64 << 20)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_sparse_file_is_not_read_into_memory(place: Path, theirs: int) -> None:
    with (place / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unexpected):
        beneath.read_within("sparse", theirs, MIB)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 << 10


def test_a_sparse_file_stays_sparse_where_it_is_copied(place: Path, theirs: int, ours: int) -> None:
    (place / "q1").mkdir()
    with (place / "q1" / "0.npy").open("wb") as file:
        file.write(b"begin")
        file.seek(200 * MIB)
        file.write(b"middle")
        file.truncate(500 * MIB)
    beneath.copy("q1", theirs, ours, plenty())
    copied = place.parent / "ours" / "q1" / "0.npy"
    assert copied.stat().st_size == 500 * MIB
    assert copied.stat().st_blocks * 512 < MIB
    with copied.open("rb") as file:
        assert file.read(6) == b"begin\0"
        file.seek(200 * MIB)
        assert file.read(7) == b"middle\0"


def test_files_are_counted_by_length_and_by_what_they_take(
    place: Path, theirs: int, ours: int
) -> None:
    for name, size in {"sparse": 2 * MIB, "ahead": 0}.items():
        (place / name).mkdir()
        with (place / name / "0").open("wb") as file:
            file.truncate(size)
            if not size:
                file.write(b"1" * 2 * MIB)
    for name in ("sparse", "ahead"):
        with pytest.raises(Unexpected, match="too large"):
            beneath.copy(name, theirs, ours, Budget(9, MIB))


def test_no_more_files_are_listed_than_are_taken(place: Path, theirs: int, ours: int) -> None:
    (place / "q1").mkdir()
    for number in range(6):
        (place / "q1" / str(number)).touch()
    with beneath.folder("q1", theirs) as handle, pytest.raises(Unexpected, match="more than 5"):
        beneath.names(handle, 5)
    with pytest.raises(Unexpected, match="too many"):
        beneath.copy("q1", theirs, ours, Budget(5, MIB))


@pytest.mark.parametrize(
    "name", ["a b", "\u0661.npy", "a\nb", os.fsdecode(b"\xff"), "x" * 255 + "é"]
)
def test_names_are_of_letters_that_no_reader_takes_for_others(
    name: str, place: Path, theirs: int, ours: int
) -> None:
    (place / "q1").mkdir()
    try:
        (place / "q1" / name).touch()
    except OSError:
        pytest.skip("this disk has no such names")
    with pytest.raises(Unexpected, match="odd name"):
        beneath.copy("q1", theirs, ours, plenty())


def test_a_budget_is_for_all_that_is_copied(place: Path, theirs: int, ours: int) -> None:
    budget = Budget(9, 3 * MIB)
    for name in ("q1", "q2"):
        (place / name).mkdir()
        (place / name / "0").write_bytes(b"x" * 2 * MIB)
    beneath.copy("q1", theirs, ours, budget)
    with pytest.raises(Unexpected, match="too large"):
        beneath.copy("q2", theirs, ours, budget)


def test_a_folder_is_counted_and_no_link_in_it_followed(place: Path) -> None:
    (place / "a" / "b").mkdir(parents=True)
    (place / "a" / "b" / "file").write_bytes(b"x" * MIB)
    (place / "a" / "elsewhere").symlink_to("/usr")
    counted = beneath.size_on_disk(place, depth=5, entries=100)
    assert counted is not None
    assert MIB <= counted < 2 * MIB
    assert beneath.size_on_disk(place, depth=0, entries=100) is None
    assert beneath.size_on_disk(place, depth=5, entries=2) is None
    assert beneath.size_on_disk(place / "a" / "elsewhere", depth=5, entries=100) is None
    assert beneath.size_on_disk(place / "gone", depth=5, entries=100) == 0


def test_a_folder_of_any_depth_is_removed(place: Path, theirs: int) -> None:
    here = os.open(place, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    began = time.monotonic()
    beneath.remove("d", theirs)
    assert list(place.iterdir()) == []
    assert time.monotonic() - began < 20


def test_what_links_lead_to_is_not_removed(place: Path, theirs: int) -> None:
    (place / "d").mkdir()
    (place / "d" / "folder").symlink_to(place.parent / "secret")
    (place / "link").symlink_to(place.parent / "secret")
    beneath.remove("d", theirs)
    beneath.remove("link", theirs)
    assert list(place.iterdir()) == []
    assert (place.parent / "secret" / "id").read_text() == "PRIVATE"


def test_folders_that_were_locked_are_removed_by_whoever_owns_them(tmp_path: Path) -> None:
    """As somebody else than root, for whom no folder is locked."""
    tmp_path.chmod(0o755)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            (tmp_path / "mine").mkdir()
            if os.geteuid() == 0:
                os.chown(tmp_path / "mine", 65_000, 65_000)
                for above in tmp_path.parents:
                    if above.stat().st_uid == 0 and str(above).startswith("/tmp/"):
                        above.chmod(above.stat().st_mode | 0o011)
                os.setresuid(65_000, 65_000, 65_000)
            for path in ("a/b/c", "a/d"):
                (tmp_path / "mine" / "tree" / path).mkdir(parents=True)
            for path in ("a/b", "a/d", "a", ""):
                (tmp_path / "mine" / "tree" / path).chmod(0)
            with beneath.folder(tmp_path / "mine") as handle:
                beneath.remove("tree", handle)
            status = len(list((tmp_path / "mine").iterdir()))
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
