# %% [markdown]
# ---
# what: "Takes memory in 8 processes, each of which stays below any limit of one, at most 1.6 GB"
# status: out_of_memory
# marks: 2
# says: "memory"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import subprocess
import sys

code = "import time; taken = bytearray(b'x' * 200_000_000); time.sleep(20)"
children = [subprocess.Popen([sys.executable, "-S", "-c", code]) for _ in range(8)]
for child in children:
    child.wait()
