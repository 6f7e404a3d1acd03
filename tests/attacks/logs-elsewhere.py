# %% [markdown]
# ---
# what: "Names for its logs a folder of the system, and links and pipes in one of its own"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import pathlib

folder = pathlib.Path("logs")
folder.mkdir()
(folder / "events.out.tfevents.1").symlink_to("/etc/passwd")
(folder / "events.out.tfevents.2").symlink_to("/proc/self/environ")
os.mkfifo(folder / "events.out.tfevents.3")
(folder / "up").symlink_to("/")
log_dir = "logs"
share = "/etc/passwd"
word = "../../../../etc/passwd"
table = [pathlib.Path("/proc/self/mem"), "logs/../../kernel.json", "."]
