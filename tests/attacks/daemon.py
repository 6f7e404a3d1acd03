# %% [markdown]
# ---
# what: "Leaves processes behind that belong to no session, group or terminal of the notebook"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import subprocess
import time

subprocess.Popen(["setsid", "sh", "-c", "trap '' TERM HUP INT; sleep 3141 & sleep 3141"])
subprocess.Popen(["nohup", "sleep", "3141"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 1000)
        time.sleep(3141)
    os._exit(0)
