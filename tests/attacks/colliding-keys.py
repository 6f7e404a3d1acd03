# %% [markdown]
# ---
# what: "A dictionary whose keys all fall into one place, so that building it could take hours"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import json
import pathlib

import autograder.capture.snapshot

honest = autograder.capture.snapshot.save


def save(namespace, names, folder, **options):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    keys = [[{"int": hex(number * (2**61 - 1))}, 0] for number in range(20_000)]
    entry = {"format": "plain", "data": {"value": {"dict": keys}}}
    (folder / "snapshot.json").write_text(json.dumps({names[0]: entry}))


autograder.capture.snapshot.save = save

# %%
grader.check("q3")

# %%
autograder.capture.snapshot.save = honest
