# %% [markdown]
# ---
# what: "Logs that are cut off, that lie about the length of their records, or are no logs at all"
# status: graded
# marks: 3
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import pathlib
import struct

log_dir = "logs"
folder = pathlib.Path(log_dir)
folder.mkdir()
record = struct.pack("<QI", 1 << 60, 0) + b"x" * 100
(folder / "events.out.tfevents.1.lies").write_bytes(record)
(folder / "events.out.tfevents.2.cut").write_bytes(record[:9])
(folder / "events.out.tfevents.3.noise").write_bytes(os.urandom(100_000))
(folder / "events.out.tfevents.4.empty").write_bytes(b"")
(folder / "events.out.tfevents.5.script").write_text("<script>alert('sage')</script>")
