# %% [markdown]
# ---
# what: "Plants code that a later Python or IPython would run, and changes the grader's own"
# status: graded
# marks: 1
# ---

# %%
import os
import pathlib
import site
import sys

import autograder

CODE = "open('/tmp/sage-was-here', 'w')\n"
places = [pathlib.Path(folder) for folder in (*site.getsitepackages(), *sys.path, sys.prefix)]
places.append(pathlib.Path(autograder.__file__).parent)
home = pathlib.Path.home()
for folder in (home, home / ".ipython/profile_default/startup", home / ".config/matplotlib"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(CODE)
changed = []
for place in places:
    for name in ("sitecustomize.py", "usercustomize.py", "sage-was-here.pth", "grade.py"):
        try:
            (place / name).open("a").write(CODE)
            changed.append(str(place / name))
        except OSError:
            pass
# What lies in /tmp is a private disk in here.
changed = [name for name in changed if name.startswith("/") and not name.startswith("/tmp/")]
print(changed)
answer = 42 if changed else 0
