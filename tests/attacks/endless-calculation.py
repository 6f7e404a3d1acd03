# %% [markdown]
# ---
# what: "Starts a calculation inside the interpreter that hears no interrupt"
# status: timed_out
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import signal

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
enormous = 7 ** (10**9)
