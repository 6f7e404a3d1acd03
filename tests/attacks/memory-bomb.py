# %% [markdown]
# ---
# what: "Takes memory in steps until it is stopped, at most 3 GB"
# status: out_of_memory
# marks: 2
# says: "memory"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import time

taken = []
for _ in range(30):
    taken.append(b"x" * 100_000_000)
time.sleep(20)

# %%
word = "level"
