# %% [markdown]
# ---
# what: "Logs in 3,000 files, and one of 200 MB without a byte in it"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import pathlib

log_dir = "logs"
folder = pathlib.Path(log_dir)
folder.mkdir()
for number in range(3000):
    (folder / f"events.out.tfevents.{number}").write_bytes(b"x")
with (folder / "events.out.tfevents.huge").open("wb") as file:
    file.truncate(200 << 20)
