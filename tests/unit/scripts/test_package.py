"""What anybody may download holds the tool, and nothing that students must not see."""

from __future__ import annotations

from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("builder", [WheelBuilder, SdistBuilder])
def test_wheel_and_sdist_hold_no_solution_and_no_test(builder):
    files = [file.relative_path for file in builder(str(ROOT)).recurse_included_files()]
    first = {Path(file).parts[0] for file in files}
    assert "autograder/cli/main.py" in files
    assert first - {"autograder"} <= {
        *("CHANGELOG.md", "LICENSE", "LICENSE-PROSE", "README.md", "requirements.lock"),
    }
    texts = "".join(
        (ROOT / file).read_text("utf-8", "replace") for file in files if file.endswith(".py")
    )
    lessons = [*(ROOT / "solutions").glob("*/lesson.py")]
    assert lessons
    for lesson in lessons:
        _, _, header = lesson.read_text("utf-8").partition("# name: ")
        assert f"name: {header.partition(chr(10))[0]}" not in texts
