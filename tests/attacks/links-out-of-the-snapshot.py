# %% [markdown]
# ---
# what: "Puts links to other files where the files of a snapshot should be"
# status: graded
# marks: 0
# ---

# %%
import json
import pathlib

import autograder.capture.snapshot

NAMES = (
    "0.npy",
    "../../../etc/passwd",
    "/etc/passwd",
    "0.npy/../1.npy",
    "\u0661.npy",
    "1.png\0.npy",
)


def save(namespace, names, folder, **options):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    (folder / "0.npy").symlink_to("/etc/passwd")
    number = int(folder.name.removeprefix("q"))
    if number == 1:
        (folder / "snapshot.json").symlink_to("/etc/passwd")
        return
    if number == 2:
        (folder / "snapshot.json").mkdir()
        return
    entry = {"format": "array", "data": {"file": NAMES[number % len(NAMES)], "scalar": False}}
    (folder / "snapshot.json").write_text(json.dumps({name: entry for name in names}))


autograder.capture.snapshot.save = save
