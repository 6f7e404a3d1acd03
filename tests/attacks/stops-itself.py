# %% [markdown]
# ---
# what: "Stops its process and its children as a terminal would, and waits to be told to go on"
# status: timed_out
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import signal
import subprocess
import time

child = subprocess.Popen(["sleep", "1000"])
child.send_signal(signal.SIGSTOP)
os.kill(os.getpid(), signal.SIGSTOP)
os.kill(0, signal.SIGSTOP)
while True:
    try:
        time.sleep(1000)
    except KeyboardInterrupt:
        pass
