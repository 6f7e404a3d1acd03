# %% [markdown]
# ---
# what: "Starts processes that start processes, at most 100 of them"
# status: too_many_processes
# marks: 2
# says: "processes"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import time

# Each of 10 starts 9: more than the limit of the tests, and harmless where the limit is missing.
for _ in range(10):
    if os.fork() == 0:
        for _ in range(9):
            if os.fork() == 0:
                break
        time.sleep(20)
        os._exit(0)
time.sleep(20)

# %%
word = "level"
