# %% [markdown]
# ---
# what: "Writes to its working folder until it is full, at most 3 GB"
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

block = b"x" * 50_000_000
for number in range(60):
    with open(f"{number}", "wb") as file:
        file.write(block)
        os.fsync(file.fileno())
time.sleep(20)
