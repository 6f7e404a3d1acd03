# %% [markdown]
# ---
# what: "Looks for the sockets and keys of the kernels that run at the same time"
# status: graded
# marks: 1
# ---

# %%
import glob
import json
import os
import time

own = os.path.dirname(os.getcwd())
found = []
for _ in range(5):
    found += [path for path in glob.glob("/tmp/*/kernel.json") if not path.startswith(own)]
    found += [path for path in glob.glob("/tmp/*/k-*") if not path.startswith(own)]
    time.sleep(0.1)
for path in found:
    if path.endswith(".json"):
        print(json.load(open(path)))
answer = 42 if found else 0
