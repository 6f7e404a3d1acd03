# %% [markdown]
# ---
# what: "Writes a snapshot that is nested a hundred thousand times, and one of 70 MB"
# status: graded
# marks: 0
# says: "no readable snapshot"
# ---

# %%
import pathlib

import autograder.capture.snapshot


def save(namespace, names, folder, **options):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    text = "[" * 100_000 + "]" * 100_000
    if folder.name == "q2":
        text = '{"share": [' + "[]," * 23_000_000 + "[]]}"
    (folder / "snapshot.json").write_text(text)


autograder.capture.snapshot.save = save
