"""The table of stages, out of a grading log."""

from __future__ import annotations

from scripts.bench.stages import percentile_95, read, table

LINE = (
    '2026-11-29T09:17:40.012+0100 INFO autograder.grading.submission student="{who}" '
    'lesson="01-setup" stage={stage} seconds={seconds:.3f} status=ok'
)


def lines(stage: str, *seconds: float) -> list[str]:
    return [LINE.format(who="ada", stage=stage, seconds=one) for one in seconds]


def test_a_stage_has_its_median_and_its_95th_percentile():
    light = read([*lines("run", 0.1, 0.2, 0.3), *lines("fork", 0.004), "another line"])
    assert light["run"] == [0.1, 0.2, 0.3]
    assert percentile_95([float(one) for one in range(1, 101)]) == 95.05
    evidence = read(lines("run", 2.0))
    told = table({"light": light, "evidence": evidence})
    assert "| run | 3 | 200 | 290 | 1 | 2000 | 2000 |" in told
    assert "fork kernel and driver | 1 | 4 | 4 | 0 |  |  |" in told
    assert "instrument" not in told


def test_what_a_student_called_a_file_is_no_stage_of_another_kind():
    forged = LINE.format(who="stage=none seconds=9.000 status=ok", stage="run", seconds=0.1)
    assert read([forged])["run"] == [0.1]


def test_every_stage_of_a_submission_has_a_row_in_the_order_in_which_it_happens():
    stages = ("read", "instrument", "run", "capture", "check", "store", "all", "gradebook")
    told = table({"light": read(one for stage in reversed(stages) for one in lines(stage, 0.1))})
    rows = [row.split("|")[1].replace("&nbsp;", "").strip() for row in told.splitlines()[2:]]
    assert rows == [
        *("read it", "put checks and files in", "run", "capture alone", "check", "store", "all"),
        "fill the gradebook, once for the class",
    ]
