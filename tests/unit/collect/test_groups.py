"""Students who hand in together, and what Moodle and Canvas write before or in place of a name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.collect.attempts import attempts
from autograder.collect.roster import NO_TEAMS, Member, RosterError, read_teams
from autograder.collect.submissions import SubmittedFile
from autograder.grading.attempts import remarks, with_submitters
from autograder.record.classroom import Classroom, load, save
from autograder.record.store import Store
from tests.support.downloads import Files, canvas, gradescope, moodle, person, work, write, zipped
from tests.support.submissions import collect

KNOWN = ["01-tiny", "02-more"]
ONE, TWO = work("x = 1"), work("x = 2")
MORE = work("y = 1", lesson="02-more")


def found(
    folder: Path, files: Files, *members: Member, said: list[str] | None = None, teams=NO_TEAMS
) -> list[SubmittedFile]:
    roster = {member.student: member for member in members}
    tell = (said if said is not None else []).append
    return collect([write(folder / "in", files)], KNOWN, members=roster, tell=tell, teams=teams)


def students(submissions: list[SubmittedFile]) -> list[str]:
    return sorted({one.student for one in submissions})


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("Group A-", "Grace Hopper"),
        ("Team 1-", "Ada Lovelace"),
        ("Default group-", "Tim Berners-Lee"),
        ("Team Blue-", "Anna-Lena Meier"),
        ("Gruppe 3-", "Émile du Châtelet"),
        ("Équipe B-2-", "J-P Sartre"),
        ("-", "Ada Lovelace"),
        ("", "Anna-Lena Meier"),
        ("", "J-P Sartre"),
        ("", "Teamina Groupe"),
    ],
)
@pytest.mark.parametrize("flat", [False, True])
def test_the_group_before_a_name_in_moodle_is_no_part_of_it(tmp_path, prefix, name, flat):
    files = moodle(f"{prefix}{name}", 90001, ("a.ipynb", ONE), flat=flat)
    [one] = found(tmp_path, files)
    assert one.student == one.submitter.name == name
    [one] = found(tmp_path, files, Member("s1", name), Member("s2", "Somebody Else"))
    assert one.student == "s1"


def test_with_a_roster_a_group_of_any_name_is_known_as_one(tmp_path):
    files = moodle("Blue Hawks-Anna-Lena Meier", 31, ("a.ipynb", ONE))
    assert students(found(tmp_path, files)) == ["Blue Hawks-Anna-Lena Meier"]
    [one] = found(tmp_path, files, Member("al", "Meier, Anna-Lena"))
    assert (one.student, one.submitter.name) == ("al", "Anna-Lena Meier")


def worksheet(*rows: str, header: str = "Identifier,Full name,ID number,Email address") -> bytes:
    return "\n".join([f"{header},Status,Grade,Last modified (submission)", *rows, ""]).encode()


SHEET = worksheet(
    "Participant 31,Grace O'Hopper,,gh@x.org,Submitted,,-",
    'Participant 32,Ada Lovelace,a9,ada@x.org,Submitted,,"Sunday, 1 November 2026, 9:05 PM"',
    "Participant 33,Ada Lovelace,b7,other@x.org,No submission,,-",
)
TEAMS = {
    **moodle("Blue Hawks-Grace OHopper", 31, ("a.ipynb", ONE)),
    **moodle("Blue Hawks-Ada Lovelace", 32, ("a.ipynb", ONE)),
}


def test_the_worksheet_beside_a_download_gives_names_and_addresses_by_number(tmp_path):
    grace, ada = found(tmp_path, {"week1.zip": zipped(TEAMS), "Grades-C-Tiny-99.csv": SHEET})
    assert (grace.student, grace.submitter.name) == ("Grace O'Hopper", "Grace O'Hopper")
    assert grace.submitter.email == "gh@x.org"
    # Another student of the class has Ada's name, whether or not she has handed in.
    assert ada.student == "Ada Lovelace (ada@x.org)"
    assert ada.submitted_at
    assert grace.submitted_at is None


@pytest.mark.parametrize(
    "roster",
    [
        [Member("a9", "A. Byron"), Member("g", "Admiral", email="gh@x.org")],
        [Member("a", email="ADA@x.org"), Member("g", "Grace O'Hopper")],
    ],
)
def test_the_roster_finds_by_the_worksheets_id_number_address_and_name(tmp_path, roster):
    files = {**TEAMS, "Grades-C-Tiny-99.csv": SHEET}
    assert students(found(tmp_path, files, *roster)) == sorted(one.student for one in roster)


def test_a_worksheet_in_another_language_is_read_by_its_places_and_a_blind_one_names_nobody(
    tmp_path,
):
    german = SHEET.replace(b"Identifier,Full name", "ID,Vollständiger Name".encode())
    [ada, grace] = found(tmp_path, {**TEAMS, "Grades-C-Tiny-99.csv": german})
    assert (ada.submitter.email, grace.student) == ("ada@x.org", "Grace O'Hopper")
    blind = worksheet("Participant 31,Submitted for grading,,-", header="Identifier")
    files = moodle("Participant", 31, ("a.ipynb", ONE)) | {"Grades-C.csv": blind}
    assert students(found(tmp_path / "blind", files)) == ["Participant 31"]


@pytest.mark.parametrize("name", ["Participant", "Group A-Participant", "Teilnehmerin"])
def test_who_is_anonymous_has_a_number_also_alone(tmp_path, name):
    [one] = found(tmp_path, moodle(name, 31, ("a.ipynb", ONE)))
    assert one.student == f"{name.rpartition('-')[2]} 31"


PAIR = [Member("ada", "Ada L", lms_id="12345", group="team3"), Member("brian", group="Team 3")]
CAROL = Member("carol", "Carol", lms_id="777")


@pytest.mark.parametrize(
    "files",
    [
        canvas(12345, "team3", ("01-tiny.ipynb", ONE)),
        canvas(99999, "team3", ("01-tiny.ipynb", ONE)),
        canvas(12345, "L, Ada", ("01-tiny.ipynb", ONE)),
        moodle("Team 3-Ada L", 31, ("01-tiny.ipynb", ONE)),
        {"ada/01-tiny.ipynb": ONE},
        {"team 3/Copy of 01-tiny.ipynb": ONE},
        {"brian.ipynb": ONE},
        {
            f"e/{name}": data
            for name, data in gradescope(
                ("1", "2026-11-01 20:00:00 Z", [person("Ada L", "", "")], {"a.ipynb": ONE})
            ).items()
        },
    ],
)
def test_a_groups_submission_counts_for_each_member(tmp_path, files):
    files = files | {"carol/01-tiny.ipynb": TWO}
    submissions = found(tmp_path, files, *PAIR, CAROL)
    assert sorted(one.student for one in submissions) == ["ada", "brian", "carol"]
    by_student = {one.student: one for one in submissions}
    assert by_student["ada"].sha256 == by_student["brian"].sha256
    # No system's id of one member is taken for another's.
    ids = [one.submitter.id for one in submissions if one.submitter and one.submitter.id]
    assert len(ids) == len(set(ids))
    handed_in = attempts(submissions, lambda one: False)
    room = with_submitters(Classroom({one.student: one for one in (*PAIR, CAROL)}), handed_in)
    assert not any("Nothing for" in said for said in remarks(handed_in, Store(tmp_path), room))
    assert room.team("ada", "01-tiny") == room.team("brian", "01-tiny") != ""
    assert room.team("carol", "01-tiny") == ""


BOTH = {
    **canvas(12345, "team3", ("01-tiny.ipynb", ONE)),
    **canvas(678, "K, Brian", ("02-more.ipynb", MORE)),
}
ADA, BRIAN = PAIR[0], replace(PAIR[1], lms_id="678")


def of_lessons(submissions: list[SubmittedFile]) -> list[tuple[str, str]]:
    return sorted((one.lesson, one.student) for one in submissions)


def test_a_lesson_with_a_list_of_its_own_knows_other_partners_than_the_roster(tmp_path):
    everyone = [ADA, BRIAN, CAROL]
    assert of_lessons(found(tmp_path / "0", BOTH, *everyone)) == [
        *[("01-tiny", "ada"), ("01-tiny", "brian")],
        *[("02-more", "ada"), ("02-more", "brian")],
    ]
    teams = {"02-more": {"brian": "x", "carol": "x"}}
    submissions = found(tmp_path / "1", BOTH, *everyone, teams=teams)
    assert of_lessons(submissions) == [
        *[("01-tiny", "ada"), ("01-tiny", "brian")],
        *[("02-more", "brian"), ("02-more", "carol")],
    ]
    save(Store(tmp_path), Classroom({one.student: one for one in everyone}, teams=teams))
    room = load(Store(tmp_path))
    assert room.team("ada", "01-tiny") == room.team("brian", "01-tiny") != ""
    assert room.team("carol", "02-more") == room.team("brian", "02-more") != ""
    assert room.team("ada", "02-more") == room.team("carol", "01-tiny") == ""


@pytest.mark.parametrize(
    "text",
    [
        "student,group\nada,A\nbrian,a\ncarol,\n",
        "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
        "Ada L,12345,,al1,S1,Project 4,77,\nB,678,brian,,S1,Project 4,77,\nC,777,,c1,S1,,,\n",
        "student,partner\nada,brian\nBRIAN,Ada L\ncarol,\n",
        "Name;Partner 1;Partner 2\nAda L;678;\n",
        "First name,Last name,Email address,Groups\nAda,L,,Pair 9\n,,brian,Pair 9\n",
    ],
)
def test_who_works_together_is_read_from_lists_by_group_or_by_partner(tmp_path, text):
    path = tmp_path / "pairs.csv"
    path.write_text(text)
    teams = read_teams(path, [ADA, BRIAN, CAROL])
    assert {*teams} == {"ada", "brian"}
    assert teams["ada"] == teams["brian"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("student,points\nada,1\n", "does not say who works together"),
        ("group\nA\n", "does not say who works together"),
        ("student,partner\nada,zoe\n", "line 2: zoe is not on the roster"),
        ("student,partner\nada,brian\nbrian,carol\n", "line 3: brian is in another group, too"),
        ("student,group\nada,\n", "names nobody who works with somebody"),
    ],
)
def test_a_list_that_does_not_say_who_works_together_is_refused(tmp_path, text, says):
    path = tmp_path / "pairs.csv"
    path.write_text(text)
    with pytest.raises(RosterError, match=says):
        read_teams(path, [ADA, BRIAN, CAROL])


def test_without_a_roster_partners_go_by_what_the_list_calls_them(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("student,partner\n1,23\n12,3\n")
    teams = read_teams(path, [])
    assert teams["1"] == teams["23"] != teams["12"] == teams["3"]


def test_a_team_that_moodle_names_before_its_members_is_one_in_that_assignment_alone(tmp_path):
    files = {
        **moodle("Team 1-Ada L", 31, ("a.ipynb", ONE)),
        **moodle("Team 1-Brian K", 32, ("a.ipynb", ONE)),
        **moodle("Blue Hawks-Carol", 33, ("a.ipynb", TWO)),
        **moodle("Blue Hawks-Dan-Lee M", 34, ("a.ipynb", TWO)),
        **{f"2/{n}": one for n, one in moodle("Brian K", 35, ("b.ipynb", MORE)).items()},
    }
    members = [Member(name, name) for name in ("Ada L", "Brian K", "Carol", "Dan-Lee M")]
    handed_in = attempts(found(tmp_path, files, *members), lambda one: False)
    room = with_submitters(Classroom(), handed_in)
    assert room.team("Ada L", "01-tiny") == room.team("Brian K", "01-tiny") != ""
    assert room.team("Carol", "01-tiny") == room.team("Dan-Lee M", "01-tiny") != ""
    assert room.team("Carol", "01-tiny") != room.team("Ada L", "01-tiny")
    assert room.team("Brian K", "02-more") == ""


def test_members_who_hand_in_each_for_themselves_keep_what_their_system_knows_of_them(tmp_path):
    files = canvas(12345, "L, Ada", ("01-tiny-1.ipynb", ONE))
    files |= canvas(678, "K, Brian", ("01-tiny.ipynb", TWO))
    pair = [PAIR[0], replace(PAIR[1], lms_id="678")]
    handed_in = attempts(found(tmp_path, files, *pair), lambda one: False)
    assert {one.counts.student: one.counts.submitter.id for one in handed_in} == {
        "ada": "12345",
        "brian": "678",
    }
    assert len({one.counts.sha256 for one in handed_in}) == 1  # the last of the group's


def test_what_a_group_hands_in_that_is_no_notebook_is_each_members(tmp_path):
    submissions = found(tmp_path, canvas(12345, "team3", ("essay.pdf", b"%PDF")), *PAIR)
    assert students(submissions) == ["ada", "brian"]
    assert all("no notebook" in one.problem for one in submissions)


def test_who_handed_in_one_file_together_at_gradescope_is_a_team(tmp_path):
    both = [person("Ada", "1", ""), person("Brian", "2", "")]
    files = gradescope(
        ("7", "2026-11-01 20:00:00 Z", both, {"a.ipynb": ONE}),
        ("8", "2026-11-01 20:00:00 Z", [person("Carol", "3", "")], {"a.ipynb": ONE}),
    )
    handed_in = attempts(found(tmp_path, files), lambda one: False)
    save(Store(tmp_path), with_submitters(Classroom(), handed_in))
    room = load(Store(tmp_path))
    teams = [room.team(student, "01-tiny") for student in ("1", "2", "3")]
    assert teams[0] == teams[1] != ""
    assert teams[2] == ""


@pytest.mark.parametrize("inner", ["", "A/", "course 7/submissions (2)/"])
def test_an_unzipped_download_of_canvas_keeps_its_ids_with_a_stray_notebook_beside_it(
    tmp_path, inner
):
    files = canvas(12345, "Lovelace, Ada", ("01-tiny-1.ipynb", ONE), late=True)
    files |= canvas(678, "Kernighan, Brian", ("work.ipynb", TWO))
    files |= {"solution.ipynb": work("x = 3"), "notes.zip": b""}
    submissions = found(tmp_path, {f"{inner}{name}": data for name, data in files.items()})
    of = {one.student: one for one in submissions}
    assert {"12345", "678"} < set(of)
    assert (of["12345"].marked_late, of["12345"].attempt) == (True, 1)


def test_canvas_test_student_hands_in_nothing_and_it_is_said(tmp_path):
    files = canvas(999, "Student, Test", ("01-tiny.ipynb", ONE))
    files |= canvas(12345, "Lovelace, Ada", ("01-tiny.ipynb", TWO))
    said: list[str] = []
    assert students(found(tmp_path, {"submissions.zip": zipped(files)}, said=said)) == ["12345"]
    assert any(line.startswith("Left out, because Canvas's test student") for line in said)
