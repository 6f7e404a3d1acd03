"""The environment variables of a forked process, and none of the grader's. [any]"""

from __future__ import annotations

import os
import site
import sys
from pathlib import Path

#: beside a kernel's connection file: as many bytes as kernels of a notebook have been started
STARTS = "starts"
MAX_RESTARTS = 5
#: type of the message that says that a cell called `input()`
ASKED_TO_TYPE = "asked_to_type"
#: what `input()` says while grading
NOBODY_TYPES = (
    "nobody can type while grading. Give the name a value in the code, in place of `input()`"
)


def environment(workspace: Path, **more: str) -> dict[str, str]:
    """Variables for a process that works in a folder.

    Args:
        more: further ones, or others.
    """
    return {
        "HOME": str(workspace),
        "TMPDIR": str(workspace),
        "MPLCONFIGDIR": str(workspace / "matplotlib"),
        # Python programs that it starts find the same packages as it does itself.
        **({"PYTHONUSERBASE": site.getuserbase()} if site.ENABLE_USER_SITE else {}),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin:/usr/bin:/bin"]),
        "LANG": "C.UTF-8",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "KERAS_BACKEND": "tensorflow",
        "MPLBACKEND": "agg",
        **more,
    }
