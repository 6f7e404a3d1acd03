# %% [markdown]
# ---
# what: "Puts a sparse file of 250 MB, of which no byte is written, beside each answer of a function"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import autograder.capture.calls
from autograder.capture import snapshot

save = snapshot.save


def saved_beside(namespace, names, folder, **options):
    report = save(namespace, names, folder, **options)
    with open(f"{folder}/900.npy", "wb") as file:
        file.truncate(250 << 20)
    return report


def shout(text):
    return text.upper() + "!"


# %%
grader.check("q8")

# %%
snapshot.save = autograder.capture.calls.save = saved_beside
