# %% [markdown]
# ---
# what: "Attaches to every process as a debugger does, and reads and writes their memory"
# status: graded
# marks: 1
# ---

# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
ATTACH, SEIZE = 16, 0x4206
reached = []
own = os.listdir("/proc/self/task")
for pid in range(1, 3000):
    if str(pid) in own:
        continue
    if libc.ptrace(SEIZE, pid, None, None) == 0 or libc.ptrace(ATTACH, pid, None, None) == 0:
        reached.append(pid)
    try:
        open(f"/proc/{pid}/mem", "r+b")
        reached.append(pid)
    except OSError:
        pass
print(reached)
answer = 42 if reached else 0
