"""The command line names no data set of one course; the former name of an option still works."""

from __future__ import annotations

import click
import pytest

from autograder.cli.main import cli


def test_no_help_speaks_of_a_data_set_that_a_course_may_not_have():
    for name, command in cli.commands.items():
        shown = command.get_help(click.Context(command, info_name=name, max_content_width=200))
        assert "mnist" not in shown.lower(), name


@pytest.mark.parametrize("option", ["--without-data", "--without-mnist"])
def test_an_option_is_known_by_both_of_its_names(option):
    command = cli.commands["grade"]
    context = command.make_context("grade", [".", "--output", "out", option, "wait"])
    assert context.params["without_data"] == "wait"
