# %% [markdown]
# ---
# what: "Writes past the notebook to the process's own output, at most 3 GB"
# status: too_much_output
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import time

block = b"x" * 50_000_000
for _ in range(60):
    for descriptor in (1, 2):
        os.write(descriptor, block[:25_000_000])
time.sleep(20)
