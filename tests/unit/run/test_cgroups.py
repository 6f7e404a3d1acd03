"""Control groups of both versions, in folders that look like the kernel's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.run.sandbox import cgroups
from autograder.run.sandbox.cgroups import Group, Groups, find, own_groups

MIB = 1 << 20


def machine(root: Path, told: str, *groups: str) -> Path:
    """A root folder with /proc/self/cgroup, and these groups below /sys/fs/cgroup."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(told)
    for group in groups:
        (root / "sys/fs/cgroup" / group).mkdir(parents=True)
    return root / "sys/fs/cgroup"


@pytest.fixture
def delegated(tmp_path: Path) -> Path:
    """A scope of version 2 as `systemd-run --user --scope -p Delegate=yes` makes it."""
    scope = machine(tmp_path, "0::/user.slice/run-1.scope\n", "user.slice/run-1.scope")
    scope /= "user.slice/run-1.scope"
    (scope / "cgroup.controllers").write_text("cpu memory pids\n")
    (scope / "cgroup.subtree_control").write_text("\n")
    (scope / "cgroup.procs").write_text("17\n")
    return scope


def test_a_group_of_version_2_ends_as_one_where_memory_runs_out(tmp_path):
    group = Groups({"memory": (2, tmp_path), "pids": (2, tmp_path)}).make(7, 300 * MIB, 50)
    assert group is not None
    [(_, folder)] = {*group.folders.values()}
    written = {file.name: file.read_text() for file in folder.iterdir()}
    assert written == {
        "memory.max": str(300 * MIB),
        "memory.oom.group": "1",
        "pids.max": "50",
    }


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("memory.events", "oom 1\noom_kill 3\n", "memory"),
        ("memory.events", "oom 1\noom_kill 0\n", None),
        ("pids.events", "max 1\n", "pids"),
        ("pids.events", "max 0\n", None),
    ],
)
def test_a_group_says_which_limit_it_met(tmp_path, file, text, expected):
    (tmp_path / file).write_text(text)
    group = Group({"memory": (2, tmp_path), "pids": (2, tmp_path)})
    assert group.exceeded() == expected


def test_a_delegated_scope_is_divided_and_its_processes_go_into_a_group_of_their_own(
    delegated, monkeypatch
):
    monkeypatch.setattr(cgroups, "_is_delegated", lambda group: True)
    cgroups._delegate(delegated, "memory")
    assert (delegated / "autograder" / "cgroup.procs").read_text() == "17"
    assert (delegated / "cgroup.subtree_control").read_text() == "+memory"


def test_where_one_controller_is_refused_the_others_limit_all_the_same(
    delegated, tmp_path, monkeypatch
):
    def delegate(group: Path, controller: str) -> None:
        if controller == "cpu":  # as where processes of real time run
            raise OSError("Invalid argument")

    monkeypatch.setattr(cgroups, "_delegate", delegate)
    monkeypatch.setattr(Group, "remove", lambda group: None)
    assert find(tmp_path).parents == {"memory": (2, delegated), "pids": (2, delegated)}


def test_of_processors_every_group_gets_the_same_share(tmp_path):
    group = Groups({"cpu": (1, tmp_path)}).make(7, 300 * MIB, 50)
    assert group is not None
    [(_, folder)] = group.folders.values()
    assert [*folder.iterdir()] == []  # 1,024 shares, or a weight of 100, as any group has them
    assert group.exceeded() is None


def test_root_leaves_systemd_the_groups_that_it_has_not_delegated(delegated, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(cgroups, "_SYSTEMD", delegated)
    with pytest.raises(PermissionError):
        cgroups._delegate(delegated, "memory")
    assert not (delegated / "autograder").exists()


def test_who_is_in_that_group_already_makes_groups_beside_it(tmp_path, monkeypatch):
    scope = machine(tmp_path, "0::/run-1.scope/autograder\n", "run-1.scope/autograder")
    (scope / "run-1.scope/autograder/cgroup.controllers").write_text("memory pids\n")
    (scope / "run-1.scope/cgroup.subtree_control").write_text("memory pids\n")
    monkeypatch.setattr(Group, "remove", lambda group: None)
    assert find(tmp_path).parents["memory"] == (2, scope / "run-1.scope")


def test_controllers_of_version_1_have_a_hierarchy_each(tmp_path):
    told = "9:memory:/batch/job\n8:pids:/\n0::/\n"
    mount = machine(tmp_path, told, "memory/batch/job", "pids", "unified")
    assert list(own_groups(tmp_path)) == [
        (1, ["memory"], mount / "memory/batch/job"),
        (1, ["pids"], mount / "pids"),
        (2, [], mount / "unified"),
    ]


def test_a_container_that_is_told_the_hosts_path_has_the_group_that_it_sees(tmp_path):
    mount = machine(tmp_path, "9:memory:/docker/abc\n", "memory")
    assert list(own_groups(tmp_path)) == [(1, ["memory"], mount / "memory")]


@pytest.mark.parametrize("told", ["", "0::/\n", "9:memory:/\n"])
def test_a_machine_without_groups_to_make_has_none(tmp_path, told):
    machine(tmp_path, told)
    assert find(tmp_path).parents == {}


def test_groups_that_a_killed_run_has_left_are_removed_and_young_ones_stay(tmp_path):
    for name in ("autograder-1-1", "autograder-1-2", "other"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / "autograder-1-1", (0, 0))
    os.utime(tmp_path / "other", (0, 0))
    Groups({"memory": (2, tmp_path)}).sweep()
    assert {path.name for path in tmp_path.iterdir()} == {"autograder-1-2", "other"}
