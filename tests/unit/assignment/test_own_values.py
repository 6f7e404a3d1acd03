"""Values of each student's own: the same in notebook and grader, and nobody chooses them."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from autograder.assignment import own_values as own
from autograder.assignment.own_values import Variant, check_parameters, find, own_values, room

KEY = "autumn 01-tiny"
PARAMETERS: dict[str, dict[str, Any]] = {
    "my_sizes": {"whole": [2, 9], "count": 3, "distinct": True, "common": [4, 8, 3]},
    "my_column": {"among": ["probe", "planet", "launched"], "common": "probe"},
    "my_file": {"text": "run-????-##.csv", "common": "run.csv"},
}
VARIANT = Variant("q1", KEY, PARAMETERS, ("1007",))


def values_of(number: object) -> dict[str, Any]:
    return own_values(number, KEY, "q1", PARAMETERS)


def test_a_number_gives_the_same_values_on_every_day_and_machine():
    assert values_of("1007") == {
        "my_sizes": [9, 8, 7],
        "my_column": "probe",
        "my_file": "run-wcvx-32.csv",
    }


def test_who_has_no_number_has_the_common_values():
    for nothing in ("", "  "):
        assert values_of(nothing) == {
            "my_sizes": [4, 8, 3],
            "my_column": "probe",
            "my_file": "run.csv",
        }


def test_zeros_spaces_and_case_make_no_other_number():
    assert values_of(" 0042") == values_of("42") == values_of(42)
    assert values_of("A7") == values_of("a7")
    assert values_of("0") != values_of("")


def test_values_are_of_their_kind_and_in_their_bounds():
    for number in range(1, 300):
        values = values_of(number)
        sizes = values["my_sizes"]
        assert len(set(sizes)) == 3
        assert all(2 <= size <= 9 for size in sizes)
        assert values["my_column"] in PARAMETERS["my_column"]["among"]
        assert re.fullmatch(r"run-[b-df-hj-np-tv-z]{4}-\d\d\.csv", str(values["my_file"]))


def test_a_notebook_makes_the_values_that_the_grader_makes():
    notebook: dict[str, object] = {}
    exec(own.source(), notebook)
    theirs = notebook["own_values"]
    assert callable(theirs)
    for number in ("", "1007", "42", "ab 7"):
        assert theirs(number, KEY, "q1", copy.deepcopy(PARAMETERS)) == values_of(number)


def test_a_thousand_numbers_have_a_thousand_variants_where_there_is_room():
    assert room(PARAMETERS) == 8 * 7 * 6 * 3 * 20**4 * 100
    assert len({repr(values_of(number)) for number in range(1, 1001)}) == 1000


@pytest.mark.parametrize("other", [("other key", "q1"), (KEY, "q2")])
def test_another_course_or_question_has_other_values(other):
    key, question = other
    assert own_values("1007", key, question, PARAMETERS) != values_of("1007")


def test_the_own_number_is_as_expected():
    for said in ("1007", 1007, " 01007 "):
        found = find(VARIANT, {"student_number": said, **values_of("1007")})
        assert (found.number, found.is_other, found.changed) == ("1007", False, ())
        assert found.values == values_of("1007")


def test_a_notebook_for_another_number_is_told_apart_and_judged_by_that_number():
    found = find(VARIANT, {"student_number": "1008", **values_of("1008")})
    assert (found.number, found.is_other) == ("1008", True)
    assert found.values == values_of("1008")


def test_a_notebook_without_a_number_is_not_the_student_s_own():
    for namespace in ({}, {"student_number": ""}, {"student_number": ["1007"]}):
        found = find(VARIANT, namespace)
        assert (found.number, found.is_other) == ("", True)


def test_nobody_chooses_easier_values():
    for easier in ([1, 1, 1], None, [True, 2, 3]):
        namespace = {"student_number": "1007", **values_of("1007"), "my_sizes": easier}
        found = find(VARIANT, namespace)
        assert found.changed == ("my_sizes",)
        assert found.values == values_of("1007")


def test_without_numbers_on_the_roster_the_notebook_s_own_counts():
    anyone = Variant("q1", KEY, PARAMETERS)
    assert not find(anyone, {"student_number": "55"}).is_other
    assert not find(anyone, {}).is_other
    assert find(anyone, {}).values == values_of("")


def test_a_group_has_the_number_of_each_member():
    both = Variant("q1", KEY, PARAMETERS, ("7", "8"))
    for number in ("7", "8"):
        assert not find(both, {"student_number": number}).is_other
    assert find(both, {"student_number": "9"}).is_other


def test_what_a_hostile_notebook_says_is_its_number_is_harmless():
    for said in (10**100, "9" * 10_000, "\n", b"7", {"a": 1}, 7.0, True):
        assert len(find(VARIANT, {"student_number": said}).number) <= 40


def test_a_variant_travels_as_plain_data():
    there = Variant(**json.loads(json.dumps(VARIANT.to_json())))
    assert find(there, {"student_number": "1007"}) == find(VARIANT, {"student_number": "1007"})


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ([], "needs lines such as"),
        ({"no name": {"whole": [1, 2], "common": 1}}, "no name of a variable"),
        ({"a": {"whole": [1, 2]}}, "no `common` value of a"),
        ({"a": {"common": 1}}, "says of a nothing"),
        ({"a": {"whole": [1, 2], "among": [1, 2], "common": 1}}, "it takes one of whole"),
        ({"a": {"whole": [1, 2], "commno": 1, "common": 1}}, "commno"),
        ({"a": {"whole": [2, 1], "common": 1}}, "no pair of whole numbers"),
        ({"a": {"among": ["a"], "common": "a"}}, "no list of two"),
        ({"a": {"among": ["a", 1], "common": "a"}}, "no list of two"),
        ({"a": {"text": "run", "common": "run"}}, "becomes a letter"),
        ({"a": {"whole": [1, 2], "count": 0, "common": []}}, "from 1 to 20"),
        ({"a": {"whole": [1, 2], "distinct": True, "common": 1}}, "belongs to a `count`"),
        (
            {"a": {"whole": [1, 2], "count": 3, "distinct": True, "common": [1, 2, 1]}},
            "it has fewer",
        ),
        ({"a": {"whole": [1, 2], "common": 3}}, "not of the kind"),
        ({"a": {"whole": [1, 2], "count": 2, "common": [1]}}, "not of the kind"),
        ({"a": {"text": "?", "common": 3}}, "not of the kind"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused_with_what_to_write(parameters, words):
    with pytest.raises(own.ParameterError, match=re.escape(words)):
        check_parameters(parameters)


def test_a_parameter_that_can_be_used_is_not_refused():
    check_parameters(PARAMETERS)
