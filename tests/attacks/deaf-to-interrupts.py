# %% [markdown]
# ---
# what: "Shrugs off every interrupt"
# status: timed_out
# marks: 2
# says: "did not stop when it was interrupted"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import time

while True:
    try:
        time.sleep(1000)
    except BaseException:
        pass

# %%
share = 3 / 8
