# %% [markdown]
# ---
# what: "Writes files that it has removed, beside its working folder, at most 2 GB"
# status: out_of_disk
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
for _ in range(20):
    held.append(os.open("../gone", os.O_CREAT | os.O_RDWR))
    os.unlink("../gone")
    for _ in range(10):
        os.write(held[-1], bytes(10 << 20))
        time.sleep(0.02)
time.sleep(20)
