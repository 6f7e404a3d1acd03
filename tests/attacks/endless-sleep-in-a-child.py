# %% [markdown]
# ---
# what: "Waits for a process that never ends, so that there is nothing to interrupt"
# status: timed_out
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import subprocess

subprocess.run("trap '' INT TERM HUP; while :; do sleep 1000; done", shell=True)
