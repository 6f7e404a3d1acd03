# %% [markdown]
# ---
# what: "Puts 24 sparse files of 256 MB beside a value, which are long to read"
# status: graded
# marks: 0
# says: "no readable snapshot"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os

snapshot = os.path.join(os.path.dirname(os.getcwd()), "snap", "q1")
for number in range(24):
    with open(f"{snapshot}/{number + 100}.npy", "wb") as file:
        file.truncate(256 << 20)
