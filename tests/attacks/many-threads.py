# %% [markdown]
# ---
# what: "Starts threads until no more will start, at most 1,500 of them"
# status: timed_out
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import threading
import time

for _ in range(1500):
    try:
        threading.Thread(target=time.sleep, args=(60,)).start()
    except RuntimeError:
        break
time.sleep(60)
