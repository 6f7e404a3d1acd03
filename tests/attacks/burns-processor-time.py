# %% [markdown]
# ---
# what: "Keeps four processes busy in each of many short cells"
# status: timed_out
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import subprocess
import sys
import time

code = "import time\nend = time.time() + 60\nwhile time.time() < end: pass"
for _ in range(4):
    subprocess.Popen([sys.executable, "-S", "-c", code])
time.sleep(3)

# %%
time.sleep(3)

# %%
time.sleep(3)

# %%
time.sleep(3)

# %%
time.sleep(3)

# %%
time.sleep(3)
