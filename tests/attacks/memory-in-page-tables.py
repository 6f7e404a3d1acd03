# %% [markdown]
# ---
# what: "Takes memory in page tables, at most 2 GB, of a small file that it maps over and over"
# status: out_of_memory
# marks: 2
# says: "of memory"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import ctypes
import os
import time

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
size = 200 << 20
file = os.open("small", os.O_RDWR | os.O_CREAT)
os.ftruncate(file, size)
for _ in range(5000):
    at = libc.mmap(None, size, 1, 1, file, 0)
    for offset in range(0, size, 2 << 20):
        ctypes.c_char.from_address(at + offset).value
time.sleep(20)
