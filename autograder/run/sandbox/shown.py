"""What a sandbox shows of the machine: the system, and this Python with its packages. [any]"""

from __future__ import annotations

import functools
import os
import site
import sys
import sysconfig
from pathlib import Path

import autograder

#: folders of the system, shown read-only; /opt is none of them, because people keep their own there
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "fonts", "alternatives")
DEVICES = ("null", "zero", "full", "random", "urandom")


@functools.cache
def python_folders() -> tuple[str, ...]:
    """Where this Python and its packages live, and this package itself."""
    package = Path(autograder.__file__).resolve().parent
    folders = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), str(package)}
    # What a .pth file adds are another Python's packages, and are called so.
    added = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    packages = [*site.getsitepackages(), *user_packages(), *added]
    folders |= {path for path in packages if os.path.isdir(path)}
    folders |= {os.path.realpath(path) for path in folders}  # where links on the way lead
    # A folder inside another one is there already.
    return tuple(
        sorted(f for f in folders if not any(f.startswith(f"{other}/") for other in folders))
    )


def user_packages() -> list[str]:
    """Where `pip install --user` has put packages, if this Python uses such a folder."""
    return [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
