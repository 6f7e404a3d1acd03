"""Downloads of the four systems: whose each file is, when it came, and nobody lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.collect.attempts import attempts
from autograder.collect.roster import Member
from autograder.collect.submissions import Submission, SubmittedFile, Unreadable
from tests.support.downloads import (
    canvas,
    gradescope,
    moodle,
    nbgrader,
    person,
    work,
    write,
    zipped,
)
from tests.support.every_system import ONE, TWO, class_zip, everything
from tests.support.submissions import collect, is_readable

KNOWN = ["01-tiny", "04-mnist-ann"]
NOV_1 = datetime(2026, 11, 1, 20, 0, tzinfo=UTC)


@pytest.fixture
def found(tmp_path):
    """Collects from files given as path → bytes; what was told is in `.said`."""

    class Found:
        said: list[str]

        def __call__(self, files, members=None, root=tmp_path / "in") -> list[SubmittedFile]:
            self.said = []
            return collect([write(root, files)], KNOWN, members=members, tell=self.said.append)

    return Found()


def students(submissions) -> dict[str, str]:
    return {one.student: one.submitter.name for one in submissions}


def test_canvas_says_the_id_the_name_whether_late_and_which_attempt(found):
    files = canvas(12345, "Lovelace, Ada", ("01-tiny-2.ipynb", ONE), late=True)
    files |= canvas(678, "Kernighan, Brian", ("work.ipynb", TWO))
    brian, ada = found(files)
    assert (ada.student, ada.submitter.name, ada.lesson) == ("12345", "lovelaceada", "01-tiny")
    assert (ada.marked_late, ada.attempt, ada.submitted_at) == (True, 2, None)
    assert (brian.student, brian.marked_late, brian.attempt) == ("678", False, 0)


def test_canvas_with_a_name_written_with_underscores_is_read_as_well(found):
    [ada, _] = found(
        {"ada_lovelace_LATE_12345_67890_04-mnist-ann-1.ipynb": work(lesson="04-mnist-ann")}
        | canvas(678, "Kernighan, Brian", ("work.ipynb", TWO))
    )
    assert (ada.student, ada.lesson, ada.marked_late, ada.attempt) == (
        *("12345", "04-mnist-ann"),
        *(True, 1),
    )


def test_the_short_ids_of_a_small_canvas_are_ids_where_all_files_have_them(found, tmp_path):
    files = {"lovelaceada_4_61_a.ipynb": ONE, "kernighanbrian_5_62_a.ipynb": TWO}
    assert students(found(files)) == {"4": "lovelaceada", "5": "kernighanbrian"}
    mixed = [one.student for one in found(files | {"carol.ipynb": ONE}, root=tmp_path / "mixed")]
    assert "lovelaceada_4_61_a" in mixed


def test_canvas_with_anonymous_marking_gives_its_anonymous_ids(found):
    [one, two] = found({"anon_x7Kp2_901_a.ipynb": ONE, "LATE_anon_9fGhJ_902_a.ipynb": TWO})
    assert {one.student, two.student} == {"anon_x7Kp2", "anon_9fGhJ"}
    assert [one.marked_late, two.marked_late] == [True, False]


@pytest.mark.parametrize(
    "names",
    [
        ["lab_3_1_ada", "lab_3_2_brian"],
        ["exam_2026_1101_ada", "exam_2026_1101_brian"],
        ["ada_2026_111_work", "brian_2026_112_work"],
    ],
)
def test_names_that_only_resemble_canvas_stay_names(found, names):
    submissions = found({f"{name}.ipynb": ONE + b"\n" * place for place, name in enumerate(names)})
    assert [one.student for one in submissions] == sorted(names)


@pytest.mark.parametrize("flat", [False, True])
def test_moodle_gives_the_name_and_a_number_that_is_of_this_assignment_only(found, flat):
    files = moodle("Ada Lovelace", 31, ("a.ipynb", ONE), flat=flat)
    files |= moodle("Brian K. Ernighan", 32, ("b.ipynb", TWO), flat=flat)
    assert students(found(files)) == {
        "Ada Lovelace": "Ada Lovelace",
        "Brian K. Ernighan": "Brian K. Ernighan",
    }


def test_two_students_of_one_name_in_moodle_stay_two(found):
    files = moodle("Ada Lovelace", 31, ("a.ipynb", ONE))
    files |= moodle("Ada Lovelace", 32, ("a.ipynb", TWO))
    assert [one.student for one in found(files)] == ["Ada Lovelace 31", "Ada Lovelace 32"]


def test_moodle_with_anonymous_marking_gives_participants(found):
    files = moodle("Participant", 31, ("a.ipynb", ONE)) | moodle("Participant", 32, ("a.zip", b""))
    assert [one.student for one in found(files)] == ["Participant 31", "Participant 32"]


def test_moodles_grading_worksheet_beside_a_download_says_when(found, tmp_path):
    files = moodle("Ada", 31, ("a.ipynb", ONE)) | moodle("Brian", 32, ("a.ipynb", TWO))
    worksheet = (
        "Identifier,Full name,Status,Grade,Last modified (submission),Last modified (grade)\n"
        'Participant 31,Ada,Submitted,,"Sunday, 1 November 2026, 9:05 PM",-\n'
        "Participant 32,Brian,Submitted,,-,-\n"
    )
    ada, brian = sorted(
        found({"week1.zip": zipped(files), "Grades-C1-Tiny-31.csv": worksheet.encode()}),
        key=lambda one: one.student,
    )
    assert ada.submitted_at == datetime(2026, 11, 1, 21, 5).astimezone()
    assert brian.submitted_at is None
    assert not any("Grades" in said for said in found.said)
    damaged = {"week1.zip": zipped(files), "Grades-C1.csv": b"PK\x03\x04"}
    assert len(found(damaged, root=tmp_path / "damaged")) == 2


def test_gradescope_says_who_and_when_and_a_group_is_each_of_its_members(found):
    group = [person("Ada Lovelace", "077", "ada@x.org"), person("Brian", "", "brian@x.org")]
    files = gradescope(
        ("1", "2026-11-01 20:00:00.123456000 Z", group, {"work.ipynb": ONE}),
        (
            "2",
            "2026-11-01 21:00:00.000000000 +01:00",
            [person("Carol", "79", "")],
            {"a/b.zip": b""},
        ),
    )
    ada, brian, carol = found({f"assignment_1_export/{name}": data for name, data in files.items()})
    assert (ada.student, brian.student, carol.student) == ("077", "brian@x.org", "79")
    assert ada.submitted_at == brian.submitted_at
    assert ada.submitted_at.replace(microsecond=0) == carol.submitted_at == NOV_1
    assert ada.submitter.email == "ada@x.org"


def test_rubys_own_types_in_gradescopes_metadata_are_read_as_data(found):
    metadata = (
        "submission_1:\n  :submitters:\n"
        "  - !ruby/hash:ActiveSupport::HashWithIndifferentAccess\n    :name: Ada\n    :sid: 7\n"
        "  :created_at: !ruby/object:ActiveSupport::TimeWithZone\n"
        "    utc: 2026-11-01 20:00:00.000000000 Z\n    zone: !ruby/object:Zone\n      name: UTC\n"
        "  :results: !ruby/object:Results {}\n"
    )
    files = {"submission_metadata.yml": metadata.encode(), "submission_1/a.ipynb": ONE}
    [ada] = found(files)
    assert (ada.student, ada.submitted_at) == ("7", NOV_1)


def test_a_metadata_file_of_a_students_own_names_nobody(found):
    mine = [person("Eve", "66", "")]
    theirs = gradescope(("9", "2030-01-01", [person("Ada", "77", "")], {"x.ipynb": TWO}))
    files = gradescope(("1", "2026-11-01 20:00:00 Z", mine, {"x.ipynb": ONE, **theirs}))
    assert {one.student for one in found(files)} == {"66"}


@pytest.mark.parametrize("damaged", [b"a: [", b"\xff\xfe\x00", b"- 1", b"submission_1: {}"])
def test_damaged_metadata_of_gradescope_loses_nobody(found, damaged):
    files = gradescope(("1", "", [person("Ada", "7", "")], {"ada.ipynb": ONE}))
    [ada] = found(files | {"submission_metadata.yml": damaged})
    assert ada.student == "submission_1"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-01 20:00:00.000000 UTC", NOV_1),
        ("2026-11-01 20:00:00", NOV_1),
        ("2026-11-01 21:00:00 +0100", NOV_1),
        ("2026-11-01 21:00:00 Europe/Berlin", NOV_1),
        ("2026-11-01T20:00:00+00:00", NOV_1),
        ("2026-11-01 21:00:00 Middle/Earth", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_nbgrader_says_who_which_assignment_and_when(found, written, moment):
    [ada] = found(nbgrader("ada", "04-mnist-ann", written, work(lesson="04-mnist-ann")))
    assert (ada.student, ada.lesson, ada.submitted_at) == ("ada", "04-mnist-ann", moment)


def test_nbgraders_folder_may_be_given_itself_or_under_another_name(found, tmp_path):
    files = nbgrader("ada", "01-tiny", "2026-11-01 20:00:00 UTC", ONE)
    [ada] = found(files, root=tmp_path / "one")
    [same] = collect([tmp_path / "one" / "submitted"], KNOWN)
    (tmp_path / "one" / "submitted").rename(tmp_path / "other")
    [again] = collect([tmp_path / "other"], KNOWN)
    assert [one.submitted_at for one in (ada, same, again)] == [NOV_1] * 3
    assert {one.student for one in (ada, same, again)} == {"ada"}


def test_nbgraders_inbound_folders_are_attempts_with_their_moments(found):
    names = ["ada+01-tiny+2026-11-01 20:00:00 UTC+r9_-x", "ada+01-tiny+2026-11-02 20:00:00 UTC"]
    first, second = found(
        {f"inbound/{name}/x.ipynb": data for name, data in zip(names, (ONE, TWO), strict=True)}
    )
    assert first.student == second.student == "ada"
    assert first.submitted_at == NOV_1 < second.submitted_at


def test_a_folder_of_a_lesson_is_nobodys_name(found):
    files = {"week1/01-tiny/ada.ipynb": ONE, "week1/01-tiny/brian.ipynb": TWO}
    assert [one.student for one in found(files)] == ["ada", "brian"]


def test_what_lies_in_a_students_folder_is_that_students_whatever_its_name(found):
    forged = canvas(12345, "Lovelace, Ada", ("x.ipynb", TWO))
    files = moodle("Eve", 66, ("x.ipynb", ONE), *forged.items())
    assert {one.student for one in found(files)} == {"Eve"}


def test_the_zip_of_a_class_is_read_as_if_unpacked_with_the_zips_of_students_in_it(tmp_path):
    (tmp_path / "submissions.zip").write_bytes(class_zip())
    said: list[str] = []
    by_itself = collect([tmp_path / "submissions.zip"], KNOWN, tell=said.append)
    in_folder = collect([tmp_path], KNOWN)
    for submissions in (by_itself, in_folder):
        read = {one.student: is_readable(one) for one in submissions}
        assert read == {"12345": True, "678": True, "910": False}
    assert said == [f"{tmp_path}/submissions.zip is the download of a class (canvas): 3 files."]


def test_a_student_who_handed_in_no_notebook_is_not_lost(found):
    files = canvas(12345, "Lovelace, Ada", ("essay.pdf", b"%PDF"), ("data.zip", zipped({})))
    files["kernighanbrian_678_text.html"] = b"<p>My answer</p>"
    files |= canvas(910, "Carol", ("notes.txt", b""), ("a.ipynb", ONE))
    submissions = {one.student: one for one in found(files)}
    assert is_readable(submissions["910"])
    assert submissions["12345"].problem.startswith("There is no notebook in what was handed in (")
    assert "text.html" in submissions["678"].problem
    [said] = found.said
    assert said.startswith("Not graded, because there is no notebook in it: ")
    assert "notes.txt" in said
    assert "submission_metadata" not in said


def test_files_that_are_no_notebooks_are_named_and_many_are_counted(found):
    found({"ada.ipynb": ONE} | {f"page-{number}.pdf": b"" for number in range(8)})
    [said] = found.said
    assert said.endswith("and 3 more.")


def test_no_students_zip_speaks_for_another(found, tmp_path):
    """In a folder of students' own zips, one that looks like a download is its student's."""
    files = {"ada.zip": zipped({"work.ipynb": ONE}), "eve.zip": class_zip()}
    assert [one.student for one in found(files)] == ["ada", "eve"]
    [said] = found.said
    assert "eve.zip is taken for one student's" in said
    files = {"ada/01-tiny.ipynb": ONE, "eve/submissions.zip": class_zip()}
    named = [one.student for one in found(files, root=tmp_path / "folders")]
    assert named == ["ada", "eve"]
    one_file = zipped(canvas(12345, "Lovelace, Ada", ("x.ipynb", ONE)))
    files = {"eve.zip": one_file, "frank.zip": one_file}
    assert [one.student for one in found(files, root=tmp_path / "zips")] == ["eve", "frank"]


def test_a_zip_that_would_unpack_to_too_much_is_not_unpacked(found, monkeypatch):
    monkeypatch.setattr("autograder.collect.files._MAX_TOTAL", 100)
    assert [one.student for one in found({"submissions.zip": class_zip()})] == ["submissions"]
    assert "unpack it and grade the folder" in found.said[0]
    monkeypatch.undo()
    monkeypatch.setattr("autograder.collect.reading.MAX_BYTES", 2000)
    big = zipped({"big.ipynb": b" " * 3000})
    files = canvas(12345, "Ada", ("a.zip", big)) | canvas(678, "Brian", ("b.ipynb", ONE))
    handed_in = found({"submissions.zip": zipped(files)})
    submissions = {one.student: one for one in handed_in}
    assert is_readable(submissions["678"])
    assert not is_readable(submissions["12345"])


def test_a_zip_that_lists_too_many_files_is_not_opened(found, monkeypatch):
    monkeypatch.setattr("autograder.collect.files._MAX_LIST", 100)
    files = {f"{number}.txt": b"" for number in range(5)}
    [one] = found({"ada.zip": zipped(files | {"a.ipynb": ONE})})
    assert one.problem == (
        "The zip cannot be opened: it lists too many files, or is larger than 4 GB."
    )


def test_a_name_without_end_in_a_students_zip_takes_no_time(found):
    name = "ada" + "_1234" * 10_000
    [one] = found({"ada.zip": zipped({f"{name}.ipynb": ONE})})
    assert one.student == "ada"


def test_metadata_that_would_unfold_to_gigabytes_is_read_as_far_as_it_says_who(found):
    laughs = ["&a0 [lol, lol]"]
    laughs += [f"&a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 30)]
    people = "".join(f"  - :name: Ada\n    :sid: {text}\n" for text in laughs)
    metadata = f"submission_1:\n  :submitters:\n{people}  :results:\n   - {'x' * 5_000_000}\n"
    files = {"submission_metadata.yml": metadata.encode(), "submission_1/a.ipynb": ONE}
    assert {one.student for one in found(files)} == {"Ada"}


def test_what_cannot_be_read_answers_the_lesson_of_its_download(found):
    files = canvas(12345, "Ada", ("a.ipynb", ONE)) | canvas(678, "Brian", ("b.ipynb", b"broken"))
    files |= canvas(910, "Carol", ("essay.pdf", b"%PDF"))
    assert {one.lesson for one in found(files)} == {"01-tiny"}


def test_links_in_a_download_lead_nowhere(found, tmp_path):
    (tmp_path / "class.zip").write_bytes(class_zip())
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "submissions.zip").symlink_to(tmp_path / "class.zip")
    [one] = found({})
    assert (one.student, is_readable(one)) == ("submissions", False)


def test_all_four_systems_in_one_folder_are_told_apart_and_nobody_is_lost(found):
    assert [one.student for one in found(everything())] == [
        *("Fu Chunhui", "d4", "111", "ingrid", "jean"),
        *("12345", "678", "grace", "Émilie du Châtelet", "910"),
    ]


ROSTER = {
    member.student: member
    for member in (
        Member("ada", "Ada Lovelace"),
        Member("brian", "B. Kernighan", lms_id="678"),
        Member("carol", "Carol"),
        Member("dorothy", email="DV@x.org"),
        Member("emilie", "Emilie du Chatelet"),
        Member("fu", "Chunhui Fu"),
        Member("grace"),
        Member("margaret", "Margaret Hamilton"),
        Member("ingrid"),
        Member("jean", "Jean"),
    )
}


def test_with_a_roster_everyone_goes_by_the_rosters_id(found):
    """By id, the system's id, e-mail address, or the name in any order, with or without accents."""
    assert {one.student for one in found(everything(), ROSTER)} == set(ROSTER)


def test_the_same_id_in_two_systems_is_two_students_unless_the_roster_knows_it(found):
    carol = gradescope(
        ("1", "2026-11-01 20:00:00 Z", [person("Carol", "678", "")], {"x.ipynb": ONE})
    )
    files = canvas(678, "Kernighan, Brian", ("b.ipynb", TWO)) | canvas(910, "D", ("d.ipynb", TWO))
    files |= {f"export/{name}": content for name, content in carol.items()}
    names = {one.submitter.name: one.student for one in found(files)}
    assert names == {"Carol": "678", "kernighanbrian": "678 (canvas)", "d": "910"}
    one = {"brian": Member("brian", lms_id="678")}
    assert {one.student for one in found(files, one)} == {"brian", "910"}


def test_a_name_that_two_students_have_matches_neither(found):
    members = {one: Member(one, "Ada Lovelace") for one in ("ada1", "ada2")}
    [ada] = found(moodle("Ada Lovelace", 31, ("a.ipynb", ONE)), members)
    assert ada.student == "Ada Lovelace"


def test_moodles_number_is_not_taken_for_an_id(found):
    [ada] = found(moodle("Ada", 31, ("a.ipynb", ONE)), {"31": Member("31", "Brian")})
    assert ada.student == "Ada"


def submission(content: bytes, day: int, *, readable: bool = True, **more) -> SubmittedFile:
    moment = datetime(2026, 11, day, tzinfo=UTC)
    known = ("ada", str(content), str(content), "01-tiny", "", moment)
    return Submission(*known, **more) if readable else Unreadable(*known)


def test_of_several_submissions_the_last_on_time_counts_or_else_the_last():
    def is_late(one):
        return one.submitted_at.day > 2

    early, second, late = (submission(bytes([day]), day) for day in (1, 2, 3))
    [group] = attempts([late, early, second], is_late)
    assert group.submissions == [early, second, late]
    assert group.counts == second
    [group] = attempts([submission(b"5", 5), submission(b"4", 4)], is_late)
    assert group.counts.submitted_at.day == 5


def test_a_file_that_cannot_be_read_counts_only_where_no_other_can():
    [group] = attempts(
        [submission(b"1", 1), submission(b"2", 2, readable=False)], lambda one: False
    )
    assert group.counts.submitted_at.day == 1


def test_the_same_bytes_twice_are_one_submission():
    [group] = attempts([submission(b"1", 1), submission(b"1", 2)], lambda one: False)
    assert len(group.submissions) == 1
