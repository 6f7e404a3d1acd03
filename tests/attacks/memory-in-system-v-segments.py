# %% [markdown]
# ---
# what: "Takes shared memory that no process has mapped any more, at most 3 GB"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import ctypes
import time

libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
libc.shmdt.argtypes = [ctypes.c_void_p]
for _ in range(15):
    one = libc.shmget(0, ctypes.c_size_t(200 << 20), 0o1600)
    assert one >= 0, "refused"
    at = libc.shmat(one, None, 0)
    ctypes.memset(at, 1, 200 << 20)
    libc.shmdt(at)
time.sleep(4)
