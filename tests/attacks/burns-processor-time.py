# %% [markdown]
# ---
# what: "Keeps four processes busy in each of many short cells"
# status: timed_out
# marks: 2
# says: "processor time"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import subprocess
import sys
import time

code = "import time\nend = time.time() + 600\nwhile time.time() < end: pass"
for _ in range(4):
    subprocess.Popen([sys.executable, "-S", "-c", code])

# %%
time.sleep(3)

# %% handed in
import json

data = json.loads(notebook)
data["cells"] += data["cells"][-1:] * 60
path.write_text(json.dumps(data))
