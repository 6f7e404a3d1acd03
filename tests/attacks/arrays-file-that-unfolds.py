# %% [markdown]
# ---
# what: "Names a small file of arrays that unfolds to a thousand times its size, and one that needs pickle"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import zipfile

import numpy as np

with zipfile.ZipFile("bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open("arr_0.npy", "w", force_zip64=True) as member:
        member.write(b"\x93NUMPY\x01\x00v\x00")
        header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (104857600,)}"
        member.write(header.ljust(117) + b"\n")
        for _ in range(100):
            member.write(bytes(1 << 20))
np.savez("pickled.npz", np.array([object.__new__(type("X", (), {}))], dtype=object))
table = "bomb.npz"
frame = "pickled.npz"
