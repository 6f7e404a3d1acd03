# %% q1: a path
from pathlib import Path

def run_folder(root, when):
    return Path(root) / when.strftime("%Y-%m-%d_%H-%M-%S")

# %% q1: a path that is pure
from pathlib import PurePosixPath

def run_folder(root, when):
    return PurePosixPath(root, when.strftime("%Y-%m-%d_%H-%M-%S"))

# %% q1: a lambda
run_folder = lambda root, when: f"{root}/{when:%Y-%m-%d_%H-%M-%S}"
