# %% [markdown]
# ---
# what: "Puts a pipe where a snapshot should be, so that whoever reads it waits for ever"
# status: graded
# marks: 2
# says: "no readable snapshot"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os

import autograder.capture.snapshot


def save(namespace, names, folder, **options):
    os.makedirs(folder)
    os.mkfifo(f"{folder}/snapshot.json")
    os.mkfifo(f"{folder}/0.npy")


autograder.capture.snapshot.save = save
