# %% q2: a set
def pick_device(devices):
    kinds = {kind for _, kind in devices}
    return "GPU" if "GPU" in kinds else ("TPU" if "TPU" in kinds else "CPU")

# %% q2: a lambda
pick_device = lambda devices: next((k for k in ("GPU", "TPU") if k in dict((b, a) for a, b in devices)), "CPU")

# %% q2: a partial
import functools

def first_of(wishes, devices):
    return next((wish for wish in wishes if wish in [pair[1] for pair in devices]), "CPU")

pick_device = functools.partial(first_of, ("GPU", "TPU"))

# %% q3: an ordered dictionary and a tuple
import collections

coins_after = collections.OrderedDict(ABC=7, ACB=8, ABBC=13, AABC=7)
coins_after["restart, only B"] = NameError.__name__
longer_week = tuple(week) + (5, 1)

# %% q3: a defaultdict and NumPy's numbers
coins_after = collections.defaultdict(int)
coins_after.update({"ABC": np.int64(7), "ACB": np.int8(8), "ABBC": np.uint16(13), "AABC": np.float32(7)})
coins_after["restart, only B"] = np.str_("NameError")
longer_week = np.concatenate([week, np.array([5, 1])])

# %% q3: a counter and a deque
coins_after = collections.Counter({"ABC": 7, "ACB": 8, "ABBC": 13, "AABC": 7})
coins_after["restart, only B"] = "NameError"
longer_week = collections.deque(week)
longer_week.extend([5, 1])
longer_week = list(longer_week)

# %% q4: a path
from pathlib import Path

os.chdir(home)
project_folder = Path(home) / "my_project"
for name in ("data", "models"):
    (project_folder / name).mkdir(parents=True, exist_ok=True)
inside = sorted(path.name for path in project_folder.iterdir())
os.chdir(project_folder)
os.chdir(home)

# %% q4: the shell's own list
os.chdir(home)
!mkdir -p my_project/data my_project/models
%cd -q my_project
project_folder = Path.cwd()
inside = !ls
os.chdir(home)

# %% q5: facts in a named tuple, taken apart
import os
import platform
from typing import NamedTuple

class Machine(NamedTuple):
    cpus: int
    ram_gb: float
    python: str

ram = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
machine = Machine(os.cpu_count(), ram, platform.python_version())._asdict()

# %% q5: NumPy's numbers
machine = {"cpus": np.int32(os.cpu_count()), "ram_gb": np.float32(ram), "python": np.str_(platform.python_version())}
