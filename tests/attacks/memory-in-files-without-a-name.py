# %% [markdown]
# ---
# what: "Takes memory in files without a name, at most 3 GB"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import time

held = []
for _ in range(15):
    held.append(os.memfd_create("x"))
    for _ in range(200):
        os.write(held[-1], bytes(1 << 20))
time.sleep(4)
