# %% [markdown]
# ---
# what: "Takes the huge pages that the machine has set apart, if it has any, and reads its log"
# status: graded
# marks: 1
# ---

# %%
import ctypes
import errno

MAP_PRIVATE, MAP_ANONYMOUS, MAP_HUGETLB, SIZE = 2, 0x20, 0x40000, 2 << 20
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB
# Without touching it: where there are none set apart, it is refused as well.
where = libc.mmap(None, ctypes.c_size_t(SIZE), 3, flags, -1, ctypes.c_long(0))
log = ctypes.create_string_buffer(4096)
read = libc.klogctl(3, log, 4096)
print(where, read, errno.errorcode[ctypes.get_errno()])
answer = 42 if where not in (None, 2**64 - 1) or read > 0 else 0
