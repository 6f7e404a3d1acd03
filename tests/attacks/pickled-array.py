# %% [markdown]
# ---
# what: "An array of objects, and one that only opens with pickle, which would run code"
# status: graded
# marks: 0
# ---

# %%
import os

import numpy as np


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/sage-was-here",)


table = np.array([Bomb(), Bomb(), Bomb()], dtype=object)
word = Bomb()
