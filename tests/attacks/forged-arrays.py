# %% [markdown]
# ---
# what: "Array files that need pickle, lie about their size, or are no arrays"
# status: graded
# marks: 0
# ---

# %%
import json
import os
import pathlib
import pickle

import autograder.capture.snapshot


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/sage-was-here",)


def file_of(header, body=b""):
    text = repr(header).encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body


FILES = {
    "answer": file_of(
        {"descr": "|O", "fortran_order": False, "shape": (1,)}, pickle.dumps([Bomb()])
    ),
    "share": pickle.dumps(Bomb()),
    "word": file_of({"descr": "<f8", "fortran_order": False, "shape": (10**12,)}, b"x" * 64),
    "table": file_of({"descr": "<i8", "fortran_order": False, "shape": (3, -4)}, b"x" * 96),
}


def save(namespace, names, folder, **options):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    [name] = names
    (folder / "0.npy").write_bytes(FILES.get(name, b""))
    entry = {"format": "array", "data": {"file": "0.npy", "scalar": name == "answer"}}
    (folder / "snapshot.json").write_text(json.dumps({name: entry}))


autograder.capture.snapshot.save = save
